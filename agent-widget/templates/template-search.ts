// The agent's search among the templates.
import type { Filter } from './search-index.ts'

/** The query, the filter, and the index of the active row. */
export interface TemplateSearch {
  query: string
  filter: Filter
  active: number
}

export const EMPTY_SEARCH: TemplateSearch = { query: '', filter: {}, active: 0 }
