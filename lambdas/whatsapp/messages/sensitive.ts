// Finds sensitive values in a message that an agent is about to send: card numbers, bank accounts,
// and values that match the administrator's own patterns.
import { type Problem, problem } from '#whatsapp/errors/problems'

/**
 * What happens with a message that contains a sensitive value: the agent has to confirm the
 * message, the message is refused, or the check is off.
 */
export const SENSITIVE_ACTIONS = ['ask', 'refuse', 'allow'] as const

export interface SensitiveRules {
  action: (typeof SENSITIVE_ACTIONS)[number]
  /**
   * Patterns of other sensitive values. `name` is the phrase that agents read, such as "a customer
   * id".
   */
  patterns: readonly { name: string; pattern: string }[]
}

export const DEFAULT_SENSITIVE: SensitiveRules = { action: 'ask', patterns: [] }

/**
 * Payment cards have 12 to 19 digits (ISO/IEC 7812-1). The numbers of the large card networks begin
 * with 2 to 6.
 */
const CARD = /^[2-6]\d{11,18}$/
/**
 * An IBAN consists of the country, two check digits, and at most 30 letters and digits (ISO 13616).
 */
const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/

/**
 * Returns whether the whole value is the number of a payment card with a valid check digit (Luhn).
 */
export function isCardNumber(value: string): boolean {
  const digits = value.trim().replaceAll(/[ -]/g, '')
  if (!CARD.test(digits)) return false
  const sum = [...digits].reverse().reduce((before, digit, position) => {
    const weighted = Number(digit) * (position % 2 === 0 ? 1 : 2)
    return before + (weighted > 9 ? weighted - 9 : weighted)
  }, 0)
  return sum % 10 === 0
}

/**
 * Returns whether the whole value is an International Bank Account Number (IBAN) with valid check
 * digits.
 */
export function isIban(value: string): boolean {
  const compact = value.replaceAll(/[\s-]/g, '').toUpperCase()
  if (!IBAN.test(compact)) return false
  const rearranged = compact.slice(4) + compact.slice(0, 4)
  const digits = [...rearranged].map((character) => Number.parseInt(character, 36)).join('')
  return BigInt(digits) % 97n === 1n
}

/**
 * Returns the kind of a sensitive value, as a phrase for the agent, or undefined if the value is
 * not sensitive.
 */
function kindOf(value: string, patterns: SensitiveRules['patterns']): string | undefined {
  if (isCardNumber(value)) return 'card'
  if (isIban(value)) return 'iban'
  return patterns.find(({ pattern }) => new RegExp(pattern, 'u').test(value))?.name
}

const NAMES: Readonly<Record<string, string>> = {
  card: 'a card number',
  iban: 'a bank account number (IBAN)',
}

/**
 * Returns a problem for each sensitive text in `values`. `path` is the path of `values` in the
 * request. A problem with the code `confirm_sensitive` is not returned if the agent has confirmed
 * the message.
 */
export function sensitiveProblems(
  values: unknown,
  path: string,
  { action, patterns }: SensitiveRules,
  isConfirmed: boolean,
): Problem[] {
  if (action === 'allow' || (action === 'ask' && isConfirmed)) return []
  return textsIn(values, path).flatMap(({ text, at }) => {
    const kind = kindOf(text, patterns)
    if (kind === undefined) return []
    const name = NAMES[kind] ?? kind
    return [
      action === 'refuse'
        ? problem(
            'sensitive_refused',
            at,
            `This looks like ${name}, which your company does not send to customers. Remove it.`,
            { kind },
          )
        : problem(
            'confirm_sensitive',
            at,
            `This looks like ${name}. Remove it, or confirm that it is to be sent.`,
            { kind },
          ),
    ]
  })
}

function textsIn(value: unknown, at: string): { text: string; at: string }[] {
  if (typeof value === 'string') return [{ text: value, at }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => textsIn(each, `${at}.${key}`))
}
