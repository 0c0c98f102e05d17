// Stores the words that a widget reports, except for the names of the agent and the customer and
// anything that is not a single word.
import type { MissedRequest } from '#api'
import type { MissedWord } from '#model/missed'
import { missedWords } from '#whatsapp/templates/missed-words'

export function missedWordsOf(
  { notFound = [], withheld = [], afterWindow = [] }: MissedRequest,
  names: readonly (string | undefined)[],
): MissedWord[] {
  const words = (some: readonly string[]) => some.flatMap((word) => missedWords(word, names))
  return [
    ...words(notFound).map((word) => ({ kind: 'not_found' as const, word })),
    ...withheld.filter(isTemplateName).map((word) => ({ kind: 'withheld' as const, word })),
    ...words(afterWindow).map((word) => ({ kind: 'after_window' as const, word })),
  ]
}

/** https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates/ */
const isTemplateName = (name: string): boolean => /^[a-z0-9_]+$/.test(name)
