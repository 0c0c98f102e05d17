import type { offersOf } from '#whatsapp/templates/curation'
import type { SearchIndex } from './search-index.ts'

/** Returns the names of the templates that supervisors have pinned, in their order. */
export const pinnedIn = ({ groups }: SearchIndex, offers: ReturnType<typeof offersOf>): string[] =>
  groups
    .filter(({ variants }) => variants.some((each) => offers(each).pinned))
    .map(({ name }) => name)
