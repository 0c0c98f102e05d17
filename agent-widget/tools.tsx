// What every part of the widget works with, made once per widget.
import { createContext, use } from 'react'
import type { Api } from './api.ts'
import { type ConversationStore, conversationStore } from './conversation/conversation-store.ts'
import { type LocalFiles, localFiles } from './files/local-files.ts'
import { type DraftStore, draftStore } from './fill/draft-store.ts'
import { type ServerClock, serverClock } from './server-clock.ts'
import type { OwnPlace } from './settings.ts'
import { localStorageIfAllowed } from './storage.ts'
import { type RememberedStore, rememberedTemplates } from './templates/remembered.ts'
import { type TemplateLists, templateLists } from './templates/template-lists.ts'

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
}

/** More chats than an agent has at a time: what was known of one is there at once when it is shown again. */
const KEPT_CONVERSATIONS = 20

export function createTools(api: Api, place?: OwnPlace): Tools {
  const clock = serverClock()
  const storage = localStorageIfAllowed()
  const kept = new Map<string, ConversationStore>()
  return {
    api,
    clock,
    drafts: draftStore(storage, () => crypto.randomUUID(), Date.now),
    files: localFiles(),
    place,
    remembered: rememberedTemplates(storage),
    lists: templateLists(api),
    conversation(contactId) {
      const store = kept.get(contactId) ?? conversationStore(contactId, api, clock)
      kept.delete(contactId)
      kept.set(contactId, store)
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_CONVERSATIONS) break
        kept.get(oldest)?.stop()
        kept.delete(oldest)
      }
      return store
    },
  }
}

const ToolsContext = createContext<Tools | undefined>(undefined)
export const ToolsProvider = ToolsContext

export function useTools(): Tools {
  const tools = use(ToolsContext)
  if (!tools) throw new Error('outside of AgentWidget')
  return tools
}
