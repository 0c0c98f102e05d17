// Determines which replies are shown above the templates: the newest of this chat, and the template
// whose answer is awaited.
import type { ConversationView, ReplyStatus, ReplyView } from '#api'

const NOT_SENT: readonly ReplyStatus[] = ['held', 'withdrawn']

/**
 * Returns the replies without those that wait for the customer's answer, which were not sent yet.
 */
export const sentOf = (replies: readonly ReplyView[]): readonly ReplyView[] =>
  replies.filter(({ status }) => status !== 'held')

/**
 * The newest reply that was sent in this chat. A reply that was sent before the chat began does not
 * belong to the chat.
 *
 * @param replies sorted from the newest to the oldest
 * @param chatStartedAt in ISO 8601; undefined if it is not known
 */
const newestReply = (
  replies: readonly ReplyView[],
  chatStartedAt: string | undefined,
): ReplyView | undefined =>
  replies.find(
    ({ status, acceptedAt }) =>
      !NOT_SENT.includes(status) && (!chatStartedAt || acceptedAt >= chatStartedAt),
  )

/**
 * The reply that is shown above the templates: the newest one of this chat, or else the template that
 * the customer answered with the message that began the chat.
 */
export function shownReply({
  replies,
  chatStartedAt,
  answers,
}: Pick<ConversationView, 'replies' | 'chatStartedAt' | 'answers'>) {
  const newest = newestReply(replies, chatStartedAt)
  if (newest) return { reply: newest, isAnswered: false }
  return { reply: replies.find(({ id }) => id === answers), isAnswered: true }
}

const NOT_AWAITED: readonly ReplyStatus[] = [...NOT_SENT, 'failed', 'partly_failed']

/**
 * Returns the template that the customer has to answer before the held replies are sent. Returns
 * undefined if no template was sent after the service window closed. If that time is not known, the
 * time at which the first reply began to wait counts instead.
 *
 * @param replies sorted from the newest to the oldest
 * @param closedAt when the service window closed; undefined if it is open or that is not known
 */
export function awaitedTemplate(
  replies: readonly ReplyView[],
  closedAt: Date | undefined,
): ReplyView | undefined {
  const firstHeld = replies.findLast(({ status }) => status === 'held')
  const since = Math.min(
    closedAt?.getTime() ?? Number.POSITIVE_INFINITY,
    firstHeld ? Date.parse(firstHeld.acceptedAt) : Number.POSITIVE_INFINITY,
  )
  return replies.find(
    ({ type, status, acceptedAt }) =>
      type === 'template' && !NOT_AWAITED.includes(status) && Date.parse(acceptedAt) >= since,
  )
}
