import { useEffect, useMemo, useReducer } from 'react'
import { useServices } from '../services.tsx'
import { type BegunDraft, begunDrafts } from './begun-drafts.ts'

/**
 * Returns the drafts of a chat. The hook reads the drafts again when another tab changes one, and
 * when `occasion` changes, for example because a form was closed.
 */
export function useBegunDrafts(contactId: string, occasion: unknown): readonly BegunDraft[] {
  const { drafts } = useServices()
  const [changes, changed] = useReducer((n: number) => n + 1, 0)
  useEffect(() => drafts.onForeignChangeOf(contactId, changed), [drafts, contactId])
  // biome-ignore lint/correctness/useExhaustiveDependencies: new values of `occasion` and `changes` read the drafts again
  return useMemo(() => begunDrafts(drafts, contactId), [drafts, contactId, occasion, changes])
}
