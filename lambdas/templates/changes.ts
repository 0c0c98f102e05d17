// Finds out what changed in a list of templates since the previous list, and when.
import { type TemplateSummary, templateKeyOf } from '#model/template-list'
import type { TemplateChange } from '#model/watch'

/**
 * Records when the status or the quality changed, and whether the quality fell. The time of a new
 * template is that at which it was found. `now` is undefined if the time of the change is not
 * known.
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
  // An event can name the reason of a rejection although the definition does not.
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

/** Returns the templates that have another status, quality or category than before. */
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
