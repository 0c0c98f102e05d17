import { useEffect, useSyncExternalStore } from 'react'
import { useServices } from '../services.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import type { ConversationState, ConversationStore } from './conversation-store.ts'

/** Polls the conversation for as long as the component is mounted. */
export function useConversation(
  contactId: string,
  inPanel: WorkspaceContact['state'],
): ConversationState & { store: ConversationStore } {
  const services = useServices()
  const store = services.conversation(contactId)
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot)
  useEffect(() => {
    store.start()
    return store.stop
  }, [store])
  // The API refuses a chat that the agent has not accepted yet; accepting it changes that.
  // biome-ignore lint/correctness/useExhaustiveDependencies: refreshed whenever the panel reports another state
  useEffect(() => store.refresh(), [store, inPanel])
  return { ...state, store }
}
