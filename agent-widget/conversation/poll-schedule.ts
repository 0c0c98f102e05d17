// Determines how long to wait until the conversation is read again. The wait is short while a reply
// is being sent, and gets longer the longer nothing has happened.

const AFTER_SENDING_MS = 30_000
const OFTEN_MS = 1_000
/**
 * Polls stay frequent for this long after a change, because an agent who uses the chat probably
 * also uses the widget.
 */
const AFTER_CHANGE_MS = 2 * 60_000
const USUAL_MS = 5_000
/** With this interval, a quiet hour has about 250 polls. */
const IDLE_MS = 15_000
/**
 * The interval if the API refused, for example because another agent has the chat. More frequent
 * polls would not help, and the calls count toward quotas that the whole account shares.
 */
const REFUSED_MS = 30_000
/** A service with problems is polled after 2, 4, 8 … seconds, and at least once a minute. */
const FIRST_FAILURE_MS = 2_000
const MOST_MS = 60_000

export interface PollState {
  /** The time since the last reply was sent from this page, or undefined if none was sent. */
  sentAgoMs: number | undefined
  /** The time since the conversation last changed, or since it was first read. */
  changedAgoMs: number
  refused: boolean
  /** The number of requests in a row that the service could not answer. */
  failures?: number
}

export function pollDelayMs({ sentAgoMs, changedAgoMs, refused, failures = 0 }: PollState): number {
  if (failures > 0) return retryDelayMs(failures)
  if (refused) return REFUSED_MS
  if (sentAgoMs !== undefined && sentAgoMs < AFTER_SENDING_MS) return OFTEN_MS
  return changedAgoMs < AFTER_CHANGE_MS ? USUAL_MS : IDLE_MS
}

/** `failures` is the number of failed attempts, at least 1. */
export const retryDelayMs = (failures: number): number =>
  Math.min(FIRST_FAILURE_MS * 2 ** (failures - 1), MOST_MS)
