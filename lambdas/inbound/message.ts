// Makes the stored copy of a customer's message. The copy contains enough to quote the message, to
// react to it and to view its file.

import type { InboundFile, InboundMessage } from '#model/ports'
import type { WrittenEvent } from '#whatsapp/events/types'
import { isBlank } from '#whatsapp/messages/text'
import { referencesOf, shortened } from './context.ts'
import { isMedia } from './media.ts'
import { captionOf, mediaKindWithArticle, wordsOf } from './words.ts'

/**
 * The maximum length of a stored text. No text of a customer is longer, except for orders and
 * contact cards that are written out.
 */
export const LONGEST_COPY = 4096

/** `earlier` is the beginning of the message that this one quotes, if it is known. */
export function keptOf(
  event: WrittenEvent,
  id: string,
  now: Date,
  file: InboundFile | undefined,
  earlier?: string,
): InboundMessage {
  const { content, at } = event
  const references = referencesOf(event, earlier)
  const hasReferences = Object.keys(references).length > 0
  const hasNoWords =
    // The words of an edit are stored with the message that was edited.
    content.type === 'edit' || (content.type === 'text' && hasReferences && isBlank(content.body))
  const text = isMedia(content)
    ? captionOf(content) || nameOf(content, file)
    : hasNoWords
      ? undefined
      : wordsOf(content)
  return {
    id,
    at: (at ?? now).toISOString(),
    type: content.type === 'interactive' && content.reply === 'nfm_reply' ? 'form' : content.type,
    ...(text ? { text: shortened(text, LONGEST_COPY) } : {}),
    ...(file ? { file } : {}),
    ...(hasReferences ? { references } : {}),
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
