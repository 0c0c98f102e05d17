// Converts a customer's message into lines of text for the chat. The lines contain the context of
// the message, a sentence if a file cannot be attached, and the words of the message. The file
// itself is attached separately.
import { distinctFromNotices } from '#model/notice'
import type { InboundFile } from '#model/ports'
import type { InboundMedia, MessageEvent } from '#whatsapp/events/types'
import { splitText } from '#whatsapp/messages/text'
import { contextOf, firstWords, inUtc } from './context.ts'
import { isMedia } from './media.ts'
import { captionOf, mediaKindWithArticle, quoted, wordsOf } from './words.ts'

/**
 * Returns the text, or '' for a file without a caption or context. `instead` is a sentence that
 * replaces the file. `earlier` is the beginning of the earlier message that the customer's message
 * refers to. The text of a late message contains the time at which the customer wrote the message.
 */
export function textOf(
  event: MessageEvent,
  earlier?: string,
  instead?: string,
  isLate = false,
): string {
  const { content } = event
  const words = isMedia(content) ? captionOf(content) : wordsIn(event, earlier)
  return [...contextOf(event, earlier, isLate), instead, distinctFromNotices(words)]
    .filter(Boolean)
    .join('\n')
}

/**
 * Returns the words of a message. A text message of only invisible characters needs no words if it
 * has a context.
 */
const wordsIn = (event: MessageEvent, earlier: string | undefined) =>
  event.content.type === 'text' &&
  event.content.body.trim() === '' &&
  contextOf(event, earlier).length > 0
    ? ''
    : wordsOf(event.content, earlier)

/** Returns the sentence for the agent if a message appears below younger messages in the chat. */
export const passedSentence = ({ at }: MessageEvent, text: string): string =>
  `The customer wrote ${quoted(firstWords({ text }) ?? text)}${at ? ` at ${inUtc(at)}` : ''}, before other messages that stand above it.`

/** Returns the sentence about an earlier chat whose texts possibly did not reach the customer. */
export const neverConnectedSentence = (contactId: string): string =>
  `An earlier chat with this customer (contact ${contactId}) ended before it was connected to WhatsApp. The customer did not receive what an agent wrote in it, unless the WhatsApp widget shows the message as sent.`

/** Returns the sentence for the agent if a file is not in the chat. `why` is the reason. */
export function insteadOfFile(
  content: InboundMedia,
  file: InboundFile | 'unavailable',
  why: 'type_or_size' | 'refused',
): string {
  const kind = mediaKindWithArticle(content)
  if (file === 'unavailable')
    return `The customer sent ${kind} that could not be received. Ask them to send it again.`
  const named = `${file.name} (${sizeText(file.size)})`
  return why === 'refused'
    ? `The customer sent ${kind} that Connect refused to add to this chat: ${named}. Open it in the WhatsApp widget.`
    : `The customer sent ${kind} that this chat cannot display: ${named}. Open it in the WhatsApp widget.`
}

const sizeText = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

/**
 * The maximum size of a chat message in bytes.
 * https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html
 */
const MAX_BYTES = 16_384
/** The maximum number of UTF-8 bytes for a UTF-16 unit. */
const BYTES_PER_UNIT = 3
/**
 * The maximum number of characters that every Connect instance accepts. Earlier versions of AWS's
 * page contain a limit of 1024 characters. AWS may not have raised the limit for every instance
 * yet.
 */
const OLDER_MAX_LENGTH = 1024

/**
 * Splits a text into messages that Connect accepts, in their order. The joined messages equal the
 * original text.
 */
export function messagesOf(text: string): string[] {
  const fits = (part: string) => Buffer.byteLength(part) <= MAX_BYTES
  return splitText(text, MAX_BYTES).flatMap((part) =>
    fits(part) ? [part] : splitText(part, Math.floor(MAX_BYTES / BYTES_PER_UNIT)),
  )
}

/** Splits a message that Connect refused into messages that every instance accepts. */
export const shorterMessages = (message: string): string[] =>
  message.length > OLDER_MAX_LENGTH ? splitText(message, OLDER_MAX_LENGTH) : []
