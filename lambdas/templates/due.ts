// Determines which templates of a native number's WABA are read one by one every minute. No event
// reports the changes of these templates.
import type { TemplateSummary } from '#model/template-list'
import { templateKeyOf } from '#model/template-list'
import type { Watched } from '#model/watch'

const HOUR_MS = 60 * 60_000
const IN_REVIEW = ['PENDING', 'IN_APPEAL']

/**
 * Returns the templates that have been in review for less than an hour, and those that were sent in
 * the last hour. All other templates can wait for the next sync.
 */
export function dueTemplates(
  templates: readonly TemplateSummary[],
  { templates: watched }: Pick<Watched, 'templates'>,
  now: Date,
): TemplateSummary[] {
  const used = new Map(watched.map((each) => [templateKeyOf(each), each.usedAt]))
  const isRecent = (at: string | undefined) =>
    at !== undefined && now.getTime() - new Date(at).getTime() < HOUR_MS
  const inReview = templates.filter(
    ({ status, since }) => IN_REVIEW.includes(status.toUpperCase()) && isRecent(since),
  )
  const inUse = templates.filter(
    (each) => isRecent(used.get(templateKeyOf(each))) && !inReview.includes(each),
  )
  return [...inReview, ...inUse]
}
