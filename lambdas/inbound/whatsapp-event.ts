// Processes everything that WhatsApp reports about bridged numbers, from the WABA's topic.
// Customers' messages are stored and then put into their Connect chats, each once. Statuses of our
// messages are merged into the outbox.
import { type Conversation, phoneNumberIdOf, wabaIdOf } from '#model/conversation'
import { namedIn } from '#model/customer'
import type { Customers, HeldReplies, Signals } from '#model/ports'
import { fromCallbackData, isTestMessage, outcomeOf } from '#model/reply'
import {
  inNanoseconds,
  opensWindow,
  parseWhatsAppEnvelope,
  publishedAt,
} from '#whatsapp/events/events'
import type {
  CallEvent,
  MessageEvent,
  PreferenceEvent,
  StatusEvent,
  UserIdEvent,
  WhatsAppEvent,
} from '#whatsapp/events/types'
import { outcomes } from '../outbox/outcomes.ts'
import { signalHeldReplies } from '../outbox/release-held.ts'
import { log } from '../runtime/log.ts'
import { fromTopic } from '../runtime/topic-message.ts'
import { agentNotices } from './agent-notices.ts'
import { type Arrival, type ArrivalPorts, arrivals } from './arrivals.ts'
import { type Meeting, meeting } from './meet.ts'
import { reportOddStatus } from './odd-status.ts'

interface Ports extends ArrivalPorts {
  customers: Customers
  held: HeldReplies
  signals: Signals
  whatsappTopicArn: string
}

export function whatsappEvent(ports: Ports) {
  const { conversations, messages, whatsappTopicArn, now } = ports
  const settle = outcomes(ports)
  const arriving = arrivals(ports)
  const meet = meeting(ports)
  const release = signalHeldReplies(ports)
  const notices = agentNotices(ports)
  const account = whatsappTopicArn.split(':')[4]

  return async ({ body }: { body: string }): Promise<void> => {
    const received = fromTopic(body, whatsappTopicArn)
    if (!received) return
    // An unreadable envelope makes the record fail, so that the record is kept in the dead-letter
    // queue.
    const events = parseWhatsAppEnvelope(received.message)
    await all(events, publishedAt(received.message) ?? inNanoseconds(received.publishedAt))
  }

  /**
   * Meta puts events of several customers into one notification. All messages are stored before any
   * is put into a chat. A failure delays only later messages of the same customer. When the record
   * is delivered again, completed steps are skipped.
   */
  async function all(
    events: readonly WhatsAppEvent[],
    published = inNanoseconds(now().toISOString())!,
  ): Promise<void> {
    const failures: unknown[] = []
    const delayed = new Set<string>()
    const arrival = arriving(published)
    for (const [index, event] of events.entries()) {
      if (!isOurs(event)) continue
      const author = authorOf(event)
      if (delayed.has(author)) continue
      try {
        await one(event, arrival.at(index))
      } catch (cause) {
        failures.push(cause)
        if (author) delayed.add(author)
      }
    }
    failures.push(...(await arrival.show()))
    for (const cause of failures.slice(1)) log.error('event_failed', cause)
    if (failures.length > 0) throw failures[0]
  }

  function isOurs({ origin }: WhatsAppEvent): boolean {
    if (origin.awsAccountId === account) return true
    log.warn('not_our_account', { account: origin.awsAccountId })
    return false
  }

  function one(event: WhatsAppEvent, arrival: Arrival): Promise<void> | void {
    // A message to a group is not put into a chat, because an answer would go to its author alone.
    if (event.about === 'message' && event.groupId !== undefined)
      return log.warn('group_message', { kind: event.kind })
    if (event.about === 'message') return customerWrote(event, arrival)
    if (event.about === 'call') return customerCalled(event)
    if (event.about === 'status') return statusCame(event)
    if (event.about === 'user_id') return idChanged(event)
    if (event.about === 'echo') return notices.answeredOnPhone(event)
    if (event.about === 'preferences') return preferenceChanged(event)
    log.info('event_noted', { kind: event.kind })
  }

  async function statusCame(event: StatusEvent): Promise<void> {
    const { status, at, errors, callbackData, messageId } = event
    reportOddStatus(event)
    const of = fromCallbackData(callbackData)
    const outcome = outcomeOf(status, (at ?? now()).toISOString(), errors)
    if (of && outcome) await settle(of, outcome)
    // A test message of the command line belongs to no reply.
    if (isTestMessage(callbackData) && outcome) await messages.status(callbackData, outcome, now())
    // Stores WhatsApp's id of our message, because customers quote a message by that id and
    // SendWhatsAppMessage does not return it.
    if (of && messageId && status === 'sent') await messages.sent(messageId, of, now())
    if (of && status === 'warning') await notices.warned(of.conversation, `${of.id}/${of.part}`)
  }

  /**
   * Records that a call opens the service window, as a message does. The call itself does not pass
   * through this project.
   */
  async function customerCalled(event: CallEvent): Promise<void> {
    if (opensWindow(event)) {
      const conversation = await conversationOf(event, { isEvidence: true })
      if (conversation) await release(conversation)
    }
    log.info('event_noted', { kind: event.kind })
  }

  async function idChanged(event: UserIdEvent): Promise<void> {
    await conversationOf(event)
    log.info('event_noted', { kind: event.kind })
  }

  /**
   * The customer stopped marketing from this business number, or allowed it again.
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
   */
  async function preferenceChanged(event: PreferenceEvent): Promise<void> {
    const { category = MARKETING, value, at = now() } = event
    const conversation =
      category === MARKETING && (value === 'stop' || value === 'resume')
        ? await conversationOf(event)
        : undefined
    if (conversation)
      await conversations.marketing(conversation.id, {
        stopped: value === 'stop',
        at: at.toISOString(),
        from: 'setting',
      })
    log.info('event_noted', { kind: event.kind })
  }

  /** Stores what the customer wrote. Nothing is put into the chat yet. */
  async function customerWrote(event: MessageEvent, arrival: Arrival): Promise<void> {
    const { id } = event
    // A system message (for example about a changed number) is not from the customer and does not
    // open the window.
    const isWritten = opensWindow(event)
    const conversation = await conversationOf(event, {
      isEvidence: isWritten,
      store: isWritten && id ? (of) => arrival.store(of, event, id) : undefined,
    })
    if (!id || !conversation) {
      log.warn('message_from_nobody', { kind: event.kind })
      if (!isWritten) return
      throw new Error('the event does not name the message, the customer or the business number')
    }
    if (!isWritten) return log.info('event_noted', { kind: event.kind })
    arrival.met(conversation)
    await releaseFor(conversation, event)
  }

  /** Looks for held replies, which the customer's message may release. */
  async function releaseFor(conversation: Conversation, { at }: MessageEvent): Promise<void> {
    const { heldUntil } = conversation
    if (heldUntil && (at ?? now()) <= new Date(heldUntil)) await release(conversation)
  }

  /** Returns undefined if the event does not name the customer or our number. */
  async function conversationOf(
    event: MessageEvent | CallEvent | UserIdEvent | PreferenceEvent,
    what: Meeting = {},
  ): Promise<Conversation | undefined> {
    const { phoneNumberArn, wabaArn, wabaId = '' } = event.origin
    const named = namedIn(event, wabaArn ? wabaIdOf(wabaArn) : wabaId)
    if (!phoneNumberArn || named.identities.length === 0) return undefined
    return meet(phoneNumberIdOf(phoneNumberArn), named, event.at ?? now(), what)
  }
}

const MARKETING = 'marketing_messages'

/** Returns the customer who wrote the message, or '' if the event is not a message. */
const authorOf = (event: WhatsAppEvent): string =>
  event.about === 'message' ? (event.customer.waId ?? event.customer.userId ?? '') : ''
