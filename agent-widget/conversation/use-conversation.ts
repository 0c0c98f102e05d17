import { useEffect, useSyncExternalStore } from 'react'
import { useTools } from '../services.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import type { ConversationState, ConversationStore } from './conversation-store.ts'

/** Looks for as long as it is shown. */
export function useConversation(
  contactId: string,
  inPanel: WorkspaceContact['state'],
): ConversationState & { store: ConversationStore } {
  const tools = useTools()
  const store = tools.conversation(contactId)
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot)
  useEffect(() => {
    store.start()
    return store.stop
  }, [store])
  // A chat that is only offered is not the agent's yet, and refused; accepting it changes that.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again whenever the panel's state of it changes
  useEffect(() => store.look(), [store, inPanel])
  return { ...state, store }
}
