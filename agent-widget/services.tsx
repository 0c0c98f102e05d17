// The services that all parts of the widget use. create-services.ts creates them.
import { createContext, use } from 'react'
import type { Api } from './api.ts'
import type { ServerClock } from './browser/server-clock.ts'
import type { SnapshotStore } from './browser/snapshot-store.ts'
import type { ConversationStore } from './conversation/conversation-store.ts'
import type { PanelState } from './conversation/open-page.ts'
import type { DraftStore } from './drafts/draft-store.ts'
import type { SendingStore } from './drafts/sending.ts'
import type { LocalFiles } from './files/local-files.ts'
import type { BusinessLocation } from './hosts/settings.ts'
import type { MissedReports } from './missed/missed-reports.ts'
import type { TemplateLists } from './templates/template-lists.ts'
import type { TemplatePreferencesStore } from './templates/template-preferences.ts'

export interface Services {
  api: Api
  clock: ServerClock
  drafts: DraftStore
  /**
   * Deletes everything that the agent has typed. Called when the agent signs out. The next agent
   * gets new services.
   */
  forget(): void
  sending: SendingStore
  files: LocalFiles
  /**
   * Returns the location for this business number, or undefined if the settings contain no
   * location.
   */
  businessLocation(businessNumber: string): BusinessLocation | undefined
  preferences: TemplatePreferencesStore
  lists: TemplateLists
  missed: MissedReports
  conversation(contactId: string): ConversationStore
  /**
   * Returns the texts of waiting replies that were withdrawn because Connect had delivered the same
   * text from its own chat. The widget shows these texts in a line that the agent can dismiss.
   */
  deliveredTexts(contactId: string): SnapshotStore<readonly string[]>
  /** Returns the state of a contact's panel: which tab, template or form is open. */
  panel(contactId: string): SnapshotStore<PanelState>
}

const ServicesContext = createContext<Services | undefined>(undefined)
export const ServicesProvider = ServicesContext

export function useServices(): Services {
  const services = use(ServicesContext)
  if (!services) throw new Error('useServices is only available inside AgentWidget')
  return services
}
