// What time it is at the server, whatever this computer's clock says: counted from the server's last word with the
// browser's monotonic clock, which nobody can set.

export interface ServerClock {
  now(): Date
  /** The server said it was `at`, in the answer to what was asked at `askedAt` (by `monotonic`). */
  heard(at: string, askedAt: number): void
  monotonic(): number
  /** The computer slept: the monotonic clock of some browsers stands still then, so what it says must be asked for again. */
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
    heard(at, askedAt) {
      const answeredAt = monotonic()
      // The server looked at its clock somewhere between question and answer.
      known = { at: new Date(at).getTime(), monotonic: (askedAt + answeredAt) / 2, wall: wall() }
    },
    monotonic,
    slept: () => wall() - known.wall - (monotonic() - known.monotonic) > SLEEP_MS,
  }
}
