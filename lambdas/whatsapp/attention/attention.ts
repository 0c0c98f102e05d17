// Finds everything that needs a supervisor's attention, and says it in words.
import type { AccountState } from '#whatsapp/attention/account-state'
import { type Found, KINDS, type Kind, type KindName } from '#whatsapp/attention/kinds'
import type { Language } from '#whatsapp/errors/language'

export interface Attention extends Found {
  kind: KindName
  level: Kind['level']
  button: Kind['button']
  /** Identifies the problem as long as it lasts. */
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

export function attentionText(
  { kind, subject, label = subject, count = 0, ...rest }: Attention,
  language: Language,
): { title: string; meaning: string } {
  const { title, meaning } = kindOf(kind)
  const words = typeof title === 'function' ? title({ subject, label, count, ...rest }) : title
  const filled = (text: string) =>
    text.replace('{what}', () => label).replace('{n}', () => count.toLocaleString(language))
  return { title: filled(words[language]), meaning: filled(meaning[language]) }
}
