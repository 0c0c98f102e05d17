// Determines the rows of the template list (headings and templates) and their positions. The list
// renders only its visible rows and therefore needs the positions of all rows.

import type { Offer } from '#whatsapp/templates/curation'
import type { Messages } from '../i18n/catalogue.ts'
import type { TemplateGroup } from './search-index.ts'
import type { TemplatePreferences } from './template-preferences.ts'

/**
 * `rest` contains all templates that are in no other section. If supervisors use topics, `others`
 * contains those without a topic instead.
 */
type Section = 'pinned' | 'favorites' | 'recent' | 'rest' | 'others'
/** The heading above one of the widget's own sections, or above a topic of the supervisors. */
type Heading = { section: Section } | { topic: string }
export type Row =
  | ({ is: 'heading' } & Heading)
  | { is: 'template'; group: TemplateGroup; key: string }

export const ROW_HEIGHT = 70
const HEADING_HEIGHT = 28

interface Order extends Pick<TemplatePreferences, 'favorites' | 'recent'> {
  pinned: readonly string[]
  topics?: readonly string[] | undefined
  topicOf: (group: TemplateGroup) => string | undefined
}

/**
 * Returns the rows of the list: first the pinned templates, then the favorites, the recently sent
 * templates, and all others by topic. Each template is in one section only. The results of a search
 * have no sections.
 */
export function rowsOf(
  found: readonly TemplateGroup[],
  { pinned, favorites, recent, topics, topicOf }: Order,
  isSearch: boolean,
): Row[] {
  const row = (group: TemplateGroup): Row => ({ is: 'template', group, key: group.name })
  if (isSearch) return found.map(row)
  const byName = new Map(found.map((group) => [group.name, group]))
  const take = (names: readonly string[]) =>
    names.flatMap((name) => {
      const group = byName.get(name)
      byName.delete(name)
      return group ? [group] : []
    })
  const first: [Heading, readonly TemplateGroup[]][] = [
    [{ section: 'pinned' }, take(pinned)],
    [{ section: 'favorites' }, take(favorites)],
    [{ section: 'recent' }, take(recent)],
  ]
  const rest = byTopic([...byName.values()], topicOf, topics)
  const hasTopics = rest.some(({ topic }) => topic !== undefined)
  const sections = [
    ...first,
    ...rest.map(({ topic, items }): [Heading, readonly TemplateGroup[]] => [
      topic === undefined ? { section: hasTopics ? 'others' : 'rest' } : { topic },
      items,
    ]),
  ]
  const filled = sections.filter(([, groups]) => groups.length > 0)
  // A list with only one section needs no heading.
  if (filled.length === 1 && rest.length === 1 && !hasTopics) return filled[0]![1].map(row)
  return filled.flatMap(([heading, groups]): Row[] => [
    { is: 'heading', ...heading },
    ...groups.map(row),
  ])
}

export const headingText = (heading: Heading, { sections }: Pick<Messages, 'sections'>): string =>
  'topic' in heading ? heading.topic : sections[heading.section]

export const headingKey = (heading: Heading): string =>
  'topic' in heading ? `topic ${heading.topic}` : heading.section

/**
 * Groups templates by topic, in the order of the topics. Templates without a topic come last. The
 * order of the templates within a topic does not change.
 */
function byTopic(
  groups: readonly TemplateGroup[],
  topicOf: Order['topicOf'],
  topics: readonly string[] = [],
): { topic: string | undefined; items: readonly TemplateGroup[] }[] {
  const found = Map.groupBy(groups, topicOf)
  const used = [...found.keys()].filter((topic) => topic !== undefined)
  return [...new Set([...topics, ...used]), undefined].flatMap((topic) => {
    const items = found.get(topic)
    return items ? [{ topic, items }] : []
  })
}

/**
 * Returns the topic of a template. If the languages of the template have different topics, the
 * first topic counts.
 */
export const topicIn =
  (offers: (template: TemplateGroup['variants'][number]) => Pick<Offer, 'topic'>) =>
  ({ variants }: TemplateGroup): string | undefined => {
    for (const variant of variants) {
      const { topic } = offers(variant)
      if (topic) return topic
    }
    return undefined
  }

export const heightOf = ({ is }: Row): number => (is === 'heading' ? HEADING_HEIGHT : ROW_HEIGHT)

/** Returns the offset of each row, and the total height as the last element. */
export function offsetsOf(rows: readonly Row[]): number[] {
  const offsets = [0]
  for (const row of rows) offsets.push(offsets.at(-1)! + heightOf(row))
  return offsets
}

const OVERSCAN = 3

/**
 * Returns the rows to render: the index of the first one (`from`), and the index after the last one
 * (`to`).
 */
export function seen(
  offsets: readonly number[],
  top: number,
  height: number,
): { from: number; to: number } {
  const at = (y: number) => {
    let [low, high] = [0, offsets.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (offsets[middle]! <= y) low = middle
      else high = middle - 1
    }
    return low
  }
  const rows = offsets.length - 1
  return {
    from: Math.max(0, at(top) - OVERSCAN),
    to: Math.min(rows, at(top + height) + 1 + OVERSCAN),
  }
}
