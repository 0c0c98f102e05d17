// Finds the field that a problem belongs to. The core's paths are field keys, paths within a
// field's value (`button.0.sections.1.title`), or whole texts (`body`, `card.1.body`) that several
// values together made too long.

import { lengthOf } from '#whatsapp/messages/text'
import type { Field } from '#whatsapp/templates/fields'
import type { Draft } from '../drafts/draft-store.ts'

/**
 * Returns the key of the field, or undefined if the problem is in the template itself. For a
 * problem of a whole text, returns the field with the longest value.
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
