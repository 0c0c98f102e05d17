import { useMemo, useSyncExternalStore } from 'react'
import { useServices } from '../services.tsx'
import type { DraftKey, Filled } from './draft-store.ts'
import type { DraftSender, DraftState, OpenOptions } from './sending.ts'

/**
 * Opens the draft of a key when the component appears. Later changes of `initial` and `options`
 * have no effect.
 */
export function useSending(
  { contactId, name, language }: DraftKey,
  initial: () => Filled,
  options?: OpenOptions,
): DraftState & { sender: DraftSender } {
  const { sending } = useServices()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the initial values are used only once
  const sender = useMemo(
    () => sending.open({ contactId, name, language }, initial(), options),
    [sending, contactId, name, language],
  )
  return { ...useSyncExternalStore(sender.subscribe, sender.getSnapshot), sender }
}
