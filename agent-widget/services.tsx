// The services that every part of the widget uses. `create-services.ts` creates them once per
// widget.
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
   * Deletes everything that the agent has typed, because they have signed out. Other services are
   * created for whoever signs in next.
   */
  forget(): void
  sending: SendingStore
  files: LocalFiles
  /** Returns the location of the business with this number, if the settings contain a location. */
  businessLocation(businessNumber: string): BusinessLocation | undefined
  preferences: TemplatePreferencesStore
  lists: TemplateLists
  missed: MissedReports
  conversation(contactId: string): ConversationStore
  /**
   * Returns the texts of a contact that waited for the customer and were withdrawn, because Connect
   * delivered them after all. The agent reads about these texts until the line is dismissed.
   */
  deliveredTexts(contactId: string): SnapshotStore<readonly string[]>
  /** Returns the state of the panel of a contact. */
  panel(contactId: string): SnapshotStore<PanelState>
}

const ServicesContext = createContext<Services | undefined>(undefined)
export const ServicesProvider = ServicesContext

export function useServices(): Services {
  const services = use(ServicesContext)
  if (!services) throw new Error('useServices is only available inside AgentWidget')
  return services
}
