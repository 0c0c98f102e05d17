// When the conversation is looked at again: often while something sent is under way, seldom otherwise.

const AFTER_SENDING_MS = 30_000
const OFTEN_MS = 1_000
const SELDOM_MS = 5_000
/** The API said no (another agent's chat, say): asking more often changes nothing and costs calls the whole account shares. */
const REFUSED_MS = 30_000

/** `sentAgoMs`: since the last send from here; undefined when there was none. */
export function pollDelayMs(sentAgoMs: number | undefined, refused: boolean): number {
  if (refused) return REFUSED_MS
  return sentAgoMs !== undefined && sentAgoMs < AFTER_SENDING_MS ? OFTEN_MS : SELDOM_MS
}
