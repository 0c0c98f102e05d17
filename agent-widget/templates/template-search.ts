// What an agent is looking for among the templates.
import type { Filter } from './search-index.ts'

/** What is typed, narrowed down to, and pointed at. */
export interface Looking {
  query: string
  filter: Filter
  active: number
}

export const EVERYTHING: Looking = { query: '', filter: {}, active: 0 }
