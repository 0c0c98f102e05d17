// Converts a customer's message into the text that is written into the chat: lines about the
// context of the message, a sentence if its file cannot be attached, and the text itself. The file
// is attached separately.
import { distinctFromNotices } from '#model/notice'
import type { InboundFile } from '#model/ports'
import type { InboundMedia, MessageEvent } from '#whatsapp/events/types'
import { BYTES_PER_UNIT, bytesOf, splitText } from '#whatsapp/messages/text'
import { contextOf, firstWords, inUtc } from './context.ts'
import { isMedia } from './media.ts'
import { captionOf, mediaKindWithArticle, quoted, wordsOf } from './words.ts'

/**
 * Returns the text, or '' for a file without a caption and context. `earlier` is the beginning of
 * the earlier message to which the customer's message refers. `instead` is a sentence that replaces
 * the file. If `isLate` is true, the text contains the time at which the customer wrote the
 * message.
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
 * Returns the text of a message, or a description of its content. Returns '' for a text of only
 * invisible characters if the lines about the context suffice.
 */
const wordsIn = (event: MessageEvent, earlier: string | undefined) =>
  event.content.type === 'text' &&
  event.content.body.trim() === '' &&
  contextOf(event, earlier).length > 0
    ? ''
    : wordsOf(event.content, earlier)

/**
 * Returns the notice to the agent about a message that appears below younger messages in the chat.
 */
export const passedSentence = ({ at }: MessageEvent, text: string): string =>
  `The customer wrote ${quoted(firstWords({ text }) ?? text)}${at ? ` at ${inUtc(at)}` : ''}, before other messages that stand above it.`

/** Returns the notice about an earlier chat whose texts may not have reached the customer. */
export const neverConnectedSentence = (contactId: string): string =>
  `An earlier chat with this customer (contact ${contactId}) ended before it was connected to WhatsApp. The customer did not receive what an agent wrote in it, unless the WhatsApp widget shows the message as sent.`

/**
 * Returns the sentence to the agent that replaces a file in the chat. `why` is the reason why the
 * file is not in the chat.
 */
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
/**
 * The maximum length of a message, in characters, that every Connect instance accepts. An earlier
 * version of AWS's page above documented this limit, and AWS may not have raised it for every
 * instance yet.
 */
const OLDER_MAX_LENGTH = 1024

/**
 * Splits a text into messages that Connect accepts. Together, the messages contain the whole text
 * in its order.
 */
export function messagesOf(text: string): string[] {
  const fits = (part: string) => bytesOf(part) <= MAX_BYTES
  return splitText(text, MAX_BYTES).flatMap((part) =>
    fits(part) ? [part] : splitText(part, Math.floor(MAX_BYTES / BYTES_PER_UNIT)),
  )
}

/** Splits a message that Connect refused into messages that every instance accepts. */
export const shorterMessages = (message: string): string[] =>
  message.length > OLDER_MAX_LENGTH ? splitText(message, OLDER_MAX_LENGTH) : []
