// What comes back: EventBridge's statuses of messages (both modes), and what is written in native chats.
// It changes outcomes, window evidence and what is known of the chat; it never sends.

import { parseChatItem, parseStatusEvent } from '#whatsapp/events/events'
import type { StatusEvent } from '#whatsapp/events/types'
import { channels } from '../aws/channels.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { heldReplies } from '../aws/held-replies.ts'
import { messages } from '../aws/messages.ts'
import { outbox } from '../aws/outbox.ts'
import { wakes } from '../aws/signals.ts'
import { conversationId } from '../model/conversation.ts'
import type {
  Channels,
  Clock,
  Contacts,
  Conversations,
  HeldReplies,
  Messages,
  Outbox,
  Wakes,
} from '../model/ports.ts'
import { outcomeOf } from '../model/reply.ts'
import { outcomes } from '../outbox/outcomes.ts'
import { answered } from '../outbox/release-held.ts'
import { batch } from '../runtime/batch.ts'
import { env } from '../runtime/env.ts'
import { log } from '../runtime/log.ts'
import { fromTopic, isFromInstance, jsonOf, readable } from '../runtime/topic-message.ts'

interface Ports {
  outbox: Outbox
  held: HeldReplies
  conversations: Conversations
  contacts: Contacts
  channels: Channels
  messages: Messages
  wakes: Wakes
  evidenceTopicArn: string
  instanceArn: string
  now: Clock
}

export function deliveryStatus(ports: Ports) {
  const { conversations, contacts, channels, messages, evidenceTopicArn, instanceArn, now } = ports
  const settle = outcomes(ports)
  const release = answered(ports)
  const account = instanceArn.split(':')[4]

  return async ({ body }: { body: string }): Promise<void> => {
    const event = jsonOf(body)
    return isNotification(event) ? writtenInChat(body) : statusCame(event)
  }

  async function statusCame(event: unknown): Promise<void> {
    const status = readable(() => parseStatusEvent(event))
    if (status?.about !== 'status') return
    if (status.origin.awsAccountId !== account)
      return log.warn('not_our_account', { account: status.origin.awsAccountId })
    if (status.status === 'received') return received(status)
    const outcome = outcomeOf(status.status, (status.at ?? now()).toISOString(), status.errors)
    if (!status.messageId || !outcome) return
    const met = await messages.status(status.messageId, outcome, now())
    if (met.part) return settle(met.part, met.outcome)
    // Connect's own message, another program's, or ours before its record: that will find this.
    if (outcome.status === 'failed') {
      log.warn('message_failed', {
        messageId: status.messageId,
        codes: status.errors.map(({ code }) => code).join(','),
      })
    }
  }

  /** EventBridge's event of a customer's message is evidence only if it says which customer: AWS documents no example. */
  async function received({ origin, customer, at }: StatusEvent): Promise<void> {
    const known = {
      ...(customer.waId ? { number: `+${customer.waId}` } : {}),
      ...(customer.userId ? { userId: customer.userId } : {}),
    }
    const channel =
      origin.phoneNumberId && Object.keys(known).length > 0
        ? await channels.byMetaId(origin.phoneNumberId)
        : undefined
    if (!channel) return
    const conversation = conversationId(channel.phoneNumberId, known)
    if (await conversations.get(conversation)) await wroteIn(conversation, at ?? now(), 'event')
  }

  async function writtenInChat(body: string): Promise<void> {
    const topicMessage = fromTopic(body, evidenceTopicArn)
    if (!topicMessage || !isFromInstance(topicMessage, instanceArn)) return
    const item = readable(() => parseChatItem(topicMessage.message))
    if (item?.kind !== 'chat.message' && item?.kind !== 'chat.attachment') return
    if (item.role !== 'CUSTOMER' && item.role !== 'AGENT') return
    const contact = await contacts.get(item.initialContactId)
    if (contact?.mode !== 'native')
      return log.warn('item_of_unknown_chat', { contact: item.initialContactId, item: item.id })
    // Connect carries it to WhatsApp by itself: where the window is closed, nobody else can tell the agent that it will not arrive.
    if (item.role === 'AGENT') await conversations.agentWrote(contact.conversation, item.at)
    else await wroteIn(contact.conversation, item.at, 'chat')
  }

  async function wroteIn(conversation: string, at: Date, from: 'event' | 'chat'): Promise<void> {
    await conversations.inbound(conversation, at, from)
    await release(conversation)
  }
}

const isNotification = (event: unknown) =>
  (event as { Type?: unknown } | undefined)?.Type === 'Notification'

const table = env('TABLE')
const now = () => new Date()

export const handler = batch(
  deliveryStatus({
    outbox: outbox(table, now),
    held: heldReplies(table),
    conversations: conversations(table),
    contacts: contacts(table),
    channels: channels(now),
    messages: messages(table),
    wakes: wakes(env('WAKES_QUEUE_URL')),
    evidenceTopicArn: env('EVIDENCE_TOPIC_ARN'),
    instanceArn: env('INSTANCE_ARN'),
    now,
  }),
)
