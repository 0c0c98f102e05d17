// The server's time, whatever the clock of this computer says: the time of the server's last
// answer, plus what has passed since by the browser's monotonic clock.

export interface ServerClock {
  now(): Date
  /**
   * Sets the clock: the server reported the time `at` in its answer to a request made at `askedAt`
   * (by `monotonic`).
   */
  setTo(at: string, askedAt: number): void
  monotonic(): number
  /**
   * The computer was asleep. Meanwhile the monotonic clock of some browsers stops, so the time has
   * to be read from the server again.
   */
  slept(): boolean
}

/** Clocks are corrected by small steps all the time; a sleep is longer. */
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
      // The server read its clock at some time between request and answer.
      known = { at: new Date(at).getTime(), monotonic: (askedAt + answeredAt) / 2, wall: wall() }
    },
    monotonic,
    slept: () => wall() - known.wall - (monotonic() - known.monotonic) > SLEEP_MS,
  }
}
