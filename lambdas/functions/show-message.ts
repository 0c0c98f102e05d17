// This function receives signals from a FIFO queue. For each signal, the function puts the
// customer's pending messages of one conversation into the chat.
import { setTimeout as sleep } from 'node:timers/promises'
import type { SQSRecord } from 'aws-lambda'
import { chatSession } from '../aws/chat.ts'
import { chatFiles } from '../aws/chat-files.ts'
import {
  connectClient,
  conversationTable,
  participantClient,
  s3Client,
  socialMessaging,
  sqsClient,
} from '../aws/clients.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { fileRemovals, files } from '../aws/files.ts'
import { inbox } from '../aws/inbox.ts'
import { messages } from '../aws/messages.ts'
import { outbox } from '../aws/outbox.ts'
import { passOn, putOff, signals } from '../aws/signals.ts'
import { whatsappMedia } from '../aws/whatsapp.ts'
import { withEarlyRedelivery } from '../inbound/early-redelivery.ts'
import { showPending } from '../inbound/show-pending.ts'
import { drainSignaled } from '../outbox/drain-batch.ts'
import { env } from '../runtime/env.ts'

const table = conversationTable()
const sqs = sqsClient()
const queue = env('INBOUND_QUEUE_URL')
const [s3, bucket] = [s3Client(), env('MEDIA_BUCKET')]
const media = { ...files(s3, bucket), ...fileRemovals(s3, bucket) }
const participant = participantClient()

const later = (record: SQSRecord, seconds: number) =>
  putOff(sqs, queue, record.receiptHandle, seconds)

const handle = drainSignaled(
  showPending({
    conversations: conversations(table),
    contacts: contacts(table),
    connect: connect(connectClient(), env('INSTANCE_ARN'), { chatFlowId: env('CHAT_FLOW_ID') }),
    chat: { ...chatSession(participant), ...chatFiles(participant, media) },
    whatsapp: whatsappMedia(socialMessaging()),
    files: media,
    inbox: inbox(table),
    messages: messages(table),
    outbox: outbox(table),
    signals: signals(sqs, env('SIGNALS_QUEUE_URL')),
    replyTopicArn: env('REPLY_TOPIC_ARN'),
    sameAgent: env('SAME_AGENT') === 'on',
    formAttributes: JSON.parse(env('FORM_ATTRIBUTES')) as string[],
    now: () => new Date(),
    pause: (ms) => sleep(ms),
  }),
  later,
  ({ messageId }, signal) => passOn(sqs, queue, messageId, signal),
)

export const handler = withEarlyRedelivery(handle, later)
