// What is wrong with a field, shortly where the field itself says what is meant, else as the rule says it.
import type { Problem } from '#whatsapp/errors'
import type { Field } from '#whatsapp/template-fields'
import { lengthOf } from '#whatsapp/text'
import type { Messages } from '../i18n/en.ts'

const COORDINATES = ['out_of_range', 'wrong_type', 'required']

export function problemText(
  problem: Pick<Problem, 'code' | 'message' | 'values'>,
  field: Field,
  value: unknown,
  messages: Messages,
): string {
  const words = messages.problem
  const { code } = problem
  if (field.kind === 'location' && COORDINATES.includes(code)) return words.coordinates
  switch (code) {
    case 'required':
    case 'empty':
    case 'blank':
      return words.required
    case 'too_long':
      return typeof value === 'string' && field.maxLength !== undefined
        ? words.too_long(field.maxLength, lengthOf(value))
        : messages.said(problem)
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
      return words.in_the_past
    default:
      return messages.said(problem)
  }
}
