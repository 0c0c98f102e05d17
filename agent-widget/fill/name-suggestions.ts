// Suggests the customer's name for fields whose variable is probably a name.
import type { Field } from '#whatsapp/templates/fields'

const NAME_VARIABLE =
  /^(((first|last|full|given|family|customer|client|guest|user|contact|recipient)_?)*name|customer|client|guest|(primer_|primeiro_)?(nombre|nome)(_(de_|del_|do_)?(cliente|usuario))?|cliente|apellido|sobrenome)$/i
const LAST_NAME = /^(last|family)|apellido|sobrenome/i
/** Matches `Ana` and `Ana Souza`, but not `LH 1166`. */
const NAME = /^\p{Lu}[\p{L}'’.-]+( \p{Lu}[\p{L}'’.-]+){0,2}$/u

/**
 * Returns the parts of the customer's name that suit the field, the most likely first. A numbered
 * variable gets suggestions only if it is the first of the body and its example looks like a name.
 * Later variables often stand for cities or products, whose examples look like names, too.
 */
export function namesFor(
  { kind, component, variable = '', example = '' }: Field,
  customerName: string | undefined,
): string[] {
  const words = customerName?.trim().split(/\s+/) ?? []
  const isPerson = words.length > 0 && /^\p{L}/u.test(words[0]!)
  const isForName =
    NAME_VARIABLE.test(variable) || (variable === '1' && component === 'body' && NAME.test(example))
  if (kind !== 'text' || !isPerson || !isForName) return []
  if (LAST_NAME.test(variable)) return words.length > 1 ? [words.at(-1)!] : []
  const names = [words[0]!, words.join(' ')]
  return [...new Set(example.includes(' ') ? names.reverse() : names)]
}
