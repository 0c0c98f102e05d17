// Describes the context of a customer's message: whether it was forwarded, and the message,
// advertisement or product to which it refers. The agent reads this before the message itself.
import type { InboundMessage } from '#model/ports'
import type { MessageEvent } from '#whatsapp/events/types'
import { str } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'
import { isBlank } from '#whatsapp/messages/text'
import { isMedia } from './media.ts'
import { quoted } from './words.ts'

/** Returns the id of the message that this one quotes, reacts to, edits or deletes. */
export function referredMessage({ content, quotes }: MessageEvent): string | undefined {
  switch (content.type) {
    case 'reaction':
      return content.messageId
    case 'edit':
    case 'revoke':
      return content.originalMessageId
    default:
      return quotes?.id
  }
}

/** This many characters are enough to recognize a message. */
const FIRST_WORDS = 80

/** Returns the beginning of an earlier message, or the name of its file. */
export function firstWords({ text, file }: Partial<InboundMessage>): string | undefined {
  const words = text && !isBlank(text) ? text.replace(/\s+/g, ' ').trim() : file?.name
  return words && shortened(words, FIRST_WORDS)
}

/** Cuts a text with an ellipsis to at most `max` UTF-16 units, and never inside a character. */
export const shortened = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text

/**
 * `earlier` is the beginning of the message that this one refers to, if it is known. `isLate` says
 * that the agent cannot conclude from the chat when the customer wrote.
 */
export function contextOf(
  event: MessageEvent,
  earlier: string | undefined,
  isLate = false,
): string[] {
  const { content, referral, referredProduct, forwarded, at } = event
  return [
    ...(isLate && at ? [`[${isMedia(content) ? 'sent' : 'written'} at ${inUtc(at)}]`] : []),
    ...(forwarded ? ['[forwarded]'] : []),
    ...(quotesSomething(event, earlier) ? [`[in reply to ${quotedMessage(event, earlier)}]`] : []),
    ...(referral ? [`[came from ${advertisement(referral)}]`] : []),
    ...(referredProduct ? [`[about ${product(referredProduct)}]`] : []),
  ]
}

/** For example 2026-11-30 14:03:10 UTC. */
const inUtc = (at: Date) => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`

/**
 * Returns whether to mention the quoted message. A tap on a button always quotes the message with
 * the button, so that quote is mentioned only if its text is known.
 */
function quotesSomething({ quotes, content }: MessageEvent, earlier: string | undefined): boolean {
  const isTap = content.type === 'button' || content.type === 'interactive'
  return quotes?.id !== undefined && (earlier !== undefined || !isTap)
}

function quotedMessage(
  { quotes, origin, customer }: MessageEvent,
  earlier: string | undefined,
): string {
  if (earlier) return quoted(earlier)
  const digits = (number: string | undefined) => number?.replace(/\D/g, '') || undefined
  const author = digits(quotes?.from)
  if (author !== undefined && author === digits(origin.displayPhoneNumber))
    return 'an earlier message of ours'
  return author !== undefined && author === digits(customer.waId)
    ? 'an earlier message of their own'
    : 'an earlier message'
}

function advertisement({ source_type, headline, body, source_url }: Json): string {
  const source = { ad: 'an advertisement', post: 'a post' }[str(source_type) ?? ''] ?? 'a link'
  const texts = [str(headline), str(body)].filter((text) => text && !isBlank(text))
  const details = [...texts.map((text) => quoted(text!)), str(source_url)].filter(Boolean)
  return details.length > 0 ? `${source}: ${details.join(', ')}` : source
}

function product({ product_retailer_id, catalog_id }: Json): string {
  const catalog = str(catalog_id) ? ` of the catalog ${str(catalog_id)}` : ''
  return `the product ${str(product_retailer_id) ?? '(unknown)'}${catalog}`
}
