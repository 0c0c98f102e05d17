import { useEffect, useState } from 'react'
import { retryDelayMs } from '../conversation/poll-schedule.ts'
import { useServices } from '../services.tsx'
import type { IndexedTemplates } from './template-lists.ts'

export type TemplatesState =
  | { is: 'loading' }
  | { is: 'failed' }
  | { is: 'ready'; templates: IndexedTemplates }

const EMPTY_AGAIN_MS = 30_000
/** How often the list is checked for changes that supervisors make. */
const FOLLOW_MS = 60_000

/**
 * Returns the templates of a contact. Cached templates are returned immediately. Checks for changes
 * when the contact is shown, when `occasion` changes, and regularly afterwards.
 */
export function useTemplates(
  contactId: string,
  occasion: unknown,
): TemplatesState & { reload: () => void } {
  const { lists } = useServices()
  const [asked, setAsked] = useState(0)
  const [failures, setFailures] = useState(0)
  const known = lists.known(contactId)
  const [state, setState] = useState<TemplatesState>(
    known ? { is: 'ready', templates: known } : { is: 'loading' },
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: new values of `asked` and `occasion` repeat the request
  useEffect(() => {
    let isWanted = true
    lists.of(contactId).then(
      (templates) => {
        if (!isWanted) return
        setState({ is: 'ready', templates })
        setFailures(0)
      },
      () => {
        if (!isWanted) return
        setState((before) => (before.is === 'ready' ? before : { is: 'failed' }))
        setFailures((n) => n + 1)
      },
    )
    return () => {
      isWanted = false
    }
  }, [lists, contactId, asked, occasion])

  // An empty list is read again and again, because a new installation may still be copying the
  // templates from WhatsApp.
  const isEmpty = state.is === 'ready' && state.templates.list.templates.length === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: each empty response sets the next timer
  useEffect(() => {
    if (!isEmpty) return
    const timer = setTimeout(() => setAsked((n) => n + 1), EMPTY_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [isEmpty, asked])

  useEffect(() => {
    if (failures === 0) return
    const timer = setTimeout(() => setAsked((n) => n + 1), retryDelayMs(failures))
    return () => clearTimeout(timer)
  }, [failures])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each check sets the next timer
  useEffect(() => {
    const follow = () => document.visibilityState === 'visible' && setAsked((n) => n + 1)
    const timer = setTimeout(follow, FOLLOW_MS)
    document.addEventListener('visibilitychange', follow)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', follow)
    }
  }, [asked, contactId])

  function reload() {
    setState((before) => (before.is === 'failed' ? { is: 'loading' } : before))
    setAsked((n) => n + 1)
  }
  return { ...state, reload }
}
