import { useEffect, useState } from 'react'
import { useTools } from '../services.tsx'
import type { IndexedTemplates } from './template-lists.ts'

export type TemplatesState =
  | { is: 'loading' }
  | { is: 'failed' }
  | { is: 'ready'; templates: IndexedTemplates }

const EMPTY_AGAIN_MS = 30_000

/** Shows what is known at once, and asks whether it is still right when the contact is shown and whenever `occasion` changes. */
export function useTemplates(
  contactId: string,
  occasion: unknown,
): TemplatesState & { reload: () => void } {
  const { lists } = useTools()
  const [asked, setAsked] = useState(0)
  const known = lists.known(contactId)
  const [state, setState] = useState<TemplatesState>(
    known ? { is: 'ready', templates: known } : { is: 'loading' },
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked and occasion are what makes it ask again
  useEffect(() => {
    let isWanted = true
    lists.of(contactId).then(
      (templates) => isWanted && setState({ is: 'ready', templates }),
      () => isWanted && setState((before) => (before.is === 'ready' ? before : { is: 'failed' })),
    )
    return () => {
      isWanted = false
    }
  }, [lists, contactId, asked, occasion])

  // A new installation's templates are being read: only then it is asked again without an occasion.
  const isEmpty = state.is === 'ready' && state.templates.list.templates.length === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer that is still empty sets the next timer
  useEffect(() => {
    if (!isEmpty) return
    const timer = setTimeout(() => setAsked((n) => n + 1), EMPTY_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [isEmpty, asked])

  function reload() {
    setState((before) => (before.is === 'failed' ? { is: 'loading' } : before))
    setAsked((n) => n + 1)
  }
  return { ...state, reload }
}
