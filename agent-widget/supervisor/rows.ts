// Makes the rows of the catalogue. Each row is a template in all its languages, with the settings
// of one team.
import type { TemplateSummary } from '#model/template-list'
import type { Catalogue } from '#supervisor-api'
import {
  type CuratedTemplate,
  curationFor,
  type Offer,
  offersOf,
  type RuleTeam,
} from '#whatsapp/templates/curation'
import { teamIn, teamKey } from '#whatsapp/templates/curation-edits'
import { isSample } from '#whatsapp/templates/samples'
import { searchIndex } from '../templates/search-index.ts'

export interface CatalogueRow {
  name: string
  variants: readonly TemplateSummary[]
  offer: Offer
  offered: 'all' | 'some' | 'none'
  /** The languages in which it is offered. */
  offeredIn: readonly string[]
  /** The entries of the rule for this team that name the template. */
  own: readonly CuratedTemplate[]
  /** Whether the template appeared at Meta and no supervisor has chosen it yet. */
  isNew: boolean
  /** Whether a rule defines the template's position in the list. */
  isOrdered: boolean
}

export const ROW_FILTERS = ['all', 'offered', 'not_offered', 'new'] as const
export type RowFilter = (typeof ROW_FILTERS)[number]

/** Returns the rows in the order in which agents of the team see them. */
export function catalogueRows(
  { templates, curation }: Pick<Catalogue, 'templates' | 'curation'>,
  team: RuleTeam,
): CatalogueRow[] {
  const combined = curationFor(curation, teamIn(team))
  const offers = offersOf(combined)
  const waiting = new Set(curation.waiting)
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
        isNew: waiting.has(name),
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

/** The names of Meta's own samples that the team is offered. */
export const offeredSamples = (rows: readonly CatalogueRow[]): string[] =>
  rows.flatMap(({ name, offered }) => (offered !== 'none' && isSample(name) ? [name] : []))

/** Returns a function that finds rows with the widget's search and preserves their order. */
export function rowSearch(rows: readonly CatalogueRow[]) {
  const offers = new Map(rows.map(({ name, offer }) => [name, offer]))
  const index = searchIndex(
    rows.flatMap(({ variants }) => variants),
    ({ name }) => offers.get(name) ?? {},
  )
  return (query: string, filter: RowFilter): CatalogueRow[] => {
    const found = query.trim() ? new Set(index.find(query, {}).map(({ name }) => name)) : undefined
    return rows.filter((row) => PASSES[filter](row) && (!found || found.has(row.name)))
  }
}
