// Lists the messages that an agent has sent in all contacts of the last days and that their
// customers have not answered.
import type { Conversation } from '#model/conversation'
import { type Reply, writtenAt } from '#model/reply'
import { isHeld } from '#model/transitions'

/** A template can be sent from an ended contact for this long, so older entries allow no action. */
export const UNANSWERED_MS = 7 * 24 * 60 * 60_000

/** An entry of the list: the newest message, and those that follow when the customer answers. */
export interface Unanswered {
  /** The newest message, or undefined if all messages wait for the customer to write. */
  sent: Reply | undefined
  held: readonly Reply[]
}

type Evidence = Pick<Conversation, 'inboundAt' | 'contactStartedAt' | 'attestedAt'>

/** Returns when the customer last wrote, as far as is known, or NaN if nothing is known. */
export const wroteAt = ({
  inboundAt = '',
  contactStartedAt = '',
  attestedAt = '',
}: Evidence): number => Date.parse([inboundAt, contactStartedAt, attestedAt].sort().at(-1)!)

/**
 * Returns undefined if the customer has answered, or if nothing was sent. `replies` are those of one
 * agent to one customer.
 */
export function unansweredOf(
  replies: readonly Reply[],
  conversation: Evidence,
  now: Date,
): Unanswered | undefined {
  const held = replies.filter(isHeld)
  const newest = replies
    .filter((reply) => !isHeld(reply) && reply.state !== 'withdrawn')
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .at(-1)
  const isAnswered = newest && wroteAt(conversation) > writtenAt(newest)
  const isOld = newest && now.getTime() - writtenAt(newest) > UNANSWERED_MS
  const sent = isAnswered || isOld ? undefined : newest
  return sent || held.length > 0 ? { sent, held } : undefined
}
