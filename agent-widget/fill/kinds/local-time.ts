// Converts times to and from the format of `<input type="datetime-local">`: the agent's time zone,
// without seconds.

const MINUTE = 60_000

export function localInput(ms: number | undefined): string {
  if (ms === undefined) return ''
  const at = new Date(ms)
  return new Date(ms - at.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16)
}

/** Returns undefined while the time is incomplete. */
export function localTime(text: string): number | undefined {
  const ms = new Date(text).getTime()
  return Number.isNaN(ms) ? undefined : ms
}

/**
 * Returns the last minute of the agent's day, or of the next day if that minute has already begun.
 */
export function endOfDay(now: Date): number {
  const end = new Date(now)
  end.setHours(23, 59, 0, 0)
  if (end.getTime() <= now.getTime()) end.setDate(end.getDate() + 1)
  return end.getTime()
}

/** Returns the time `hours` after `now`, rounded up to the minute. */
export const hoursFrom = (now: Date, hours: number): number =>
  Math.ceil(now.getTime() / MINUTE) * MINUTE + hours * 60 * MINUTE
