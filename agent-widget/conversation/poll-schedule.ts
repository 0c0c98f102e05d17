// Determines how long to wait before the conversation is read again. The wait is short while a
// reply is being sent. The wait gets longer while nothing happens.

const AFTER_SENDING_MS = 30_000
const OFTEN_MS = 1_000
/**
 * Polls stay frequent for this long after a change of the conversation, because another change is
 * likely then.
 */
const AFTER_CHANGE_MS = 2 * 60_000
const USUAL_MS = 5_000
/** The interval while nothing changes, which results in about 250 polls per hour. */
const IDLE_MS = 15_000
/**
 * The interval while the API refuses the conversation, for example because another agent has the
 * chat. More frequent polls would not help, but would use quotas that the whole account shares.
 */
const REFUSED_MS = 30_000
/**
 * After problems of the service, the next poll follows after 2, 4, 8 … seconds, but at least once a
 * minute.
 */
const FIRST_FAILURE_MS = 2_000
const MOST_MS = 60_000

export interface PollState {
  /** The time since a reply was last sent from this page, or undefined if no reply was sent. */
  sentAgoMs: number | undefined
  /** The time since the conversation last changed, or since it was first read. */
  changedAgoMs: number
  refused: boolean
  /** The number of requests in succession that the service could not answer. */
  failures?: number
}

export function pollDelayMs({ sentAgoMs, changedAgoMs, refused, failures = 0 }: PollState): number {
  if (failures > 0) return retryDelayMs(failures)
  if (refused) return REFUSED_MS
  if (sentAgoMs !== undefined && sentAgoMs < AFTER_SENDING_MS) return OFTEN_MS
  return changedAgoMs < AFTER_CHANGE_MS ? USUAL_MS : IDLE_MS
}

/** Returns the wait after `failures` failed attempts. `failures` is at least 1. */
export const retryDelayMs = (failures: number): number =>
  Math.min(FIRST_FAILURE_MS * 2 ** (failures - 1), MOST_MS)
