// A conversation belongs to one customer and one business number. The id of the conversation is the
// message group in which its replies are sent, and the partition in which the replies are stored.
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
  /** When the customer wrote the latest message that we know of. */
  inboundAt?: string
  inboundFrom?: 'webhook' | 'chat' | 'event'
  /** When a contact of this conversation began. The customer wrote at that time or later. */
  contactStartedAt?: string
  /**
   * When the customer last wrote, as the widget of the contact's agent has read it in the chat.
   * Only conversations of native numbers have this field.
   */
  attestedAt?: string
  /** When the newest message that WhatsApp refused with error 131047 was sent. */
  refusedAt?: string
  /** The customer's latest decision about marketing from this business number. */
  marketing?: MarketingChoice
  /** When the newest message that WhatsApp could not deliver (error 131026) was sent. */
  undeliverableAt?: string
  /**
   * When an agent last decided to send a template although WhatsApp had reported that the customer
   * is not on WhatsApp.
   */
  triedAgainAt?: string
  /**
   * When an agent last wrote into the chat itself. Such messages go from Connect to WhatsApp
   * without passing through this project. Only conversations of native numbers have this field.
   */
  agentWroteAt?: string
  /**
   * The time until which a reply may wait for the customer's answer. The field is not removed when
   * no reply waits any longer. Only conversations of bridged numbers have this field.
   */
  heldUntil?: string
  /** The last read receipt. Only conversations of bridged numbers have this field. */
  receipt?: Receipt
  /**
   * The Connect chat that contains this customer's messages. Only conversations of bridged numbers
   * have this field.
   */
  chat?: Chat
  /** When the details in `customer` were reported. An older report does not change the details. */
  customerAt?: string
  /** Numbers and user ids that the customer no longer has. */
  gone?: readonly string[]
  /** The older conversation of the same person, which is used instead of this conversation. */
  joinedTo?: string
  /**
   * Younger conversations of the same person. The items of joined conversations stay where they are
   * stored.
   */
  includes?: readonly string[]
  /**
   * The id of the person's conversation that has `chat`, if the person has several conversations.
   */
  chatIn?: string
  /** The chats of all conversations of the person, if there are several conversations. */
  chats?: readonly { conversation: string; chat: Chat }[]
}

export interface MarketingChoice {
  stopped: boolean
  at: string
  /**
   * Where the choice is known from: the customer's setting, which WhatsApp reports, or error 131050
   * of a message.
   */
  from: 'setting' | 'error'
}

/**
 * Error 131050 counts for this long: a number in native mode gets no report when the customer allows
 * marketing again.
 */
const STOPPED_BY_ERROR_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Returns the time at which the customer stopped marketing from this business number, or undefined
 * if the customer has not stopped it.
 */
export function marketingStoppedAt({ marketing }: Pick<Conversation, 'marketing'>, now: Date) {
  if (!marketing?.stopped) return undefined
  const at = new Date(marketing.at)
  return marketing.from === 'error' && now.getTime() - at.getTime() > STOPPED_BY_ERROR_MS
    ? undefined
    : at
}

/** The customer may install WhatsApp, so error 131026 counts for this long. */
const NOT_ON_WHATSAPP_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Returns the time since which the customer cannot be reached on WhatsApp, or undefined if the
 * customer can probably be reached. A customer who has written since, or whom an agent has decided
 * to try again, can be written to.
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

/** The partitions in which the items of one person are stored. */
export type Partitions = Pick<Conversation, 'id' | 'includes'>

export interface Chat {
  /** Connect's initial contact id. The id is unknown while the chat is being started. */
  contactId?: string
  /**
   * The WhatsApp message that began the start of the chat. The ClientToken of StartChatContact derives
   * from it, so that every call finds the same chat, whichever message makes it.
   */
  openedBy: string
  startedAt: string
  /** How often the chat had to be started again. Each number stands for another chat. */
  take?: number
  /** The template that the customer answered with the message that began the chat. */
  answered?: Answered
  participantToken?: string
  /**
   * The credentials for GetAttachment and SendMessage as the customer. The credentials are secret
   * and never logged.
   */
  connectionToken?: string
  connectionExpiresAt?: string
  /**
   * When streaming was requested and when Connect answered. These times are stored only until the
   * earlier items have been read in the transcript.
   */
  streaming?: Streaming
}

/** Connect began to stream at some moment between these two, which are ISO 8601 times. */
export interface Streaming {
  requestedAt: string
  answeredAt: string
}

/**
 * Turns `arn:aws:social-messaging:…:phone-number-id/<32 hex digits>` into `phone-number-id-<32 hex
 * digits>`. Only the event's envelope uses the ARN. All APIs use the id instead.
 */
export const phoneNumberIdOf = (arn: string): string =>
  `phone-number-id-${arn.slice(arn.lastIndexOf('/') + 1)}`

/** The id holds neither the customer's number nor their user id: `phone-number-id-…/<random id>`. */
export const conversationId = (phoneNumberId: string, customerId: string): string =>
  `${phoneNumberId}/${customerId}`

/** The phone number id in the id of a conversation. */
export const numberOf = (conversation: string): string => conversation.split('/')[0]!

/** Turns `arn:aws:social-messaging:…:waba/<32 hex digits>` into `waba-<32 hex digits>`. */
export const wabaIdOf = (arn: string): string => `waba-${arn.slice(arn.lastIndexOf('/') + 1)}`

/**
 * Replies are addressed to the number if there is one, because WhatsApp then continues to report
 * it.
 */
export const recipientOf = ({
  number,
  userId,
}: Customer): { to: string } | { recipient: string } =>
  number ? { to: number } : { recipient: userId ?? '' }

/** Evidence for what agents see and for what they send. */
export const evidenceOf = (conversation: Conversation): Evidence[] => [
  ...provenEvidenceOf(conversation),
  ...(conversation.attestedAt
    ? [{ at: new Date(conversation.attestedAt), from: 'attested' as const }]
    : []),
]

/**
 * The recorded start of a chat is the time at which its flow has run, so the message that started
 * the chat is some moments older. This time has to count as evidence. Otherwise it would not be
 * known, a day later, that the window is closed.
 */
const START_LAG_MS = 60_000

/**
 * Whether the API accepts the time that an agent's page has read: it must not be before the message
 * that started the chat, or in the future.
 */
export const isAttestable = (wroteAt: Date, chatStartedAt: string, now: Date): boolean =>
  wroteAt.getTime() >= Date.parse(chatStartedAt) - START_LAG_MS && wroteAt <= now

/** The evidence that no agent could have invented. Only this evidence releases held replies. */
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
