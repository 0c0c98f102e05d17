// Holds the query, the results and the active row of the template picker.
import { useMemo, useSyncExternalStore } from 'react'
import { languageName } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { chosenOrder } from './chosen-order.ts'
import { rowsOf } from './rows.ts'
import { type Filter, type Names, plain, type SearchIndex } from './search-index.ts'
import type { IndexedTemplates } from './template-lists.ts'
import { categoryName } from './template-row.tsx'
import { EMPTY_SEARCH, type TemplateSearch } from './template-search.ts'

export function usePicker(
  { list, index, offers, withheld }: IndexedTemplates,
  { query, filter, active }: TemplateSearch,
  setSearch: (next: TemplateSearch) => void,
) {
  const { preferences } = useServices()
  const known = useSyncExternalStore(preferences.subscribe, preferences.getSnapshot)
  const isSearch = query.trim() !== '' || Boolean(filter.category || filter.language)
  // The results are not computed in a deferred update, because the agent may press Enter
  // immediately after another key. Enter must choose a row of the current results.
  const names = useNames(index)
  const found = useMemo(() => index.find(query, filter, names), [index, query, filter, names])
  const order = useMemo(
    () => chosenOrder(index, offers, list.curation),
    [index, offers, list.curation],
  )
  const rows = useMemo(
    () => rowsOf(found, { ...order, ...known }, isSearch),
    [found, order, known, isSearch],
  )
  const at = Math.min(active, rows.length - 1)
  const firstTemplate = rows.findIndex(({ is }) => is === 'template')
  const current = rows[at]?.is === 'template' ? at : firstTemplate

  const point = (next: number) => setSearch({ query, filter, active: next })

  function move(by: number) {
    const step = Math.sign(by)
    let next = Math.max(0, Math.min(rows.length - 1, current + by))
    while (rows[next]?.is === 'heading') next += step
    if (rows[next]) point(next)
  }

  return {
    query,
    search: (text: string) => setSearch({ query: text, filter, active: 0 }),
    filter,
    narrow: (next: Filter) => setSearch({ query, filter: next, active: 0 }),
    clear: () => setSearch(EMPTY_SEARCH),
    isSearch,
    found: found.length,
    /**
     * True if the search has words but no result. A search with a filter does not count, because
     * the filter can be the reason.
     */
    isMissed: rows.length === 0 && query.trim() !== '' && !filter.category && !filter.language,
    /**
     * If the search has no result: the name of a template that the search would find if supervisors
     * offered it to the team.
     */
    withheld: rows.length === 0 ? withheldBy(withheld, query) : undefined,
    rows,
    current,
    point,
    move,
  }
}

/**
 * The minimum number of letters in a query. With fewer letters, it is unclear which template the
 * agent means.
 */
const LEAST_FOR_WITHHELD = 4

function withheldBy(names: readonly string[], query: string): string | undefined {
  const words = plain(query.replaceAll('_', ' ')).split(/\s+/).filter(Boolean)
  return words.join('').length < LEAST_FOR_WITHHELD
    ? undefined
    : names.find((name) => words.every((word) => name.includes(word)))
}

function useNames(index: SearchIndex): Names {
  const messages = useMessages()
  const language = useLanguage()
  return useMemo(() => {
    const named = (codes: readonly string[], nameOf: (code: string) => string) =>
      new Map(codes.map((code) => [code, plain(nameOf(code))]))
    return {
      categories: named(index.categories, (code) => categoryName(code, messages)),
      languages: named(index.languages, (code) => languageName(code, language)),
    }
  }, [index, messages, language])
}
