// Creates the stored copy of a customer's message. The widget needs this copy to display the
// message and its file, and to let agents quote it and react to it.

import type { InboundFile, InboundMessage } from '#model/ports'
import type { WrittenEvent } from '#whatsapp/events/types'
import { isBlank } from '#whatsapp/messages/text'
import { referencesOf, shortened } from './context.ts'
import { isMedia } from './media.ts'
import { captionOf, mediaKindWithArticle, wordsOf } from './words.ts'

/**
 * The maximum length of a stored text. WhatsApp limits what a customer writes to this length, but
 * the description of an order or a contact card can be longer.
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
    // The new text of an edit is stored in the edited message.
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
 * Returns the description of a file without a caption. A file that was fetched needs a description
 * only if it is a voice message, because its type is only "audio".
 */
const nameOf = (
  content: Parameters<typeof mediaKindWithArticle>[0],
  file: InboundFile | undefined,
): string | undefined => (file && !content.voice ? undefined : `[${mediaKindWithArticle(content)}]`)
