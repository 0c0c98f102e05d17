// Creates the rows of the page with the templates' states at WhatsApp, from the catalogue and the
// watched details of the templates. Each language of a template is one row. The most urgent rows
// come first.
import type { TemplateSummary } from '#model/template-list'
import type { Catalogue, WatchAnswer } from '#supervisor-api'
import type { Sentence } from '#whatsapp/errors/language'
import { likelyCauses } from '#whatsapp/template-review/likely-causes'
import { curationFor, offersOf } from '#whatsapp/templates/curation'
import { searchIndex } from '../templates/search-index.ts'

type Details = WatchAnswer['templates'][number]

export interface WatchRow {
  key: string
  template: TemplateSummary
  title: string | undefined
  details: Details | undefined
  /** The earlier states, newest first, each with the time at which it began. */
  earlier: Details['changes']
  /** The probable causes of a rejection. */
  causes: readonly Sentence[]
  /**
   * When the template's state was last known to be current: WhatsApp was asked for it, or reported
   * a change.
   */
  checkedAt: Date | undefined
}

const URGENT = ['DISABLED', 'REJECTED', 'PAUSED']
const IN_REVIEW = ['PENDING', 'IN_APPEAL']

const keyOf = ({ name, language }: Pick<TemplateSummary, 'name' | 'language'>) =>
  `${name}#${language}`

export function watchRows(
  { templates, curation, syncedAt }: Pick<Catalogue, 'templates' | 'curation' | 'syncedAt'>,
  watched: Pick<WatchAnswer, 'templates'> | undefined,
): WatchRow[] {
  const known = new Map(watched?.templates.map((each) => [keyOf(each), each]))
  const offers = offersOf(curationFor(curation, { queue: undefined, routingProfile: undefined }))
  return templates
    .map((template) => {
      const key = keyOf(template)
      const details = known.get(key)
      return {
        ...{ key, template, details },
        title: offers(template).title,
        causes: isRejected(template) ? likelyCauses(template, templates) : [],
        earlier: details?.changes.slice(0, -1).reverse() ?? [],
        checkedAt: latest(syncedAt, details?.askedAt, details?.changes.at(-1)?.at),
      }
    })
    .sort((a, b) => urgency(a.template) - urgency(b.template))
}

export const isRejected = ({ status }: Pick<TemplateSummary, 'status'>): boolean =>
  status.toUpperCase() === 'REJECTED'

function urgency({ status, quality }: TemplateSummary): number {
  const at = URGENT.indexOf(status.toUpperCase())
  if (at >= 0) return at
  if (quality === 'RED') return URGENT.length
  if (quality === 'YELLOW') return URGENT.length + 1
  return URGENT.length + (IN_REVIEW.includes(status.toUpperCase()) ? 2 : 3)
}

function latest(...times: readonly (string | undefined)[]): Date | undefined {
  const last = times
    .flatMap((time) => time ?? [])
    .sort()
    .at(-1)
  return last ? new Date(last) : undefined
}

/** Returns a function that finds rows by words and by status, in the same order. */
export function watchSearch(rows: readonly WatchRow[]) {
  const titles = new Map(rows.map(({ template, title }) => [template.name, title]))
  const index = searchIndex(
    rows.map(({ template }) => template),
    ({ name }) => {
      const title = titles.get(name)
      return title ? { title } : {}
    },
  )
  return (query: string, status: string | undefined): readonly WatchRow[] => {
    const found = query.trim() ? new Set(index.find(query, {}).map(({ name }) => name)) : undefined
    return rows.filter(
      ({ template }) =>
        (!status || template.status.toUpperCase() === status) &&
        (!found || found.has(template.name)),
    )
  }
}
