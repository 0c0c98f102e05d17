import type { Curation, offersOf } from '#whatsapp/templates/curation'
import { topicIn } from './rows.ts'
import type { SearchIndex } from './search-index.ts'

type Offers = ReturnType<typeof offersOf>

/**
 * Returns the order of the templates that supervisors have chosen: the pinned templates and the
 * topics.
 */
export const chosenOrder = (
  index: SearchIndex,
  offers: Offers,
  { topics }: Pick<Curation, 'topics'>,
) => ({ pinned: pinnedIn(index, offers), topics, topicOf: topicIn(offers) })

/** Returns the names of the pinned templates, in the supervisors' order. */
const pinnedIn = ({ groups }: SearchIndex, offers: Offers): string[] =>
  groups
    .filter(({ variants }) => variants.some((each) => offers(each).pinned))
    .map(({ name }) => name)
