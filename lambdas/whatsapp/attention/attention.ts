// Finds the problems that need a supervisor's attention, and describes each problem in words.
import type { AccountState } from '#whatsapp/attention/account-state'
import { type FoundProblem, KINDS, type Kind, type KindName } from '#whatsapp/attention/kinds'
import type { Language } from '#whatsapp/errors/language'

export interface Attention extends FoundProblem {
  kind: KindName
  level: Kind['level']
  button: Kind['button']
  /** Identifies the problem. The value remains the same until the problem ends. */
  cause: string
}

const NAMES = Object.keys(KINDS) as KindName[]
const kindOf = (name: KindName): Kind => KINDS[name]

/** Returns the problems, the most urgent first. */
export const attentionIn = (account: AccountState, now: Date): Attention[] =>
  NAMES.flatMap((name) => {
    const { level, button, find } = kindOf(name)
    return find(account, now).map((found) => ({
      ...found,
      ...{ kind: name, level, button },
      cause: found.subject ? `${name}#${found.subject}` : name,
    }))
  })

/** Describes a problem in the reader's language. `moment` formats a time for the reader. */
export function attentionText(
  attention: Attention,
  language: Language,
  moment: (at: Date) => string,
): { title: string; meaning: string } {
  const { kind, subject, label = subject, count = 0, at } = attention
  const { title, meaning } = kindOf(kind)
  const values: Readonly<Record<string, string>> = {
    what: label,
    n: count.toLocaleString(language),
    at: at ? moment(at) : '',
  }
  const written = (words: Kind['title']) =>
    (typeof words === 'function' ? words(attention) : words)[language].replace(
      /\{(what|n|at)\}/g,
      (_, name: string) => values[name]!,
    )
  return { title: written(title), meaning: written(meaning) }
}
