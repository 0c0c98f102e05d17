// Keeps the server's time, even if the clock of this computer is wrong. The result is the time of
// the server's last answer plus the time that has passed since, by the browser's monotonic clock.

export interface ServerClock {
  now(): Date
  /**
   * Sets the clock. `at` is the server's time in its answer, and `askedAt` the time of the request
   * by `monotonic`.
   */
  setTo(at: string, askedAt: number): void
  monotonic(): number
  /**
   * Returns whether the computer was asleep. The monotonic clock of some browsers stops during a
   * sleep, so the time must be read from the server again.
   */
  slept(): boolean
}

/**
 * A difference between the clocks that is longer than this is a sleep, and not one of the usual
 * small corrections.
 */
const SLEEP_MS = 3_000

export function serverClock(
  monotonic = () => performance.now(),
  wall = () => Date.now(),
): ServerClock {
  let known = { at: wall(), monotonic: monotonic(), wall: wall() }
  return {
    now: () => new Date(known.at + monotonic() - known.monotonic),
    setTo(at, askedAt) {
      const answeredAt = monotonic()
      // The server read its clock between the request and the answer, so the middle is assumed.
      known = { at: new Date(at).getTime(), monotonic: (askedAt + answeredAt) / 2, wall: wall() }
    },
    monotonic,
    slept: () => wall() - known.wall - (monotonic() - known.monotonic) > SLEEP_MS,
  }
}
