// Determines which replies are displayed above the list of templates: the newest reply of this
// chat, and the template whose answer would release held replies.
import type { ConversationView, ReplyStatus, ReplyView } from '#api'

const NOT_SENT: readonly ReplyStatus[] = ['held', 'withdrawn']

/** Returns all replies except those that wait for the customer's answer. */
export const sentOf = (replies: readonly ReplyView[]): readonly ReplyView[] =>
  replies.filter(({ status }) => status !== 'held')

/**
 * Returns the newest reply that was sent in this chat. Earlier replies belong to other chats.
 * `replies` must be sorted, newest first. `chatStartedAt` is in ISO 8601; if undefined, all replies
 * count.
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
 * Returns the reply that is displayed above the templates: the newest one of this chat, or, if
 * there is none, the earlier reply that the customer answered to start this chat.
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
 * Returns the template that the customer must answer before the held replies are sent. Returns
 * undefined if no template was sent since the service window closed. `replies` must be sorted,
 * newest first. `closedAt` is when the service window closed, or undefined if it is open or if the
 * time is unknown. If a reply has been held since before `closedAt`, or if `closedAt` is undefined,
 * the time at which the first reply was held counts instead.
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
