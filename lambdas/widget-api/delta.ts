// Determines the changes in a conversation since the caller's last request. The caller sends a
// cursor that contains hashes of the replies that it has, so the server need not store anything
// about callers or compare clocks.
import { createHash } from 'node:crypto'
import type { ConversationView } from '#api'

const nameOf = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 8)

/**
 * A caller gets an answer with the current time at least once in a period of this length, even if
 * nothing has changed. The widget needs the server's time, because a clock in the browser may have
 * stopped while the computer slept.
 */
const TIME_UPDATE_MS = 5 * 60_000

/**
 * Returns an offset that shifts the periods of each conversation, so that not all conversations are
 * read at the same time.
 */
const beginningOf = (mark: string) =>
  createHash('sha256').update(mark).digest().readUInt32BE() % TIME_UPDATE_MS

/**
 * Returns the beginning of a cursor, which depends on the conversation's last write and on the
 * current period.
 */
const prefixOf = (mark: string, at: Date) =>
  `${mark}.${Math.floor((at.getTime() + beginningOf(mark)) / TIME_UPDATE_MS).toString(36)}.`

/**
 * Returns whether the cursor `since` is from the current period and contains all writes up to
 * `mark`, which is a result of `Changes`.
 */
export const isUpTo = (mark: string, at: Date, since: string | undefined): boolean =>
  since?.startsWith(prefixOf(mark, at)) ?? false

/**
 * Returns the changes since the cursor `since`, or undefined if nothing has changed. If the cursor
 * is missing, invalid or from another contact, all replies are returned.
 */
export function conversationDelta(
  view: Omit<ConversationView, 'cursor'>,
  mark: string,
  since: string | undefined,
): ConversationView | undefined {
  const { replies, at, ...rest } = view
  const versions = replies.map(nameOf)
  const cursor = prefixOf(mark, new Date(at)) + [nameOf(rest), ...versions].join('.')
  if (cursor === since) return undefined
  const seen = since?.split('.') ?? []
  return { ...view, cursor, replies: replies.filter((_, i) => !seen.includes(versions[i]!)) }
}
