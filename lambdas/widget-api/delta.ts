// What changed in a conversation since the caller last looked. The cursor names the versions of what it was told, so that
// nothing has to be remembered about it here, and no clock decides what is new.
import { createHash } from 'node:crypto'
import type { ConversationView } from './api.ts'

/** Even when nothing changes the caller is told the time once in so long: its own clock may have slept. */
const TELL_TIME_MS = 60_000

const nameOf = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 8)

/** Undefined: the caller has it all. `since` of another kind or contact is as good as none. */
export function conversationDelta(
  view: Omit<ConversationView, 'cursor'>,
  since: string | undefined,
): ConversationView | undefined {
  const { replies, at, ...rest } = view
  const minute = Math.floor(new Date(at).getTime() / TELL_TIME_MS).toString(36)
  const versions = replies.map(nameOf)
  const cursor = [minute, nameOf(rest), ...versions].join('.')
  if (cursor === since) return undefined
  const [, , ...seen] = since?.split('.') ?? []
  return { ...view, cursor, replies: replies.filter((_, i) => !seen.includes(versions[i]!)) }
}
