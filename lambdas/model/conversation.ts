// A conversation: one customer and one business number. Its id is the group its replies are sent in.
import type { Mode } from '#whatsapp/capabilities'
import type { Evidence } from '#whatsapp/service-window'

export interface Conversation {
  id: string
  mode: Mode
  /** phone-number-id-<32 hex> */
  phoneNumberId: string
  customer: Customer
  /** The customer's last message, as far as we know. */
  inboundAt?: string
  inboundFrom?: 'webhook' | 'chat' | 'event'
  /** When a contact of this conversation began: the customer wrote then, or later. */
  contactStartedAt?: string
  /** When the newest message that WhatsApp refused with 131047 was sent. */
  refusedAt?: string
  /** Native: when an agent last wrote into the chat itself, where nothing of ours stands between the agent and WhatsApp. */
  agentWroteAt?: string
  /** Bridged: the chat we keep with Connect for this customer. */
  chat?: Chat
}

/** Username adopters have no number: they are known by their business-scoped user id. */
export interface Customer {
  number?: string
  userId?: string
  name?: string
  /** As the customer chose it, without @. May change, and says nothing of who is meant: replies go by number or user id. */
  username?: string
}

export interface Chat {
  /** Connect's initial contact id; unknown while the chat is being started. */
  contactId?: string
  /** The WhatsApp message that opened it: StartChatContact's ClientToken derives from it, so a second start finds the same chat. */
  openedBy: string
  startedAt: string
  /** How often it had to be started anew: then another chat is meant. */
  take?: number
  participantToken?: string
  /** For GetAttachment and SendMessage in the customer's name. A secret: never logged. */
  connectionToken?: string
  connectionExpiresAt?: string
}

/** arn:aws:social-messaging:…:phone-number-id/<32 hex> → phone-number-id-<32 hex>, as every API but the envelope has it. */
export const phoneNumberIdOf = (arn: string): string =>
  `phone-number-id-${arn.slice(arn.lastIndexOf('/') + 1)}`

/** `phone-number-id-…/+15550142`, or `…/US.1349…` for a customer without a number. */
export const conversationId = (phoneNumberId: string, { number, userId }: Customer): string =>
  `${phoneNumberId}/${number ?? userId}`

export const recipientOf = ({
  number,
  userId,
}: Customer): { to: string } | { recipient: string } =>
  number ? { to: number } : { recipient: userId ?? '' }

export function evidenceOf({
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
