import { useEffect, useMemo, useReducer } from 'react'
import { useServices } from '../services.tsx'
import { type BegunDraft, begunDrafts } from './begun-drafts.ts'

/**
 * Returns the drafts of a chat. The drafts are read again when `occasion` changes, for example when
 * a form is closed, and when another tab changes a draft.
 */
export function useBegunDrafts(contactId: string, occasion: unknown): readonly BegunDraft[] {
  const { drafts } = useServices()
  const [changes, changed] = useReducer((n: number) => n + 1, 0)
  useEffect(() => drafts.onForeignChangeOf(contactId, changed), [drafts, contactId])
  // biome-ignore lint/correctness/useExhaustiveDependencies: occasion and changes are what makes it read again
  return useMemo(() => begunDrafts(drafts, contactId), [drafts, contactId, occasion, changes])
}
