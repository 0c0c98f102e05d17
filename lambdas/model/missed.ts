// What agents missed, as supervisors see it. A word is listed only if several agents used it, so that
// no line shows what one agent wrote to one customer.

export const MISSED_KINDS = [
  /** A search among the templates had no result. */
  'not_found',
  /** Agents searched for a template that they are not offered. The word is the template's name. */
  'withheld',
  /** Agents wrote a text after the service window had closed, so the text did not arrive. */
  'after_window',
  /** Agents held a reply until the customer answers, and the customer did not answer in time. */
  'never_answered',
] as const

export type MissedKind = (typeof MISSED_KINDS)[number]

/** A word that one agent missed. */
export interface MissedWord {
  kind: MissedKind
  word: string
}

export interface MissedLine extends MissedWord {
  /** How many agents used the word in the last 30 days. */
  agents: number
  /** The day of the last use, as `2026-12-01` in UTC. */
  lastDay: string
}

export const LEAST_AGENTS = 3
export const MISSED_DAYS = 30
/**
 * The maximum number of uses that are stored for a word. Further uses would make each write more
 * expensive, and would not change what supervisors see.
 */
export const MOST_USES = 300

/**
 * An agent's use of a word on one day. The text is the same for a second use on the same day, so
 * that a repeated report changes nothing.
 */
export const dailyUse = (agent: string, at: Date): string => `${dayOf(at)} ${agent}`

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

const firstDay = (now: Date): string =>
  dayOf(new Date(now.getTime() - (MISSED_DAYS - 1) * 24 * 60 * 60_000))

/** Returns the uses that are older than the last 30 days. */
export const outdated = (uses: readonly string[], now: Date): string[] =>
  uses.filter((use) => use < firstDay(now))

/** Returns the number of agents and the last day of these uses. Outdated uses do not count. */
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
