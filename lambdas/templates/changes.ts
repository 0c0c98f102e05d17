// Compares a list of templates with the previous list and records the changes and their times.
import { type TemplateSummary, templateKeyOf } from '#model/template-list'
import type { TemplateChange } from '#model/watch'

/**
 * Adds to a summary the time at which the status or the quality changed, and the earlier quality if
 * the quality fell. For a new template, the time is `now`. If it is unknown when the template
 * changed, `now` is undefined.
 */
export function withSince(
  { since: _, fellFrom: __, ...summary }: TemplateSummary,
  known: TemplateSummary | undefined,
  now: Date | undefined,
): TemplateSummary {
  const isAsBefore = known?.status === summary.status && known.quality === summary.quality
  const since = isAsBefore ? known.since : now?.toISOString()
  const fellFrom =
    known?.quality === summary.quality
      ? known?.fellFrom
      : hasFallen(known?.quality, summary.quality)
        ? known?.quality
        : undefined
  // The reason of a rejection may come only from an event, so it is preserved as long as the
  // template does not change.
  const rejectedFor = summary.rejectedFor ?? (isAsBefore ? known.rejectedFor : undefined)
  return {
    ...summary,
    ...(rejectedFor ? { rejectedFor } : {}),
    ...(since ? { since } : {}),
    ...(fellFrom ? { fellFrom } : {}),
  }
}

const QUALITIES = ['RED', 'YELLOW', 'GREEN']

const hasFallen = (before = '', after = ''): boolean =>
  QUALITIES.includes(after) && QUALITIES.indexOf(before) > QUALITIES.indexOf(after)

/** Returns the templates whose status, quality or category has changed. */
export const changedIn = (
  known: ReadonlyMap<string, TemplateSummary>,
  summaries: readonly TemplateSummary[],
): TemplateSummary[] =>
  summaries.filter((each) => {
    const before = known.get(templateKeyOf(each))
    return (
      before?.status !== each.status ||
      before.quality !== each.quality ||
      before.category !== each.category
    )
  })

export const changeOf = (
  { status, category, quality }: TemplateSummary,
  at: Date,
): TemplateChange => ({
  ...{ at: at.toISOString(), status, category },
  ...(quality ? { quality } : {}),
})
