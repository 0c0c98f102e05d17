// What every part of the widget works with, made once per widget.
import { createContext, use } from 'react'
import type { Api } from './api.ts'
import { type ServerClock, serverClock } from './browser/server-clock.ts'
import type { SnapshotStore } from './browser/snapshot-store.ts'
import { localStorageIfAllowed } from './browser/storage.ts'
import { type ConversationStore, conversationStore } from './conversation/conversation-store.ts'
import { type OnDesk, tidyDesk } from './conversation/open-page.ts'
import { type DraftStore, draftStore } from './drafts/draft-store.ts'
import { type LocalFiles, localFiles } from './files/local-files.ts'
import type { OwnPlace } from './hosts/settings.ts'
import { type TemplateLists, templateLists } from './templates/template-lists.ts'
import { type RememberedStore, rememberedTemplates } from './templates/template-preferences.ts'

export interface Tools {
  api: Api
  clock: ServerClock
  drafts: DraftStore
  files: LocalFiles
  /** Where the business is, where the settings say so. */
  place: OwnPlace | undefined
  remembered: RememberedStore
  lists: TemplateLists
  conversation(contactId: string): ConversationStore
  desk(contactId: string): SnapshotStore<OnDesk>
}

/** More chats than an agent has at a time: what was known of one is there at once when it is shown again. */
const KEPT_CHATS = 20

export function createTools(api: Api, place?: OwnPlace): Tools {
  const clock = serverClock()
  const storage = localStorageIfAllowed()
  return {
    api,
    clock,
    drafts: draftStore(storage, () => crypto.randomUUID(), Date.now),
    files: localFiles(),
    place,
    remembered: rememberedTemplates(storage),
    lists: templateLists(api),
    conversation: keptFor(
      (contactId) => conversationStore(contactId, api, clock),
      (store) => store.stop(),
    ),
    desk: keptFor(tidyDesk, () => {}),
  }
}

/** One for each contact; the one that was not wanted for the longest goes. */
function keptFor<Kept>(
  make: (contactId: string) => Kept,
  leave: (kept: Kept) => void,
): (contactId: string) => Kept {
  const all = new Map<string, Kept>()
  return (contactId) => {
    const kept = all.get(contactId) ?? make(contactId)
    all.delete(contactId)
    all.set(contactId, kept)
    const [oldest] = all
    if (oldest && all.size > KEPT_CHATS) {
      leave(oldest[1])
      all.delete(oldest[0])
    }
    return kept
  }
}

const ToolsContext = createContext<Tools | undefined>(undefined)
export const ToolsProvider = ToolsContext

export function useTools(): Tools {
  const tools = use(ToolsContext)
  if (!tools) throw new Error('outside of AgentWidget')
  return tools
}
