// This function receives the webhooks of bridged numbers from a queue.
import { setTimeout as sleep } from 'node:timers/promises'
import { channels } from '../aws/channels.ts'
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
import { customers } from '../aws/customers.ts'
import { fileRemovals, files } from '../aws/files.ts'
import { inbox } from '../aws/inbox.ts'
import { messages } from '../aws/messages.ts'
import { heldReplies, outbox } from '../aws/outbox.ts'
import { inboundSignals, putOff, signals } from '../aws/signals.ts'
import { templateSends } from '../aws/template-sends.ts'
import { templateStore } from '../aws/template-store.ts'
import { templateWatch } from '../aws/template-watch.ts'
import { templates } from '../aws/templates.ts'
import { traces } from '../aws/traces.ts'
import { whatsappMedia } from '../aws/whatsapp.ts'
import { whatsappEvent } from '../inbound/whatsapp-event.ts'
import { traced } from '../outbox/traces.ts'
import { batch } from '../runtime/batch.ts'
import { env } from '../runtime/env.ts'
import { refreshing } from '../templates/refresh.ts'
import { templateEvents } from '../templates/template-events.ts'

const table = conversationTable()
const now = () => new Date()
const sqs = sqsClient()
const [s3, bucket] = [s3Client(), env('MEDIA_BUCKET')]
const media = { ...files(s3, bucket), ...fileRemovals(s3, bucket) }
const participant = participantClient()
const messaging = socialMessaging()
const watch = templateWatch(table)

export const handler = batch(
  whatsappEvent({
    conversations: conversations(table),
    sends: templateSends(table),
    customers: customers(table),
    channels: channels(messaging, now),
    contacts: contacts(table),
    connect: connect(connectClient(), env('INSTANCE_ARN'), { chatFlowId: env('CHAT_FLOW_ID') }),
    chat: { ...chatSession(participant), ...chatFiles(participant, media) },
    whatsapp: whatsappMedia(messaging),
    files: media,
    inbox: inbox(table),
    messages: messages(table),
    outbox: traced(outbox(table), traces(table), { isOn: env('TRACE') === 'on', now }),
    held: heldReplies(table),
    signals: signals(sqs, env('SIGNALS_QUEUE_URL')),
    inboundSignals: inboundSignals(sqs, env('INBOUND_QUEUE_URL')),
    replyTopicArn: env('REPLY_TOPIC_ARN'),
    reports: templateEvents({
      refresh: refreshing({
        ...{ templates: templates(messaging), store: templateStore(table) },
        ...{ watch, now },
      }),
      watch,
      now,
    }),
    sameAgent: env('SAME_AGENT') === 'on',
    formAttributes: JSON.parse(env('FORM_ATTRIBUTES')) as string[],
    whatsappTopicArns: env('WHATSAPP_TOPIC_ARNS').split(','),
    now,
    pause: (ms) => sleep(ms),
  }),
  ({ receiptHandle }, seconds) => putOff(sqs, env('EVENTS_QUEUE_URL'), receiptHandle, seconds),
)
