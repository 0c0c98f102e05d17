import { useMemo, useSyncExternalStore } from 'react'
import { useServices } from '../services.tsx'
import type { DraftKey, Filled } from './draft-store.ts'
import type { DraftSender, DraftState, OpenOptions } from './sending.ts'

/**
 * Returns the draft of a key. The draft is opened when the component appears, and later changes of
 * `initial` and `options` have no effect.
 */
export function useSending(
  { contactId, name, language }: DraftKey,
  initial: () => Filled,
  options?: OpenOptions,
): DraftState & { sender: DraftSender } {
  const { sending } = useServices()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a draft begins with counts once
  const sender = useMemo(
    () => sending.open({ contactId, name, language }, initial(), options),
    [sending, contactId, name, language],
  )
  return { ...useSyncExternalStore(sender.subscribe, sender.getSnapshot), sender }
}
