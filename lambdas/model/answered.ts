// Finds the template that a customer answered, if the customer's answer began a new contact. The
// contact flow uses the result to offer the contact to the agent who sent the template, and the
// widget displays the template.
import type { Conversation } from '#model/conversation'
import { type Reply, statusOf, writtenAt } from '#model/reply'
import { UNANSWERED_MS, wroteAt } from '#model/unanswered'

/** The template that the customer answered with the first message of a contact. */
export interface Answered {
  /** The id of the stored reply that sent the template. */
  reply: string
  /** The id of the Connect user who sent the template. */
  userId: string
  template: string
  sentAt: string
}

/**
 * If the customer's latest message is at most this old, it counts as the first message of the new
 * contact and not as an earlier answer. The message may have been recorded some moments before its
 * contact.
 */
const BEGINNING_MS = 60_000

/** The statuses of replies that have not reached the customer. */
const UNSEEN = ['held', 'withdrawn', 'failed']

/**
 * Returns the template that the customer answers with a message that begins a contact at `now`.
 * Returns undefined if the newest message that reached the customer was not a template from an
 * agent, if the template is too old, or if the customer had already answered it.
 */
export function answeredTemplate(
  replies: readonly Reply[],
  conversation: Pick<Conversation, 'inboundAt' | 'contactStartedAt' | 'attestedAt'>,
  now: Date,
): Answered | undefined {
  const newest = replies
    .filter((reply) => !UNSEEN.includes(statusOf(reply)))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .at(-1)
  if (newest?.content.type !== 'template' || !newest.by.userId) return undefined
  const sentAt = writtenAt(newest)
  const before = wroteAt(conversation)
  const isAnswered = before > sentAt && now.getTime() - before > BEGINNING_MS
  if (isAnswered || now.getTime() - sentAt > UNANSWERED_MS) return undefined
  return {
    reply: newest.id,
    userId: newest.by.userId,
    template: newest.content.name,
    sentAt: new Date(sentAt).toISOString(),
  }
}
