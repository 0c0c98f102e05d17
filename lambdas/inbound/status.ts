// Joins the statuses in webhooks with the replies that they are about. WhatsApp returns what we
// sent along with a message, but AWS also makes events of its own, without that. AWS's events have
// the id that SendWhatsAppMessage returned, or WhatsApp's id of the message.
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

/** `warned` writes a line about an unavailable product, or the like, into the chat. */
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
    // A test message of the command line belongs to no reply.
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
   * A customer's quote of our message has WhatsApp's id of it, which SendWhatsAppMessage does not
   * return.
   */
  async function learn({ status, messageId }: StatusEvent, part: MessagePart): Promise<void> {
    if (!messageId || (status !== 'accepted' && status !== 'sent')) return
    const earlier = await messages.sent(messageId, part, now())
    if (earlier) await settle(part, earlier)
  }

  /**
   * Another program sent the message, or the message is not recorded yet. In the latter case, this
   * outcome is found when the message is recorded, and WhatsApp's id of the message leads to the
   * outcome.
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
   * AWS's own report of its acceptance has both ids of the message. In other statuses, the id in
   * the envelope may be the event's own. Returns the outcome that was reported before with
   * WhatsApp's id.
   */
  async function linked(event: StatusEvent): Promise<Outcome | undefined> {
    const { status, awsMessageId, messageId } = event
    if (status !== 'accepted' || !awsMessageId || !messageId) return undefined
    return messages.sameMessage(messageId, awsMessageId, now())
  }
}

const idsOf = ({ awsMessageId, messageId }: StatusEvent): string[] =>
  [awsMessageId, messageId].filter((id) => id !== undefined)
