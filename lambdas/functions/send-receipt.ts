// This function sends read receipts and typing indicators to WhatsApp.
import { conversationTable, socialMessagingOnce } from '../aws/clients.ts'
import { conversations } from '../aws/conversations.ts'
import { inbox } from '../aws/inbox.ts'
import { outbox } from '../aws/outbox.ts'
import { verified } from '../aws/verified.ts'
import { whatsappMessages } from '../aws/whatsapp.ts'
import { receipts } from '../outbox/receipts.ts'
import { batch } from '../runtime/batch.ts'
import { env } from '../runtime/env.ts'

const table = conversationTable()
const now = () => new Date()

export const handler = batch(
  receipts({
    conversations: conversations(table),
    inbox: inbox(table),
    outbox: outbox(table),
    whatsapp: whatsappMessages(socialMessagingOnce(), env('META_API_VERSION')),
    verified: verified(table, now),
    now,
  }),
)
