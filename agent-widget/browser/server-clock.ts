// Provides the server's time, even if this computer's clock is wrong. The result is the server's
// time in the last response, plus the time that has passed since then by the browser's monotonic
// clock.

export interface ServerClock {
  now(): Date
  /**
   * Sets the clock. `at` is the server's time in its response. `askedAt` is the result of
   * `monotonic` at the time of the request.
   */
  setTo(at: string, askedAt: number): void
  monotonic(): number
  /**
   * Returns whether the computer has been asleep since the clock was set. The monotonic clock of
   * some browsers stops during a sleep, so the clock must then be set again.
   */
  slept(): boolean
}

/**
 * If the computer's own clock has advanced by this much more than the monotonic clock, the computer
 * was asleep. Usual corrections of the computer's clock are smaller.
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
      // The server read its clock at an unknown moment between the request and the response, so the
      // middle between both is used.
      known = { at: new Date(at).getTime(), monotonic: (askedAt + answeredAt) / 2, wall: wall() }
    },
    monotonic,
    slept: () => wall() - known.wall - (monotonic() - known.monotonic) > SLEEP_MS,
  }
}
