// Creates the stored copy of a customer's message. Agents can quote the message, react to it and
// view its file with the data in the copy.

import type { InboundFile, InboundMessage } from '#model/ports'
import type { WrittenEvent } from '#whatsapp/events/types'
import { isBlank } from '#whatsapp/messages/text'
import { referencesOf, shortened } from './context.ts'
import { isMedia } from './media.ts'
import { captionOf, mediaKindWithArticle, wordsOf } from './words.ts'

/**
 * The maximum length of a stored text. A customer cannot write a longer text, but orders and
 * contact cards can become longer when they are described in words.
 */
export const LONGEST_COPY = 4096

/**
 * Returns the stored copy of a message. `earlier` is the beginning of the quoted message, or
 * undefined if the quoted message is not stored.
 */
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
    // The text of an edit is stored with the edited message.
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
 * Returns a description of a file. If the widget displays the file itself, only a voice message
 * needs a description, because the type says only "audio".
 */
const nameOf = (
  content: Parameters<typeof mediaKindWithArticle>[0],
  file: InboundFile | undefined,
): string | undefined => (file && !content.voice ? undefined : `[${mediaKindWithArticle(content)}]`)
