// Creates the rows of the catalogue, in which supervisors choose templates. A row contains a
// template in all its languages, and its settings for one team.
import type { TemplateSummary } from '#model/template-list'
import type { Catalogue, SavedFilter } from '#supervisor-api'
import {
  type CuratedTemplate,
  curationFor,
  type Offer,
  offersOf,
  type RuleTeam,
} from '#whatsapp/templates/curation'
import { teamIn, teamKey } from '#whatsapp/templates/curation-edits'
import { isSample } from '#whatsapp/templates/samples'
import { type SearchIndex, searchIndex } from '../templates/search-index.ts'

export interface CatalogueRow {
  name: string
  variants: readonly TemplateSummary[]
  offer: Offer
  offered: 'all' | 'some' | 'none'
  /** The languages in which the template is offered. */
  offeredIn: readonly string[]
  /**
   * The settings of the template in this team's own rule. Different languages can have different
   * entries.
   */
  own: readonly CuratedTemplate[]
  /** True for a template that Meta added and that no supervisor has chosen yet. */
  isNew: boolean
  /** True if a rule sets the template's position in the list. */
  isOrdered: boolean
}

/** The words and filters of a search. */
export type RowSearch = SavedFilter['search']
export type RowFilter = RowSearch['show']

export const ROW_FILTERS: readonly RowFilter[] = ['all', 'offered', 'not_offered', 'new']
export const ALL_ROWS: RowSearch = { query: '', show: 'all' }

/** Returns the rows in the order in which the team's agents see them. */
export function catalogueRows(
  { templates, curation }: Pick<Catalogue, 'templates' | 'curation'>,
  team: RuleTeam,
): CatalogueRow[] {
  const combined = curationFor(curation, teamIn(team))
  const offers = offersOf(combined)
  const undecided = new Set(curation.undecided)
  const rule = curation.rules.find((each) => teamKey(each) === teamKey(team))
  const own = Map.groupBy(rule?.templates ?? [], ({ name }) => name)
  const rows = [...Map.groupBy(templates, ({ name }) => name)].map(([name, variants]) => {
    const all = variants.map(offers)
    const offeredIn = variants.flatMap(({ language }, i) => (all[i]!.offered ? [language] : []))
    const count = offeredIn.length
    const { place, ...offer } = offers({ name, language: '' })
    return {
      row: {
        name,
        variants,
        offer,
        offered: count === 0 ? 'none' : count === all.length ? 'all' : 'some',
        isNew: undecided.has(name),
        offeredIn,
        own: own.get(name) ?? [],
        isOrdered: place < combined.templates.length,
      } satisfies CatalogueRow,
      place: Math.min(place, ...all.map((each) => each.place)),
    }
  })
  return rows.sort((a, b) => a.place - b.place).map(({ row }) => row)
}

const PASSES: Readonly<Record<RowFilter, (row: CatalogueRow) => boolean>> = {
  all: () => true,
  offered: ({ offered }) => offered !== 'none',
  not_offered: ({ offered, isNew }) => offered === 'none' && !isNew,
  new: ({ isNew, offered }) => isNew && offered === 'none',
}

export const countOf = (rows: readonly CatalogueRow[], filter: RowFilter): number =>
  rows.filter(PASSES[filter]).length

/** Returns the names of Meta's sample templates that the team is offered. */
export const offeredSamples = (rows: readonly CatalogueRow[]): string[] =>
  rows.flatMap(({ name, offered }) => (offered !== 'none' && isSample(name) ? [name] : []))

/**
 * Returns a function that searches `rows` in the same way as agents search in the widget, and that
 * does not change their order. The first search creates the search index. `prepare` creates the
 * index in advance, so that the first keystroke does not have to wait.
 */
export function rowSearch(rows: readonly CatalogueRow[]) {
  let index: SearchIndex | undefined
  function prepare(): SearchIndex {
    const offers = new Map(rows.map(({ name, offer }) => [name, offer]))
    index ??= searchIndex(
      rows.flatMap(({ variants }) => variants),
      ({ name }) => offers.get(name) ?? {},
    )
    return index
  }

  function find(search: RowSearch): CatalogueRow[] {
    const { query, show } = search
    const found = query.trim()
      ? new Set(
          prepare()
            .find(query, {})
            .map(({ name }) => name),
        )
      : undefined
    return rows.filter(
      (row) => PASSES[show](row) && matches(row, search) && (!found || found.has(row.name)),
    )
  }
  return { find, prepare }
}

/**
 * Returns whether a row matches the filters. The status, category and language must match in the
 * same language of the template.
 */
function matches(
  { variants, offer }: CatalogueRow,
  { status, category, language, topic }: RowSearch,
): boolean {
  if (topic && offer.topic !== topic) return false
  return variants.some(
    (each) =>
      (!status || each.status.toUpperCase() === status) &&
      (!category || each.category === category) &&
      (!language || each.language === language),
  )
}

/** Returns the values from which supervisors can choose in the filters. */
export function choicesIn(rows: readonly CatalogueRow[]) {
  const all = rows.flatMap(({ variants }) => variants)
  const distinct = (values: readonly string[]) => [...new Set(values)].sort()
  return {
    status: distinct(all.map(({ status }) => status.toUpperCase())),
    category: distinct(all.map(({ category }) => category)),
    language: distinct(all.map(({ language }) => language)),
  }
}

/** Returns whether the search has a filter for the status, category, language or topic. */
export const isNarrowed = ({ status, category, language, topic }: RowSearch): boolean =>
  Boolean(status ?? category ?? language ?? topic)

/** Returns whether two searches find the same rows. */
export const isSameSearch = (a: RowSearch, b: RowSearch): boolean =>
  a.query.trim() === b.query.trim() &&
  a.show === b.show &&
  (['status', 'category', 'language', 'topic'] as const).every((key) => a[key] === b[key])
