// Determines the changes in a conversation since the caller's last request. The cursor contains the
// versions that the caller has, so the server need not store anything about callers or compare
// clocks.
import { createHash } from 'node:crypto'
import type { ConversationView } from '#api'

const nameOf = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 8)

/**
 * The length of a period. In each period, a caller gets at least one complete answer with the
 * current time, even if nothing has changed. The caller needs the time because its own clock may
 * have stopped while the computer slept.
 */
const TIME_UPDATE_MS = 5 * 60_000

/**
 * Returns a different start of the periods for each conversation, so that not all conversations are
 * read at the same time.
 */
const beginningOf = (mark: string) =>
  createHash('sha256').update(mark).digest().readUInt32BE() % TIME_UPDATE_MS

/** Returns the first part of a cursor. */
const prefixOf = (mark: string, at: Date) =>
  `${mark}.${Math.floor((at.getTime() + beginningOf(mark)) / TIME_UPDATE_MS).toString(36)}.`

/**
 * Returns whether the caller's cursor contains all changes up to this mark of `Changes`, and the
 * current time.
 */
export const isUpTo = (mark: string, at: Date, since: string | undefined): boolean =>
  since?.startsWith(prefixOf(mark, at)) ?? false

/**
 * Returns the changes, or undefined if nothing has changed. A cursor `since` in an invalid format
 * or of another contact is ignored.
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
