// Makes the lines of text that a customer's message becomes in the chat: its context, a sentence in
// place of a file that cannot be attached, and the words. The file itself is attached separately.
import { distinctFromNotices } from '#model/notice'
import type { InboundFile } from '#model/ports'
import type { InboundMedia, MessageEvent } from '#whatsapp/events/types'
import { splitText } from '#whatsapp/messages/text'
import { contextOf, firstWords, inUtc } from './context.ts'
import { isMedia } from './media.ts'
import { captionOf, mediaKindWithArticle, quoted, wordsOf } from './words.ts'

/**
 * Returns '' for a file without a caption or context. `instead` is a sentence that stands in for the
 * file, and `earlier` the beginning of the message that this one refers to. A late message says when
 * it was written.
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

/** If a text has no words but a context, the context alone is enough. */
const wordsIn = (event: MessageEvent, earlier: string | undefined) =>
  event.content.type === 'text' &&
  event.content.body.trim() === '' &&
  contextOf(event, earlier).length > 0
    ? ''
    : wordsOf(event.content, earlier)

/**
 * Returns the sentence that tells the agent about a message that stands below younger messages in
 * the chat.
 */
export const passedSentence = ({ at }: MessageEvent, text: string): string =>
  `The customer wrote ${quoted(firstWords({ text }) ?? text)}${at ? ` at ${inUtc(at)}` : ''}, before other messages that stand above it.`

/** Returns the sentence that the agent reads instead of a file. `why` is the reason. */
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
 * A message of a chat has at most 16,384 bytes.
 * https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html
 */
const MAX_BYTES = 16_384
/** A UTF-16 unit has at most three bytes in UTF-8. */
const BYTES_PER_UNIT = 3
/**
 * Instances that have not been changed to 16,384 bytes accept this many characters, as earlier
 * versions of the same page say.
 */
const OLDER_MAX_LENGTH = 1024

/**
 * Splits a text into messages that Connect accepts, in this order. Joined together, the parts are
 * the original text.
 */
export function messagesOf(text: string): string[] {
  const fits = (part: string) => Buffer.byteLength(part) <= MAX_BYTES
  return splitText(text, MAX_BYTES).flatMap((part) =>
    fits(part) ? [part] : splitText(part, Math.floor(MAX_BYTES / BYTES_PER_UNIT)),
  )
}

/** Splits a message that Connect refused into the parts that every instance accepts. */
export const shorterMessages = (message: string): string[] =>
  message.length > OLDER_MAX_LENGTH ? splitText(message, OLDER_MAX_LENGTH) : []
