// Processes EventBridge's message statuses and the streamed items of native chats. The function
// updates outcomes, the evidence for the service window and the state of the chat. The function
// never sends anything.

import { conversationId } from '#model/conversation'
import { namedIn } from '#model/customer'
import type {
  Channels,
  Clock,
  Contacts,
  Conversations,
  Customers,
  HeldReplies,
  Outbox,
  SentMessages,
  Signals,
} from '#model/ports'
import { outcomeOf } from '#model/reply'
import type { TemplateSends } from '#model/template-ports'
import { parseChatItem, parseStatusEvent } from '#whatsapp/events/events'
import type { ReceivedEvent, StatusEvent } from '#whatsapp/events/types'
import { finding } from '../customers/identify.ts'
import { outcomes } from '../outbox/outcomes.ts'
import { signalHeldReplies } from '../outbox/release-held.ts'
import { log } from '../runtime/log.ts'
import { fromTopic, isFromInstance, jsonOf } from '../runtime/topic-message.ts'
import { logNoteworthyStatus } from './log-status.ts'
import { warnings } from './warnings.ts'

interface Ports {
  outbox: Outbox
  held: HeldReplies
  conversations: Conversations
  sends: Pick<TemplateSends, 'count'>
  customers: Customers
  contacts: Contacts
  channels: Channels
  messages: SentMessages
  signals: Signals
  evidenceTopicArn: string
  instanceArn: string
  now: Clock
}

export function deliveryStatus(ports: Ports) {
  const { conversations, contacts, channels, messages, evidenceTopicArn, instanceArn, now } = ports
  const settle = outcomes(ports)
  const mark = warnings(ports)
  const release = signalHeldReplies(ports)
  const find = finding(ports)
  const account = instanceArn.split(':')[4]

  return async ({ body }: { body: string }): Promise<void> => {
    const event = jsonOf(body)
    return isNotification(event) ? writtenInChat(body) : statusCame(event)
  }

  async function statusCame(event: unknown): Promise<void> {
    const status = parseStatusEvent(event)
    if (status.about !== 'status' && status.about !== 'received') return
    if (status.origin.awsAccountId !== account)
      return log.warn('not_our_account', { account: status.origin.awsAccountId })
    if (status.about === 'received') return received(status)
    if (await isCopy(status)) return
    if (status.status === 'warning') await warned(status)
    logNoteworthyStatus(status)
    const outcome = outcomeOf(status.status, (status.at ?? now()).toISOString(), status.errors)
    if (!status.messageId || !outcome) return
    const met = await messages.status(status.messageId, outcome, now())
    if (met.part) return settle(met.part, met.outcome)
    // The reply is unknown. Either Connect or another program sent the message, or we sent it and
    // have not recorded it yet. In the last case, the stored outcome is found when the message is
    // recorded.
    if (outcome.status === 'failed') {
      log.warn('message_failed', {
        messageId: status.messageId,
        codes: status.errors.map(({ code }) => code).join(','),
      })
    }
  }

  /** Nobody but Connect can write into a native chat, so only the widget shows the warning. */
  async function warned(status: StatusEvent): Promise<void> {
    const { messageId } = status
    if (messageId) await mark(status, (await messages.get(messageId))?.part)
  }

  /**
   * The topic of a bridged number reports every status as well. Only the failures among
   * EventBridge's copies are used. A rule cannot tell the events of the two modes apart: an event
   * names Meta's number, whose mode can change without a deployment.
   */
  async function isCopy({ status, origin }: StatusEvent): Promise<boolean> {
    if (status === 'failed' || !origin.phoneNumberId) return false
    try {
      return (await channels.byMetaId(origin.phoneNumberId))?.mode === 'bridged'
    } catch (cause) {
      log.error('mode_not_read', cause, {})
      return false
    }
  }

  /**
   * AWS documents no example of EventBridge's event for a customer's message. EventBridge's event
   * is used as evidence only if it names the customer.
   */
  async function received(event: ReceivedEvent): Promise<void> {
    const { origin, customer, at } = event
    const isNamed = customer.waId !== undefined || customer.userId !== undefined
    const channel =
      origin.phoneNumberId && isNamed ? await channels.byMetaId(origin.phoneNumberId) : undefined
    const person = channel && (await find(namedIn(event, channel.wabaId)))
    if (!person) return
    const conversation = conversationId(channel.phoneNumberId, person.id)
    if (await conversations.get(conversation)) await wroteIn(conversation, at ?? now(), 'event')
  }

  async function writtenInChat(body: string): Promise<void> {
    const topicMessage = fromTopic(body, evidenceTopicArn)
    if (!isFromInstance(topicMessage, instanceArn)) return
    const item = parseChatItem(topicMessage.message)
    if (item.kind !== 'chat.message' && item.kind !== 'chat.attachment') return
    if (item.role !== 'CUSTOMER' && item.role !== 'AGENT') return
    const contact = await contacts.get(item.initialContactId)
    if (contact?.mode !== 'native')
      return log.warn('item_of_unknown_chat', { contact: item.initialContactId, item: item.id })
    // Connect itself sends the agent's message to WhatsApp. This record lets the widget warn the
    // agent if the window is closed and the message will not arrive.
    if (item.role === 'AGENT') await conversations.agentWrote(contact.conversation, item.at)
    else await wroteIn(contact.conversation, item.at, 'chat')
  }

  async function wroteIn(conversation: string, at: Date, from: 'event' | 'chat'): Promise<void> {
    await conversations.inbound(conversation, at, from)
    await release((await conversations.get(conversation)) ?? { id: conversation })
  }
}

const isNotification = (event: unknown) =>
  (event as { Type?: unknown } | undefined)?.Type === 'Notification'
