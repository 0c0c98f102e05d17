// What is query, found and pointed at in the list of templates.
import { useMemo, useSyncExternalStore } from 'react'
import { useTools } from '../services.tsx'
import { rowsOf } from './rows.ts'
import type { Filter, TemplateGroup } from './search-index.ts'
import type { IndexedTemplates } from './template-lists.ts'
import { EVERYTHING, type Looking } from './template-search.ts'

export function usePicker(
  { index, offers }: IndexedTemplates,
  { query, filter, active }: Looking,
  look: (next: Looking) => void,
) {
  const { remembered } = useTools()
  const known = useSyncExternalStore(remembered.subscribe, remembered.getSnapshot)
  const isSearch = query.trim() !== '' || Boolean(filter.category || filter.language)
  // Never deferred: Enter chooses what stands there, and somebody who types fast means the last letter too.
  const found = useMemo(() => index.find(query, filter), [index, query, filter])
  const pinned = useMemo(
    () =>
      index.groups
        .filter(({ variants }) => variants.some((each) => offers(each).pinned))
        .map(nameOf),
    [index, offers],
  )
  const rows = useMemo(
    () => rowsOf(found, { pinned, ...known }, isSearch),
    [found, pinned, known, isSearch],
  )
  const at = Math.min(active, rows.length - 1)
  const firstTemplate = rows.findIndex(({ is }) => is === 'template')
  const current = rows[at]?.is === 'template' ? at : firstTemplate

  const point = (next: number) => look({ query, filter, active: next })

  function move(by: number) {
    const step = Math.sign(by)
    let next = Math.max(0, Math.min(rows.length - 1, current + by))
    while (rows[next]?.is === 'heading') next += step
    if (rows[next]) point(next)
  }

  return {
    query,
    search: (text: string) => look({ query: text, filter, active: 0 }),
    filter,
    narrow: (next: Filter) => look({ query, filter: next, active: 0 }),
    clear: () => look(EVERYTHING),
    isSearch,
    found: found.length,
    rows,
    current,
    point,
    move,
  }
}

const nameOf = ({ name }: TemplateGroup) => name
