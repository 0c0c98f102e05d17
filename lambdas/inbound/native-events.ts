// Processes message statuses from EventBridge and the streamed items of native chats. The function
// stores the outcomes of messages, the times from which the state of the service window is derived,
// and the state of the chat. The function never sends a message to a customer.

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
    // No reply is known for this message id. Connect or another program may have sent the message.
    // If this project sent the message but has not recorded the id yet, it finds the stored outcome
    // when it records the id.
    if (outcome.status === 'failed') {
      log.warn('message_failed', {
        messageId: status.messageId,
        codes: status.errors.map(({ code }) => code).join(','),
      })
    }
  }

  /**
   * Stores the warning in the reply, so that the widget displays it. This project cannot write a
   * notice into a native chat.
   */
  async function warned(status: StatusEvent): Promise<void> {
    const { messageId } = status
    if (messageId) await mark(status, (await messages.get(messageId))?.part)
  }

  /**
   * Returns whether the status can be ignored because the WABA's topic reports it too. This is the
   * case for a bridged number. Failures are never ignored. The EventBridge rule cannot exclude
   * bridged numbers: an event contains only Meta's id of the number, and the mode of a number can
   * change without a deployment.
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
   * Processes EventBridge's event about a customer's message, for which AWS documents no example.
   * The event counts as a proof that the customer wrote only if it contains the customer's number
   * or user id.
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
    // Connect itself sends the agent's message to WhatsApp. The time is recorded, because the
    // widget warns the agent about messages that WhatsApp will not deliver because the service
    // window is closed.
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
