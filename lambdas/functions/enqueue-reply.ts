// This function receives the streamed items of bridged chats from a queue and stores the replies in
// the outbox. If a text is the only unsent reply of its conversation, the function also sends the
// text.
import { conversationTable, socialMessagingOnce, sqsClient } from '../aws/clients.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { messages } from '../aws/messages.ts'
import { outbox } from '../aws/outbox.ts'
import { pause } from '../aws/pause.ts'
import { receiptRequests, signals } from '../aws/signals.ts'
import { templateSends } from '../aws/template-sends.ts'
import { whatsappMessages } from '../aws/whatsapp.ts'
import { enqueueReplies } from '../outbox/enqueue.ts'
import { directSending } from '../outbox/send-directly.ts'
import { env } from '../runtime/env.ts'

const table = conversationTable()
const now = () => new Date()
const sqs = sqsClient()
const ports = {
  outbox: outbox(table),
  signals: signals(sqs, env('SIGNALS_QUEUE_URL')),
  receipts: receiptRequests(sqs, env('RECEIPTS_QUEUE_URL'), env('RECEIPTS')),
  now,
}

export const handler = enqueueReplies({
  ...ports,
  contacts: contacts(table),
  conversations: conversations(table),
  direct: directSending({
    ...ports,
    conversations: conversations(table),
    sends: templateSends(table),
    messages: messages(table),
    pause: pause(table),
    whatsapp: whatsappMessages(socialMessagingOnce(), env('META_API_VERSION')),
  }),
  replyTopicArn: env('REPLY_TOPIC_ARN'),
  instanceArn: env('INSTANCE_ARN'),
})
