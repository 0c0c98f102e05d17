// Returns what a customer's phone shows, as JSON.
import type { Conversation, Message } from './conversations.ts'
import { addressOf, type Customer } from './customers.ts'
import type { Shown } from './render.ts'

export interface Screen {
  number?: string
  userId?: string
  name?: string
  /**
   * The messages of the conversations with all businesses, in the order in which the phone shows
   * them.
   */
  messages: ShownMessage[]
  /** The business numbers for which the phone shows "typing". */
  typing: string[]
}

export interface ShownMessage extends Shown {
  /** wamid.… */
  id: string
  /** The business number in E.164 with +. */
  business: string
  /**
   * The direction from the point of view of the business: a message of the customer is `inbound`.
   */
  direction: 'inbound' | 'outbound'
  at: string
  /**
   * `sent` means that the message is on its way, `delivered` that it has arrived on the customer's
   * phone or at the business, and `read` that the recipient has seen it.
   */
  ticks: 'sent' | 'delivered' | 'read'
  sentAt?: string
  deliveredAt?: string
  readAt?: string
  /** The message that this message quotes. */
  quoted?: { id: string; direction: 'inbound' | 'outbound'; type: string; text?: string }
  reactions?: { from: 'business' | 'customer'; emoji: string }[]
}

const TYPING_MS = 25_000
const QUOTABLE_MS = 30 * 24 * 60 * 60 * 1000

export function screenOf(
  customer: Customer,
  conversations: readonly Conversation[],
  now: number,
): Screen {
  const { number, userId, name } = customer
  const messages = conversations
    .filter((conversation) => addressOf(conversation.customer) === addressOf(customer))
    .flatMap((conversation) =>
      conversation.messages.filter(onThePhone).map((message) => ({ conversation, message })),
    )
    .sort((a, b) => a.message.order - b.message.order)
  return {
    ...(number && { number }),
    ...(userId && { userId }),
    ...(name && { name }),
    messages: messages.map(({ conversation, message }) => shownMessage(conversation, message)),
    typing: conversations
      .filter(
        (conversation) =>
          addressOf(conversation.customer) === addressOf(customer) &&
          now - conversation.typingAt < TYPING_MS,
      )
      .map(({ business }) => business.number),
  }
}

/**
 * Returns whether the phone shows the message as an entry of its own. It shows a reaction at the
 * message to which the customer reacted, and shows no message that was refused or is still on its
 * way.
 */
const onThePhone = (message: Message) =>
  message.shown.type !== 'reaction' &&
  (message.direction === 'inbound' || message.times.delivered !== undefined)

const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString()

function shownMessage({ business, messages }: Conversation, message: Message): ShownMessage {
  const { id, direction, shown, times, at } = message
  const quoted = messages.find(
    (other) => other.id === message.quotes && at - other.at < QUOTABLE_MS,
  )
  const reactions = (['business', 'customer'] as const).flatMap((from) =>
    message.reactions[from] ? [{ from, emoji: message.reactions[from] }] : [],
  )
  const known = {
    sentAt: iso(times.sent),
    deliveredAt: iso(times.delivered),
    readAt: iso(times.read),
  }
  return {
    id,
    business: business.number,
    direction,
    at: iso(at)!,
    ...shown,
    ticks: times.read !== undefined ? 'read' : times.delivered !== undefined ? 'delivered' : 'sent',
    ...Object.fromEntries(Object.entries(known).filter(([, time]) => time)),
    ...(quoted && shown.type !== 'template' && { quoted: quote(quoted) }),
    ...(reactions.length > 0 && { reactions }),
  }
}

const quote = ({ id, direction, shown }: Message) => {
  const text = shown.text ?? shown.media?.caption ?? shown.template?.body
  return { id, direction, type: shown.type, ...(text && { text }) }
}
