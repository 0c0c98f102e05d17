import { useEffect, useSyncExternalStore } from 'react'
import { useServices } from '../services.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import type { ConversationState, ConversationStore } from './conversation-store.ts'

/** Polls the conversation while the component is mounted. */
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
  // The API refuses a chat until the agent accepts it, so a change of this state requires a new
  // request.
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again when the panel reports another state
  useEffect(() => store.refresh(), [store, inPanel])
  return { ...state, store }
}
