// Makes the stored copy of a customer's message. It contains enough to quote the message, to react
// to it and to view its file.

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
  // The text comes first, because people recognize a message by its words.
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

/**
 * Returns words for a file. If the file itself is displayed, only a voice message needs words,
 * because its type says only "audio".
 */
const nameOf = (
  content: Parameters<typeof mediaKindWithArticle>[0],
  file: InboundFile | undefined,
): string | undefined => (file && !content.voice ? undefined : `[${mediaKindWithArticle(content)}]`)
