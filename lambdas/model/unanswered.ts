// Lists the messages of an agent that customers have not answered, in all contacts of the last
// days.
import type { Conversation } from '#model/conversation'
import { type Reply, writtenAt } from '#model/reply'
import { isHeld } from '#model/transitions'

/**
 * The maximum age of an entry. No template can be sent from a contact that ended earlier, so an
 * older entry would be useless to the agent.
 */
export const UNANSWERED_MS = 7 * 24 * 60 * 60_000

/**
 * An entry of the list: the latest message of an agent to one customer, and the agent's held
 * replies, which wait until the customer writes.
 */
export interface Unanswered {
  /** The latest message. Undefined if all replies are held. */
  sent: Reply | undefined
  held: readonly Reply[]
}

type Evidence = Pick<Conversation, 'inboundAt' | 'contactStartedAt' | 'attestedAt'>

/** Returns the latest known time at which the customer wrote, or NaN if no time is known. */
export const wroteAt = ({
  inboundAt = '',
  contactStartedAt = '',
  attestedAt = '',
}: Evidence): number => Date.parse([inboundAt, contactStartedAt, attestedAt].sort().at(-1)!)

/**
 * Returns the entry of one conversation, or undefined if the customer has answered or nothing was
 * sent. `replies` are the replies of one agent to one customer.
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
