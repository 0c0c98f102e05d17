// What is kept of a customer's message beside the chat: enough to quote it, to react to it, and to look at its file.
import type { MessageEvent } from '#whatsapp/events/types'
import type { InboundFile, InboundMessage } from '../model/ports.ts'
import { isMedia } from './media.ts'
import { wordsOf } from './words.ts'

/** So much of a text is recognised. */
const SHORT = 200

export function keptOf(
  { content, at }: MessageEvent,
  id: string,
  now: Date,
  file: InboundFile | undefined,
): InboundMessage {
  const text = isMedia(content) ? content.caption : wordsOf(content)
  return {
    id,
    at: (at ?? now).toISOString(),
    type: content.type,
    ...(text ? { text: text.length > SHORT ? `${text.slice(0, SHORT - 1)}…` : text } : {}),
    ...(file ? { file } : {}),
  }
}
