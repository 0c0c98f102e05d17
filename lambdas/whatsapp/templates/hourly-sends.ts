// Counts how many messages of each template were sent and failed in an hour. A message belongs to
// the hour in which it was sent, even if its status arrives later.

export interface HourOfSends {
  /** The name of the template. All languages of the template are counted together. */
  readonly name: string
  /** The hour in UTC, for example `2026-12-01T09`. */
  readonly hour: string
  /** The number of messages that WhatsApp refused or for which a status has arrived. */
  readonly sent: number
  readonly failed: number
  /** The number of customers who stopped marketing after the message. */
  readonly stopped: number
}

/** A rate is calculated only for at least this many messages. */
export const LEAST_SENDS = 20
/**
 * The supervisors' home page lists a template if at least this percentage of the template's
 * messages fail.
 */
export const FAILING_PERCENT = 20

const HOUR_MS = 60 * 60_000
/** The period for which the rate of stops is calculated. */
const STOPS_WITHIN_MS = 24 * HOUR_MS

export const hourOf = (at: Date): string => at.toISOString().slice(0, 13)
const startOf = (hour: string): Date => new Date(`${hour}:00:00.000Z`)

/** Returns the earliest time for which `failingIn` and `stoppingIn` need counts. */
export const sendsNeededFrom = (now: Date): Date => new Date(now.getTime() - STOPS_WITHIN_MS)

export interface Failing {
  name: string
  sent: number
  failed: number
  /** The start of the hour in which `sent` and `failed` were counted. */
  since: Date
}

/**
 * Returns the templates of which at least `percent` of the messages failed in the current or the
 * previous hour. Each result contains the counts of the hour with the higher rate. Hours that began
 * before `from` are ignored.
 */
export function failingIn(
  hours: readonly HourOfSends[],
  now: Date,
  percent: number = FAILING_PERCENT,
  from: (name: string) => Date | undefined = () => undefined,
): Failing[] {
  const recent = [hourOf(now), hourOf(new Date(now.getTime() - HOUR_MS))]
  const found = hours
    .filter(
      ({ name, hour, sent, failed }) =>
        recent.includes(hour) &&
        sent >= LEAST_SENDS &&
        failed * 100 >= percent * sent &&
        startOf(hour) >= (from(name) ?? startOf(hour)),
    )
    .map(({ name, hour, sent, failed }) => ({ name, sent, failed, since: startOf(hour) }))
    .sort((a, b) => b.failed / b.sent - a.failed / a.sent)
  return [...new Map(found.toReversed().map((each) => [each.name, each])).values()].toReversed()
}

export interface Stopping {
  name: string
  sent: number
  stopped: number
}

/**
 * Returns the templates for which at least `percent` of the messages of the last 24 hours made the
 * customer stop marketing.
 */
export function stoppingIn(
  hours: readonly HourOfSends[],
  now: Date,
  percent: number,
  from: (name: string) => Date | undefined = () => undefined,
): Stopping[] {
  const since = now.getTime() - STOPS_WITHIN_MS
  const counted = hours.filter(
    ({ name, hour }) =>
      startOf(hour).getTime() >= since && startOf(hour) >= (from(name) ?? startOf(hour)),
  )
  return [...new Set(counted.map(({ name }) => name))]
    .map((name) => {
      const all = counted.filter((each) => each.name === name)
      return {
        name,
        sent: sum(all.map(({ sent }) => sent)),
        stopped: sum(all.map(({ stopped }) => stopped)),
      }
    })
    .filter(({ sent, stopped }) => sent >= LEAST_SENDS && stopped * 100 >= percent * sent)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)
