// Handles chats whose transcript had not been read at the time to which the table was restored. The
// agents' texts in such a transcript have been sent since then, so reading the transcript now would
// send these texts again.
import type { Conversation } from '#model/conversation'
import { conversations } from '../../lambdas/aws/conversations.ts'
import type { Table } from '../../lambdas/aws/table.ts'

/** Marks these transcripts as read, so that no function reads them. Reads the whole table. */
export async function forgetTranscripts(table: Table): Promise<void> {
  const unread = table.scan({
    filter: 'sk = :head AND attribute_exists(chat.streaming)',
    values: { ':head': 'conversation' },
  })
  for await (const items of unread)
    for (const { id, chat } of items as unknown as Conversation[])
      if (chat?.contactId) await conversations(table).transcriptRead(id, chat.contactId)
}
