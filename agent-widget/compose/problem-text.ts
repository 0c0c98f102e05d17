// What is wrong with a field of a composed message, in the agent's language where there are words for it.
import type { Problem } from '#whatsapp/errors/problems'
import { lengthOf } from '#whatsapp/messages/text'
import type { Words } from '../i18n/composing/en.ts'
import type { Messages } from '../i18n/en.ts'

interface Options {
  max?: number
  value?: string
  /** As the rule itself says it, in the agent's language. */
  said: Messages['said']
}

export function problemWords(
  found: Problem,
  words: Words,
  { max, value = '', said }: Options,
): string {
  const { problem, cards, choices } = words
  const { code, path } = found
  if (/latitude|longitude/.test(path)) return problem.coordinates
  switch (code) {
    case 'required':
    case 'empty':
    case 'blank':
      return /^sections\.\d+\.title$/.test(path) ? problem.sectionTitle : problem.required
    case 'too_long':
    case 'may_be_too_long':
      return max === undefined ? said(found) : problem.too_long(max, lengthOf(value))
    case 'duplicate':
      return choices.duplicate
    case 'says_nothing':
      return cards.saysNothing
    case 'wrong_phone':
      return cards.wrongPhone
    default:
      return said(found)
  }
}
