// A conversation belongs to one customer and one business number. The id of the conversation is
// also the partition key under which the table stores the conversation's replies, and the message
// group (SQS FIFO) in which the replies are sent.
import type { Answered } from '#model/answered'
import type { Customer } from '#model/customer'
import type { Receipt } from '#model/receipt'
import type { Mode } from '#whatsapp/capabilities'
import type { Evidence } from '#whatsapp/service-window'

export interface Conversation {
  id: string
  mode: Mode
  /** The id of the business number, for example `phone-number-id-<32 hex digits>`. */
  phoneNumberId: string
  customer: Customer
  /** When the customer sent the latest known message. */
  inboundAt?: string
  inboundFrom?: 'webhook' | 'chat' | 'event'
  /**
   * When the latest contact of this conversation began. Only contacts that began with a message
   * from the customer count, so the customer wrote at this time or later.
   */
  contactStartedAt?: string
  /**
   * When the customer last wrote, as read from the chat by the widget of the contact's agent. Only
   * conversations of native numbers have this field.
   */
  attestedAt?: string
  /**
   * When the latest message was sent that WhatsApp refused because the service window was closed
   * (error 131047).
   */
  refusedAt?: string
  /** The customer's latest decision about marketing from this business number. */
  marketing?: MarketingChoice
  /** When the latest message was sent that WhatsApp could not deliver (error 131026). */
  undeliverableAt?: string
  /**
   * When an agent last decided to send a template although WhatsApp had reported the customer as
   * unreachable.
   */
  triedAgainAt?: string
  /**
   * When an agent last wrote directly into the chat. Connect itself sends the messages that agents
   * write into the chat to WhatsApp. Only conversations of native numbers have this field.
   */
  agentWroteAt?: string
  /**
   * The latest time until which a reply may wait for the customer's answer. The time remains stored
   * even if no reply waits any longer. Set only for numbers in bridged mode.
   */
  heldUntil?: string
  /**
   * The latest read receipt for a message of the customer. Set only for numbers in bridged mode.
   */
  receipt?: Receipt
  /**
   * The Connect chat that contains this customer's messages. Set only for numbers in bridged mode.
   */
  chat?: Chat
  /**
   * When WhatsApp reported the details in `customer`. An older report does not replace the details.
   */
  customerAt?: string
  /** Numbers and user ids that the customer no longer has. */
  gone?: readonly string[]
  /**
   * The id of an older conversation with the same person. The older conversation is used instead of
   * the younger conversation.
   */
  joinedTo?: string
  /**
   * The ids of younger conversations with the same person. The table keeps the replies and messages
   * of each conversation under its own partition key.
   */
  includes?: readonly string[]
  /**
   * The id of the conversation to which `chat` belongs. Set if the person has several
   * conversations.
   */
  chatIn?: string
  /**
   * The chats of all conversations with the person. Set if the person has several conversations.
   */
  chats?: readonly { conversation: string; chat: Chat }[]
}

export interface MarketingChoice {
  stopped: boolean
  at: string
  /**
   * The source of the choice: the customer's setting, which WhatsApp reported, or error 131050,
   * which WhatsApp returned for a message.
   */
  from: 'setting' | 'error'
}

/**
 * The period for which marketing templates are blocked after error 131050, which means that the
 * customer stopped marketing. The period is limited because, for a number in native mode, this
 * project never learns that the customer allows marketing again.
 */
const STOPPED_BY_ERROR_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Returns the time at which the customer stopped marketing from this business number, or undefined
 * if the customer allows marketing.
 */
export function marketingStoppedAt({ marketing }: Pick<Conversation, 'marketing'>, now: Date) {
  if (!marketing?.stopped) return undefined
  const at = new Date(marketing.at)
  return marketing.from === 'error' && now.getTime() - at.getTime() > STOPPED_BY_ERROR_MS
    ? undefined
    : at
}

/**
 * The period for which a customer counts as unreachable after error 131026. The period is limited
 * because the customer may install WhatsApp in the meantime.
 */
const NOT_ON_WHATSAPP_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Returns the time from which the customer could not be reached on WhatsApp, or undefined if the
 * customer can probably be reached. The customer counts as reachable again after the customer has
 * written, or after an agent has decided to try again.
 */
export function notOnWhatsAppSince(
  {
    undeliverableAt,
    triedAgainAt = '',
    inboundAt = '',
    contactStartedAt = '',
  }: Pick<Conversation, 'undeliverableAt' | 'triedAgainAt' | 'inboundAt' | 'contactStartedAt'>,
  now: Date,
) {
  if (!undeliverableAt) return undefined
  if ([triedAgainAt, inboundAt, contactStartedAt].some((at) => at > undeliverableAt))
    return undefined
  const at = new Date(undeliverableAt)
  return now.getTime() - at.getTime() > NOT_ON_WHATSAPP_MS ? undefined : at
}

/**
 * The ids of a person's conversations. The ids are the partition keys under which the table stores
 * everything about the person.
 */
export type Partitions = Pick<Conversation, 'id' | 'includes'>

export interface Chat {
  /** The initial contact id in Connect. Undefined until Connect has started the chat. */
  contactId?: string
  /**
   * The id of the WhatsApp message that caused the chat. The ClientToken for StartChatContact is
   * derived from the id of this message. A repeated call therefore returns the same chat, even if
   * another message causes the repeated call.
   */
  openedBy: string
  startedAt: string
  /**
   * How often the chat was started again for the message `openedBy`, because an earlier chat ended
   * or could not be connected to. Each value of this number identifies another chat.
   */
  take?: number
  /**
   * True if Connect had started the chat, but this project could never connect to it. Texts that an
   * agent wrote in such a chat were not streamed and cannot be read afterwards.
   */
  neverConnected?: boolean
  /**
   * The contact ids of chats that this chat replaces because this project could never connect to
   * them. The ids are removed once this chat contains a notice about the replaced chats.
   */
  insteadOf?: readonly string[]
  /** The template that the customer answered with the first message of the chat. */
  answered?: Answered
  participantToken?: string
  /**
   * The token for calls of GetAttachment and SendMessage as the customer. The token is secret and
   * is never logged.
   */
  connectionToken?: string
  connectionExpiresAt?: string
  /**
   * When the streaming of the chat's messages was requested, and when Connect answered the request.
   * Both times are removed when the messages from before the start of streaming have been read from
   * the transcript. If the chat ends earlier, the times remain.
   */
  streaming?: Streaming
}

/**
 * Connect began to stream the chat's messages at some moment between these two times, which are in
 * ISO 8601 format.
 */
export interface Streaming {
  requestedAt: string
  answeredAt: string
}

/**
 * Converts `arn:aws:social-messaging:…:phone-number-id/<32 hex digits>` into `phone-number-id-<32
 * hex digits>`. Events contain the ARN of a number, but AWS's API operations require the id.
 */
export const phoneNumberIdOf = (arn: string): string =>
  `phone-number-id-${arn.slice(arn.lastIndexOf('/') + 1)}`

/**
 * Returns an id such as `phone-number-id-…/<random id>`. The id contains neither the customer's
 * number nor the customer's user id.
 */
export const conversationId = (phoneNumberId: string, customerId: string): string =>
  `${phoneNumberId}/${customerId}`

/** Returns the phone number id from the id of a conversation. */
export const numberOf = (conversation: string): string => conversation.split('/')[0]!

/** Converts `arn:aws:social-messaging:…:waba/<32 hex digits>` into `waba-<32 hex digits>`. */
export const wabaIdOf = (arn: string): string => `waba-${arn.slice(arn.lastIndexOf('/') + 1)}`

/**
 * Returns the recipient of replies. If the customer's number is known, replies are sent to the
 * number and not to the user id, because WhatsApp then continues to report the number.
 */
export const recipientOf = ({
  number,
  userId,
}: Customer): { to: string } | { recipient: string } =>
  number ? { to: number } : { recipient: userId ?? '' }

/** Returns the times and refusals from which the service window can be inferred. */
export const evidenceOf = (conversation: Conversation): Evidence[] => [
  ...provenEvidenceOf(conversation),
  ...(conversation.attestedAt
    ? [{ at: new Date(conversation.attestedAt), from: 'attested' as const }]
    : []),
]

/**
 * The start of a chat is recorded only when its contact flow runs, so the customer's first message
 * is older than the recorded start, but by less than this time. The API must accept the time of
 * this message too, because otherwise the end of the service window would be unknown.
 */
const START_LAG_MS = 60_000

/**
 * Returns whether the API accepts `wroteAt` as the time of a customer's message, as an agent's
 * widget read it in the chat. The time must be neither earlier than the message that started the
 * chat nor later than `until`, which is the end of the contact or the current time.
 */
export const isAttestable = (wroteAt: Date, chatStartedAt: string, until: Date): boolean =>
  wroteAt.getTime() >= Date.parse(chatStartedAt) - START_LAG_MS && wroteAt <= until

/**
 * Returns the evidence about the service window that no agent could have manipulated. Only this
 * evidence can cause the sending of replies that wait for the customer to write again.
 */
export function provenEvidenceOf({
  inboundAt,
  inboundFrom,
  contactStartedAt,
  refusedAt,
}: Conversation): Evidence[] {
  const evidence: Evidence[] = []
  if (inboundAt) evidence.push({ at: new Date(inboundAt), from: inboundFrom ?? 'event' })
  if (contactStartedAt) evidence.push({ at: new Date(contactStartedAt), from: 'contact_start' })
  if (refusedAt) evidence.push({ at: new Date(refusedAt), closedBy: 131047 })
  return evidence
}
