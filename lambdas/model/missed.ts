// Words for which agents found no template: words of failed searches, and of texts that WhatsApp
// did not deliver. Supervisors see these words. A word is listed only if several agents used it, so
// that no line reveals what a single agent wrote to a customer.

export const MISSED_KINDS = [
  /** An agent searched the templates for the word and found nothing. */
  'not_found',
  /**
   * An agent searched for a template that exists but is not offered to this agent. The word is the
   * name of the template.
   */
  'withheld',
  /**
   * An agent wrote the word in a text after the end of the service window, so WhatsApp did not
   * deliver the text.
   */
  'after_window',
  /**
   * An agent wrote the word in a reply that was held for the customer's answer, but the customer
   * did not answer in time.
   */
  'never_answered',
] as const

export type MissedKind = (typeof MISSED_KINDS)[number]

/** A word that one agent searched for or wrote in a text. */
export interface MissedWord {
  kind: MissedKind
  word: string
}

export interface MissedLine extends MissedWord {
  /** The number of agents who used the word in the last 30 days. */
  agents: number
  /** The day of the last use in UTC, for example `2026-12-01`. */
  lastDay: string
}

export const LEAST_AGENTS = 3
export const MISSED_DAYS = 30
/**
 * The maximum number of uses that are stored for a word. Storing more uses would make each write
 * more expensive, but would not change what supervisors see.
 */
export const MOST_USES = 300

/**
 * Returns a text that identifies the use of a word by an agent on one day. Further uses on the same
 * day have the same text, so a set of these texts counts them only once.
 */
export const dailyUse = (agent: string, at: Date): string => `${dayOf(at)} ${agent}`

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

const firstDay = (now: Date): string =>
  dayOf(new Date(now.getTime() - (MISSED_DAYS - 1) * 24 * 60 * 60_000))

/** Returns the uses that are older than the last 30 days. */
export const outdated = (uses: readonly string[], now: Date): string[] =>
  uses.filter((use) => use < firstDay(now))

/** Returns the number of agents and the last day of these uses. Outdated uses are ignored. */
export function usesIn(
  uses: readonly string[],
  now: Date,
): { agents: number; lastDay: string | undefined } {
  const current = uses.filter((use) => use >= firstDay(now)).map((use) => use.split(' '))
  return {
    agents: new Set(current.map(([, agent]) => agent)).size,
    lastDay: current
      .map(([day]) => day)
      .sort()
      .at(-1),
  }
}
