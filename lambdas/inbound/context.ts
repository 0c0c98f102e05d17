// Describes the context of a customer's message: whether it was forwarded, and the message,
// advertisement or product to which it refers. In the chat, the sentences about the context precede
// the message itself.
import type { InboundMessage, References } from '#model/ports'
import type { WrittenEvent } from '#whatsapp/events/types'
import { str } from '#whatsapp/json/loose'
import type { Json } from '#whatsapp/json/rules'
import { isBlank } from '#whatsapp/messages/text'
import { isMedia } from './media.ts'
import { quoted } from './words.ts'

/** Returns the id of the message that this message quotes, reacts to, edits or deletes. */
export function referredMessage({ content, quotes }: WrittenEvent): string | undefined {
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

/**
 * The maximum length of the beginning of an earlier message. Agents can recognize a message by it.
 */
const FIRST_WORDS = 80

/** Returns the beginning of an earlier message, or the name of its file. */
export function firstWords({ text, file }: Partial<InboundMessage>): string | undefined {
  const words = text && !isBlank(text) ? text.replace(/\s+/g, ' ').trim() : file?.name
  return words && shortened(words, FIRST_WORDS)
}

/**
 * Shortens a text to at most `max` UTF-16 units, including an ellipsis, without splitting a
 * character.
 */
export const shortened = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text

/**
 * Returns what a message refers to. `earlier` is the beginning of the quoted message, or undefined
 * if the quoted message is not stored.
 */
export function referencesOf(event: WrittenEvent, earlier: string | undefined): References {
  const { referral, referredProduct, forwarded } = event
  return {
    ...(forwarded ? { forwarded: true } : {}),
    ...(quotesSomething(event, earlier) ? { quotes: quoteOf(event, earlier) } : {}),
    ...(referral ? { source: sourceOf(referral) } : {}),
    ...(referredProduct ? { product: productOf(referredProduct) } : {}),
  }
}

/**
 * Returns the lines that precede a message, such as "[forwarded]". `earlier` is the beginning of
 * the quoted message, or undefined if the quoted message is not stored. If `isLate` is true, the
 * first line is the time at which the customer wrote the message, because the position in the chat
 * does not show it.
 */
export function contextOf(
  event: WrittenEvent,
  earlier: string | undefined,
  isLate = false,
): string[] {
  const { content, at } = event
  const { forwarded, quotes, source, product } = referencesOf(event, earlier)
  return [
    ...(isLate && at ? [`[${isMedia(content) ? 'sent' : 'written'} at ${inUtc(at)}]`] : []),
    ...(forwarded ? ['[forwarded]'] : []),
    ...(quotes ? [`[in reply to ${quotedMessage(quotes)}]`] : []),
    ...(source ? [`[came from ${advertisement(source)}]`] : []),
    ...(product ? [`[about ${inWords(product)}]`] : []),
  ]
}

/** Formats a time, for example as 2026-11-30 14:03:10 UTC. */
export const inUtc = (at: Date) => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`

/**
 * Returns whether the context should mention the quoted message. A tap on a button always quotes
 * the message with the button. For such a tap, the quote is useful to the agent only if its text is
 * known.
 */
function quotesSomething({ quotes, content }: WrittenEvent, earlier: string | undefined): boolean {
  const isTap = content.type === 'button' || content.type === 'interactive'
  return quotes?.id !== undefined && (earlier !== undefined || !isTap)
}

function quoteOf(
  { quotes, origin, customer }: WrittenEvent,
  earlier: string | undefined,
): NonNullable<References['quotes']> {
  const digits = (number: string | undefined) => number?.replace(/\D/g, '') || undefined
  const author = digits(quotes?.from)
  const isBy = (number: string | undefined) => author !== undefined && author === digits(number)
  return {
    id: quotes!.id!,
    ...(isBy(origin.displayPhoneNumber)
      ? { by: 'business' }
      : isBy(customer.waId)
        ? { by: 'customer' }
        : {}),
    ...(earlier ? { text: earlier } : {}),
  }
}

function quotedMessage({ by, text }: NonNullable<References['quotes']>): string {
  if (text) return quoted(text)
  if (by === 'business') return 'an earlier message from the business'
  return by === 'customer' ? 'an earlier message from the customer' : 'an earlier message'
}

function sourceOf({ source_type, headline, body, source_url }: Json): Source {
  const type = str(source_type)
  const texts = [str(headline), str(body)].filter((text) => text && !isBlank(text))
  const url = str(source_url)
  return {
    type: type === 'ad' || type === 'post' ? type : 'link',
    ...(texts.length > 0 ? { texts: texts as string[] } : {}),
    ...(url ? { url } : {}),
  }
}

type Source = NonNullable<References['source']>

const SOURCES = { ad: 'an advertisement', post: 'a post', link: 'a link' } as const

function advertisement({ type, texts = [], url }: Source): string {
  const details = [...texts.map(quoted), url].filter(Boolean)
  return details.length > 0 ? `${SOURCES[type]}: ${details.join(', ')}` : SOURCES[type]
}

function productOf({ product_retailer_id, catalog_id }: Json): NonNullable<References['product']> {
  const [id, catalog] = [str(product_retailer_id), str(catalog_id)]
  return { ...(id ? { id } : {}), ...(catalog ? { catalog } : {}) }
}

const inWords = ({ id, catalog }: NonNullable<References['product']>): string =>
  `the product ${id ?? '(unknown)'}${catalog ? ` of the catalog ${catalog}` : ''}`
