// Applies edits and deletions that customers, or employees on the business phone, made in WhatsApp.
// After an edit, the widget displays the new text. After a deletion, the message is removed from
// the table and its file from the bucket, because AWS asks businesses to delete stored copies. A
// message cannot be removed from the Connect chat.
import type { Partitions } from '#model/conversation'
import { partitionsOf } from '#model/partitions'
import type { Clock, FileRemovals, Inbox } from '#model/ports'
import type { WrittenEvent } from '#whatsapp/events/types'
import { shortened } from './context.ts'
import { isMediaType, mediaPrefix } from './media.ts'
import { LONGEST_COPY } from './message.ts'

interface Ports {
  inbox: Pick<Inbox, 'edit' | 'delete'>
  files: FileRemovals
  now: Clock
}

export function correcting({ inbox, files, now }: Ports) {
  /**
   * Applies an edit or a deletion. All other kinds of messages are ignored. Calling the function
   * several times is harmless.
   */
  return async (of: Partitions, { content, at = now() }: Correction): Promise<void> => {
    if (content.type === 'revoke' && content.originalMessageId)
      return remove(of, content.originalMessageId, at)
    if (content.type === 'edit' && content.originalMessageId && content.text)
      return inbox.edit(of, content.originalMessageId, {
        text: shortened(content.text, LONGEST_COPY),
        at: at.toISOString(),
      })
  }

  async function remove(of: Partitions, messageId: string, at: Date): Promise<void> {
    const deleted = await inbox.delete(of, messageId, at, now())
    if (deleted === 'busy')
      throw new Error('the deleted message is being put into the chat at this moment')
    if (isMediaType(deleted.type))
      for (const partition of partitionsOf(of))
        await files.remove(mediaPrefix(partition, messageId))
  }
}

type Correction = Pick<WrittenEvent, 'content' | 'at'>
