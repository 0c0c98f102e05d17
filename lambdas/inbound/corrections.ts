// Carries out what a customer, or a colleague on the business phone, changes about an earlier message
// in WhatsApp. The widget shows the new words of an edited message. A deleted message is removed from
// the table and its file from the bucket, as AWS asks of whoever stores it. Connect keeps what is in
// the chat.
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
   * Does nothing if the event does not concern an earlier message. Repeating the call has no
   * further effect.
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
