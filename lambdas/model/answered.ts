// Finds the template that the customer answers with the message that begins a contact. The flow
// offers that contact to the agent who sent the template, and the widget shows what was sent.
import type { Conversation } from '#model/conversation'
import { type Reply, statusOf, writtenAt } from '#model/reply'
import { UNANSWERED_MS, wroteAt } from '#model/unanswered'

/** The record of the template that the customer answered at the beginning of a contact. */
export interface Answered {
  /** The id of the reply. */
  reply: string
  /** The Connect user who sent the template. */
  userId: string
  template: string
  sentAt: string
}

/**
 * The message that begins the contact may have been recorded before the contact. Evidence that is
 * younger than this is taken for that message.
 */
const BEGINNING_MS = 60_000

/** A reply with one of these statuses has not reached the customer. */
const UNSEEN = ['held', 'withdrawn', 'failed']

/** Returns undefined if the newest message to the customer was no template, or was answered before. */
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
