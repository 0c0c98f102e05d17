// Processes all events about bridged numbers from the WABAs' topics. Each message of a customer is
// stored and then put into the customer's Connect chat once. The statuses of sent messages are
// stored in their replies.
import type { SQSRecord } from 'aws-lambda'
import type { Conversation } from '#model/conversation'
import type { Channels, Customers, HeldReplies, Signals } from '#model/ports'
import type { TemplateSends } from '#model/template-ports'
import { Unreadable } from '#whatsapp/errors/problems'
import {
  inNanoseconds,
  opensWindow,
  parseWhatsAppEnvelope,
  publishedAt,
} from '#whatsapp/events/events'
import type {
  AccountEvent,
  CallEvent,
  MessageEvent,
  PreferenceEvent,
  StatusEvent,
  TemplateEvent,
  UnknownEvent,
  UserIdEvent,
  WhatsAppEvent,
} from '#whatsapp/events/types'
import { signalHeldReplies } from '../outbox/release-held.ts'
import { templateCounts } from '../outbox/template-counts.ts'
import { log } from '../runtime/log.ts'
import { fromTopic } from '../runtime/topic-message.ts'
import { agentNotices } from './agent-notices.ts'
import { type Arrival, type ArrivalPorts, arrivals } from './arrivals.ts'
import { attributing, attribution, Unattributed } from './attribute.ts'
import { deletions } from './deletions.ts'
import { type Identified, identified } from './identified.ts'
import { type Meeting, meeting } from './meet.ts'
import { statusJoining } from './status.ts'

interface Ports extends ArrivalPorts {
  customers: Customers
  channels: Channels
  held: HeldReplies
  signals: Signals
  /** Processes events about templates, numbers and accounts. */
  reports: {
    template(event: TemplateEvent): Promise<void>
    account(event: AccountEvent): Promise<void>
  }
  sends: Pick<TemplateSends, 'count'>
  /** The ARNs of the WABAs' topics. */
  whatsappTopicArns: readonly string[]
}

export function whatsappEvent(ports: Ports) {
  const { conversations, whatsappTopicArns, now } = ports
  const attributed = attributing(ports.channels)
  const arriving = arrivals(ports)
  const meet = meeting(ports)
  const release = signalHeldReplies(ports)
  const notices = agentNotices(ports)
  const counts = templateCounts(ports)
  const deletionIn = deletions(ports)
  const statusCame = statusJoining(ports, notices.warned)
  const account = whatsappTopicArns[0]!.split(':')[4]

  return async ({ body, attributes }: Pick<SQSRecord, 'body' | 'attributes'>): Promise<void> => {
    // A failing event is delivered several times, but is logged only at its first delivery, so that
    // log metrics count it once.
    const isFirst = Number(attributes?.ApproximateReceiveCount ?? 1) === 1
    const failures = await failuresOf(body)
    for (const cause of failures) if (isFirst) report(cause)
    for (const cause of failures.slice(1)) log.error('event_failed', cause)
    // The error returns the record to the queue. After the maximum number of receives, SQS moves
    // the record to the dead-letter queue.
    if (failures.length > 0) throw failures[0]
  }

  async function failuresOf(body: string): Promise<unknown[]> {
    try {
      const { message, publishedAt: received } = fromTopic(body, ...whatsappTopicArns)
      const events = parseWhatsAppEnvelope(message)
      return await all(events, publishedAt(message) ?? inNanoseconds(received))
    } catch (cause) {
      return [cause]
    }
  }

  /**
   * Processes the events of one notification, which may come from several customers. All messages
   * are stored before the first one is put into a chat. After a failure, only later messages of the
   * same customer are left for the next delivery. The next delivery skips the steps that are
   * already complete. Returns the failures.
   */
  async function all(
    events: readonly WhatsAppEvent[],
    published = inNanoseconds(now().toISOString())!,
  ): Promise<unknown[]> {
    const failures: unknown[] = []
    const delayed = new Set<string>()
    const arrival = arriving(published)
    for (const [index, event] of events.entries()) {
      const author = authorOf(event)
      if (delayed.has(author)) continue
      try {
        await one(await attributed(event), arrival.at(index), published)
      } catch (cause) {
        failures.push(cause)
        if (author) delayed.add(author)
      }
    }
    failures.push(...(await arrival.show()))
    return failures
  }

  function one(event: WhatsAppEvent, arrival: Arrival, published: string): Promise<void> | void {
    const { awsAccountId = account } = event.origin
    if (awsAccountId !== account) throw new Unattributed(event.kind, 'it is of another account')
    // A message to a WhatsApp group is not put into a chat, because an agent's answer would reach
    // only the author of the message and not the group.
    if (event.about === 'message' && event.groupId !== undefined)
      return log.warn('group_message', { kind: event.kind })
    if (event.about === 'message') return customerWrote(identified(event, published), arrival)
    if (event.about === 'call') return customerCalled(event)
    if (event.about === 'status') return statusReported(event, arrival)
    if (event.about === 'user_id') return idChanged(event)
    if (event.about === 'echo') return notices.answeredOnPhone(identified(event, published))
    if (event.about === 'preferences') return preferenceChanged(event)
    if (event.about === 'unknown') return unknownCame(event)
    return reported(event)
  }

  async function reported(event: TemplateEvent | AccountEvent): Promise<void> {
    if (event.about === 'template') await ports.reports.template(event)
    else await ports.reports.account(event)
    log.info('event_noted', { kind: event.kind })
  }

  /** Records the time of a customer's call, which opens the service window like a message. */
  async function customerCalled(event: CallEvent): Promise<void> {
    if (opensWindow(event)) await release(await conversationOf(event, { isEvidence: true }))
    log.info('event_noted', { kind: event.kind })
  }

  async function idChanged(event: UserIdEvent): Promise<void> {
    await conversationOf(event)
    log.info('event_noted', { kind: event.kind })
  }

  /**
   * Records that the customer has stopped marketing messages from this business number, or has
   * allowed them again.
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
   */
  async function preferenceChanged(event: PreferenceEvent): Promise<void> {
    const { category = MARKETING, value, at = now() } = event
    if (category === MARKETING && (value === 'stop' || value === 'resume')) {
      const before = await conversationOf(event)
      await conversations.marketing(before.id, {
        stopped: value === 'stop',
        at: at.toISOString(),
        from: 'setting',
      })
      if (value === 'stop' && !before.marketing?.stopped) await counts.stopped(before, at)
    }
    log.info('event_noted', { kind: event.kind })
  }

  /**
   * Stores the customer's message. The caller puts the messages in `arrival` into the chat
   * afterwards.
   */
  async function customerWrote(event: Identified<MessageEvent>, arrival: Arrival): Promise<void> {
    // A system message, for example about a changed number, is not written by the customer, so it
    // does not open the service window and is not put into the chat.
    const isWritten = opensWindow(event)
    const conversation = await conversationOf(event, {
      isEvidence: isWritten,
      store: isWritten ? (of) => arrival.store(of, event, event.id) : undefined,
    })
    if (!isWritten) return log.info('event_noted', { kind: event.kind })
    arrival.met(conversation)
    await releaseFor(conversation, event)
  }

  /**
   * Processes a status. The status `deleted` means that the customer has deleted a message, and is
   * processed like a message of the customer. All other statuses are about messages from the
   * business.
   */
  async function statusReported(status: StatusEvent, arrival: Arrival): Promise<void> {
    if (status.status !== 'deleted') return statusCame(status)
    const deletion = await deletionIn(status)
    if (!deletion) return log.info('event_noted', { kind: status.kind })
    const { conversation, event, id } = deletion
    await arrival.store(conversation.id, event, id)
    arrival.met(conversation)
  }

  /**
   * Sends a signal to check the conversation's held replies, if the customer's message may release
   * them.
   */
  async function releaseFor(conversation: Conversation, { at }: MessageEvent): Promise<void> {
    const { heldUntil } = conversation
    if (heldUntil && (at ?? now()) <= new Date(heldUntil)) await release(conversation)
  }

  /**
   * Returns the conversation of the event. Throws Unattributed if the event does not identify the
   * customer and the business number.
   */
  async function conversationOf(
    event: MessageEvent | CallEvent | UserIdEvent | PreferenceEvent,
    what: Meeting = {},
  ): Promise<Conversation> {
    const { phoneNumberId, named } = attribution(event)
    return meet(phoneNumberId, named, event.at ?? now(), what)
  }
}

function unknownCame({ isUnreadable, field }: UnknownEvent): void {
  if (isUnreadable)
    throw new Unreadable(
      'not_an_event',
      `The webhook has ${field ?? 'changes'} of an unknown form.`,
    )
  log.warn('event_unknown', { field })
}

function report(cause: unknown): void {
  if (cause instanceof Unreadable) log.error('event_unreadable', cause)
  if (cause instanceof Unattributed)
    log.warn('event_unattributed', { kind: cause.kind, why: cause.message })
}

const MARKETING = 'marketing_messages'

/** Returns the customer who wrote the message, or '' if the event is not a message. */
const authorOf = (event: WhatsAppEvent): string =>
  event.about === 'message' ? (event.customer.waId ?? event.customer.userId ?? '') : ''
