// Finds the reply that a status from a webhook belongs to. WhatsApp's statuses contain the callback
// data that this project sent with the message. AWS also publishes statuses of its own, which
// contain no callback data, but the id that SendWhatsAppMessage returned or WhatsApp's id of the
// message.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
import type { Clock, Conversations, Outbox, SentMessages, Signals } from '#model/ports'
import {
  fromCallbackData,
  isTestMessage,
  type MessagePart,
  type Outcome,
  outcomeOf,
} from '#model/reply'
import type { TemplateSends } from '#model/template-ports'
import type { StatusEvent } from '#whatsapp/events/types'
import { outcomes } from '../outbox/outcomes.ts'
import { log } from '../runtime/log.ts'
import { logNoteworthyStatus } from './log-status.ts'
import { warnings } from './warnings.ts'

interface Ports {
  outbox: Outbox
  conversations: Conversations
  sends: Pick<TemplateSends, 'count'>
  messages: SentMessages
  signals: Signals
  now: Clock
}

/**
 * Returns a function that processes statuses. `warned` writes a notice into the chat if a part of a
 * message, such as a product, is unavailable.
 */
export function statusJoining(
  ports: Ports,
  warned: (conversation: string, of: string) => Promise<void>,
) {
  const { messages, now } = ports
  const settle = outcomes(ports)
  const mark = warnings(ports)

  return async (event: StatusEvent): Promise<void> => {
    const { status, at, errors } = event
    const outcome = outcomeOf(status, (at ?? now()).toISOString(), errors)
    // A test message from the command line does not belong to a reply.
    if (isTestMessage(event.callbackData))
      return outcome && void (await messages.status(event.callbackData, outcome, now()))
    const part = await partOf(event)
    if (status === 'warning') await warn(event, part)
    logNoteworthyStatus(event)
    if (!part) return unjoined(event, outcome)
    if (outcome) await settle(part, outcome)
    await learn(event, part)
  }

  async function warn(event: StatusEvent, part: MessagePart | undefined): Promise<void> {
    await mark(event, part)
    if (part) await warned(part.conversation, `${part.id}/${part.part}`)
  }

  async function partOf(event: StatusEvent): Promise<MessagePart | undefined> {
    const echoed = fromCallbackData(event.callbackData)
    if (echoed) return echoed
    for (const id of idsOf(event)) {
      const part = (await messages.get(id))?.part
      if (part) return part
    }
    return undefined
  }

  /**
   * Records which part of a reply WhatsApp's id of the message belongs to. A customer's quote
   * contains this id, which SendWhatsAppMessage does not return.
   */
  async function learn({ status, messageId }: StatusEvent, part: MessagePart): Promise<void> {
    if (!messageId || (status !== 'accepted' && status !== 'sent')) return
    const earlier = await messages.sent(messageId, part, now())
    if (earlier) await settle(part, earlier)
  }

  /**
   * Stores the outcome of a message whose reply is unknown. Another program may have sent the
   * message. If this project sent it but has not recorded its id yet, the outcome is read when the
   * id is recorded.
   */
  async function unjoined(event: StatusEvent, reported: Outcome | undefined): Promise<void> {
    const outcome = (await linked(event)) ?? reported
    if (!outcome) return
    for (const id of idsOf(event)) {
      const met = await messages.status(id, outcome, now())
      if (met.part) return settle(met.part, met.outcome)
    }
    if (outcome.status === 'failed')
      log.warn('message_failed', {
        messageId: event.awsMessageId ?? event.messageId,
        codes: event.errors.map(({ code }) => code).join(','),
      })
  }

  /**
   * Records that AWS's id and WhatsApp's id belong to the same message. Only the status `accepted`
   * is used: in other statuses, the id in AWS's envelope may be the id of the event and not of the
   * message. Returns the outcome that was already reported for WhatsApp's id.
   */
  async function linked(event: StatusEvent): Promise<Outcome | undefined> {
    const { status, awsMessageId, messageId } = event
    if (status !== 'accepted' || !awsMessageId || !messageId) return undefined
    return messages.sameMessage(messageId, awsMessageId, now())
  }
}

const idsOf = ({ awsMessageId, messageId }: StatusEvent): string[] =>
  [awsMessageId, messageId].filter((id) => id !== undefined)
