// Read receipts and the typing indicator, which customers see on numbers in bridged mode. WhatsApp
// accepts a typing indicator only together with a read receipt.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
import type { Conversation } from '#model/conversation'
import type { InboundMessage } from '#model/ports'
import type { Reply } from '#model/reply'
import { isOfWhatsApp } from '#whatsapp/messages/message-ids'

/** `read`: an agent has seen the customer's message. `typing`: an agent is writing an answer. */
export type Sign = 'read' | 'typing'

export interface ReceiptRequest {
  conversation: string
  sign: Sign
  /** When the agent read the message or typed. */
  at: string
}

/** The latest receipt of a conversation. */
export interface Receipt {
  /**
   * The id of the latest message that was reported to WhatsApp as read. WhatsApp also treats all
   * earlier messages as read.
   */
  messageId: string
  /** All messages that the customer sent at this time or earlier count as read. */
  at: string
  /** When the typing indicator was last requested. */
  typingAt?: string
}

/**
 * The time after which the typing indicator is requested again. WhatsApp displays the indicator for
 * 25 seconds only.
 */
export const TYPING_MS = 20_000
const ANSWERABLE_MS = 24 * 60 * 60 * 1000
/**
 * The maximum age of a request. An older request is ignored, because the agent may have stopped
 * typing.
 */
const USEFUL_MS: Readonly<Record<Sign, number>> = { read: 10 * 60_000, typing: TYPING_MS }

/** Parses a request. Throws if the body is not a request. */
export function parseReceiptRequest(body: string): ReceiptRequest {
  const request = JSON.parse(body)
  const isOne =
    typeof request?.conversation === 'string' &&
    (request.sign === 'read' || request.sign === 'typing') &&
    !Number.isNaN(Date.parse(request.at))
  if (!isOne) throw new TypeError('not a request for a receipt')
  return request
}

/**
 * Returns whether the administrator's setting allows this sign. lambdas/deployment/receipts.ts
 * contains the possible settings.
 */
export const isAllowed = (sign: Sign, setting: string): boolean =>
  setting === 'read_and_typing' || setting === sign

export const isUseful = ({ sign, at }: ReceiptRequest, now: Date): boolean =>
  now.getTime() - Date.parse(at) < USEFUL_MS[sign]

/** Returns whether the customer has sent a message that is not marked as read yet. */
export const isUnread = ({
  mode,
  inboundAt,
  receipt,
}: Pick<Conversation, 'mode' | 'inboundAt' | 'receipt'>): boolean =>
  mode === 'bridged' && inboundAt !== undefined && (!receipt || inboundAt > receipt.at)

/**
 * Returns the customer's latest message that can be marked as read. `messages` must begin with the
 * newest message.
 */
export const newestOfCustomer = (messages: readonly InboundMessage[]): InboundMessage | undefined =>
  messages.find(({ id, by, deletedAt }) => !by && !deletedAt && isOfWhatsApp(id))

/** Returns whether the business has already answered the message. */
export const isAnswered = (
  { at }: InboundMessage,
  replies: readonly Reply[],
  messages: readonly InboundMessage[],
): boolean =>
  replies.some(
    (reply) => reply.state === 'accepted' && reply.by.role === 'AGENT' && reply.acceptedAt > at,
  ) || messages.some((message) => message.by === 'colleague' && message.at > at)

/**
 * Returns the receipt to send. Returns undefined if WhatsApp already has the receipt, or if the
 * customer is not waiting for an answer and would therefore not expect it.
 */
export function receiptFor(
  { inboundAt = '', receipt }: Pick<Conversation, 'inboundAt' | 'receipt'>,
  newest: InboundMessage,
  sign: Sign,
  needsAnswer: boolean,
  now: Date,
): Receipt | undefined {
  const next = { messageId: newest.id, at: inboundAt > newest.at ? inboundAt : newest.at }
  if (sign === 'read') return receipt?.messageId === newest.id ? undefined : next
  const isRecent = now.getTime() - Date.parse(newest.at) < ANSWERABLE_MS
  const isShown =
    receipt?.messageId === newest.id &&
    receipt.typingAt !== undefined &&
    now.getTime() - Date.parse(receipt.typingAt) < TYPING_MS
  return needsAnswer && isRecent && !isShown ? { ...next, typingAt: now.toISOString() } : undefined
}

/** Returns the request body for SendWhatsAppMessage. */
export const toCloudApi = ({ messageId, typingAt }: Receipt) => ({
  messaging_product: 'whatsapp',
  status: 'read',
  message_id: messageId,
  ...(typingAt ? { typing_indicator: { type: 'text' } } : {}),
})
