// Returns the text of a problem with an input of a composed message: the composer's short text if
// there is one, and otherwise the rule's text.
import type { Problem } from '#whatsapp/errors/problems'
import { lengthOf } from '#whatsapp/messages/text'
import { type Messages, refusalText } from '../i18n/catalogue.ts'

interface Options {
  max?: number
  value?: string
}

export function composerProblemText(
  found: Problem,
  messages: Messages,
  { max, value = '' }: Options,
): string {
  const { problem, composer } = messages
  const { code, path } = found
  if (/latitude|longitude/.test(path)) return problem.coordinates
  switch (code) {
    case 'required':
    case 'empty':
    case 'blank':
      return /^sections\.\d+\.title$/.test(path) ? composer.problem.sectionTitle : problem.required
    case 'too_long':
    case 'may_be_too_long':
      return max === undefined
        ? refusalText(messages)(found)
        : problem.too_long({ max, length: lengthOf(value) })
    case 'duplicate':
      return composer.choices.duplicate
    case 'wrong_form':
      return path === 'url' ? composer.link.wrongUrl : refusalText(messages)(found)
    case 'name_only':
      return composer.cards.nameOnly
    case 'wrong_phone':
      return composer.cards.wrongPhone
    default:
      return refusalText(messages)(found)
  }
}
