// Finds the field of a problem. The path of a problem is a field's key, a path within a field's
// value (`button.0.sections.1.title`), or the path of a text of the template (`body`,
// `card.1.body`). A text has a problem if several values together make it too long.

import { lengthOf } from '#whatsapp/messages/text'
import type { Field } from '#whatsapp/templates/fields'
import type { Draft } from '../drafts/draft-store.ts'

/**
 * Returns the field's key, or undefined if the template itself has the problem. For a problem of a
 * text with several values, returns the key of the field with the longest value.
 */
export function fieldKeyOf(
  path: string,
  fields: readonly Field[],
  values: Draft['values'],
): string | undefined {
  const own = fields.find(({ key }) => path === key || path.startsWith(`${key}.`))
  if (own) return own.key
  const length = ({ key }: Field) => lengthOf(String(values[key] ?? ''))
  const [longest] = fields
    .filter(({ key }) => key.startsWith(`${path}.`))
    .sort((a, b) => length(b) - length(a))
  return longest?.key
}
