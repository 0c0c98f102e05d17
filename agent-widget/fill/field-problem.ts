// Returns the text of a problem with a field: the widget's short text if there is one for the
// field, and otherwise the rule's text.
import type { Problem } from '#whatsapp/errors/problems'
import { lengthOf } from '#whatsapp/messages/text'
import type { Field } from '#whatsapp/templates/fields'
import { type Messages, refusalText } from '../i18n/catalogue.ts'

/**
 * Returns the texts of all problems of a field without duplicates, or undefined if the field has no
 * problems.
 */
export function problemTexts(
  problems: readonly Problem[],
  isWarning: boolean,
  textOf: (problem: Problem) => string,
): string | undefined {
  const found = problems.filter(({ severity }) => (severity === 'warning') === isWarning)
  return found.length > 0 ? [...new Set(found.map(textOf))].join(' ') : undefined
}

const NOT_MINUTES = ['out_of_range', 'wrong_type']
const COORDINATES = ['out_of_range', 'wrong_type', 'required']

export function problemText(
  problem: Problem,
  { kind, maxLength }: Pick<Field, 'kind' | 'maxLength'>,
  value: unknown,
  messages: Messages,
): string {
  const words = messages.problem
  const { code, severity } = problem
  if (kind === 'location' && COORDINATES.includes(code)) return words.coordinates
  if (kind === 'voice_call' && NOT_MINUTES.includes(code)) return words.minutes
  if (kind === 'flow' && code === 'wrong_type') return words.not_json
  if (code === 'required' && severity === 'warning') return words.better_filled
  switch (code) {
    case 'required':
    case 'empty':
    case 'blank':
    case 'too_few':
      return words.required
    case 'too_long':
      return typeof value === 'string' && maxLength !== undefined
        ? words.too_long({ max: maxLength, length: lengthOf(value) })
        : refusalText(messages)(problem)
    case 'line_break':
      return words.line_break
    case 'tab':
      return words.tab
    case 'too_many_spaces':
      return words.too_many_spaces
    case 'blank_in_link':
      return words.blank_in_link
    case 'whole_link':
      return words.whole_link
    case 'not_encoded':
      return words.not_encoded
    case 'wrong_form':
      return words.wrong_form
    case 'emoji':
      return words.emoji
    case 'url':
      return words.url
    case 'in_the_past':
    case 'not_milliseconds':
      return words.in_the_past
    default:
      return refusalText(messages)(problem)
  }
}
