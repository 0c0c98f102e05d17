// Makes the stored copy of a customer's message. It has enough to quote the message, to react to it
// and to view its file.

import type { InboundFile, InboundMessage } from '#model/ports'
import type { MessageEvent } from '#whatsapp/events/types'
import { contextOf, shortened } from './context.ts'
import { isMedia } from './media.ts'
import { mediaKindWithArticle, wordsOf } from './words.ts'

/** This many characters are enough to recognize a text. */
const SHORT = 200

/** `earlier` is the beginning of the message that this one refers to, if it is known. */
export function keptOf(
  event: MessageEvent,
  id: string,
  now: Date,
  file: InboundFile | undefined,
  earlier?: string,
): InboundMessage {
  const { content, at } = event
  // The words come first, because people recognize the message by them.
  const text = [
    isMedia(content) ? (content.caption ?? nameOf(content, file)) : wordsOf(content, earlier),
    ...contextOf(event, earlier),
  ]
    .filter(Boolean)
    .join(' ')
  return {
    id,
    at: (at ?? now).toISOString(),
    type: content.type,
    ...(text ? { text: shortened(text, SHORT) } : {}),
    ...(file ? { file } : {}),
  }
}

/** Of a file that is shown, only a voice message needs words: its type says "audio". */
const nameOf = (
  content: Parameters<typeof mediaKindWithArticle>[0],
  file: InboundFile | undefined,
): string | undefined => (file && !content.voice ? undefined : `[${mediaKindWithArticle(content)}]`)
