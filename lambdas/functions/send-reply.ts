// This function receives signals from a FIFO queue. For each signal, the function sends the unsent
// replies of one conversation.
import { setTimeout as sleep } from 'node:timers/promises'
import { forbiddenFrom } from '#whatsapp/media/forbidden'
import { chatSession } from '../aws/chat.ts'
import {
  conversationTable,
  participantClient,
  s3Client,
  socialMessaging,
  socialMessagingOnce,
  sqsClient,
} from '../aws/clients.ts'
import { conversations } from '../aws/conversations.ts'
import { files } from '../aws/files.ts'
import { forms } from '../aws/forms.ts'
import { mediaIds } from '../aws/media-ids.ts'
import { messages } from '../aws/messages.ts'
import { missedByAgents } from '../aws/missed.ts'
import { heldReplies, outbox } from '../aws/outbox.ts'
import { passOn, putOff, receiptRequests, signals } from '../aws/signals.ts'
import { templateSends } from '../aws/template-sends.ts'
import { templates } from '../aws/templates.ts'
import { traces } from '../aws/traces.ts'
import { verified } from '../aws/verified.ts'
import { whatsappMessages, whatsappUploads } from '../aws/whatsapp.ts'
import { drainOutbox } from '../outbox/drain.ts'
import { drainSignaled } from '../outbox/drain-batch.ts'
import { traced } from '../outbox/traces.ts'
import { env } from '../runtime/env.ts'

const now = () => new Date()
const sqs = sqsClient()
const client = socialMessaging()
const table = conversationTable()
const media = files(s3Client(), env('MEDIA_BUCKET'))
const signalQueue = env('SIGNALS_QUEUE_URL')

export const handler = drainSignaled(
  drainOutbox({
    outbox: traced(outbox(table), traces(table), { isOn: env('TRACE') === 'on', now }),
    held: heldReplies(table),
    conversations: conversations(table),
    sends: templateSends(table),
    messages: messages(table),
    mediaIds: mediaIds(table, now),
    whatsapp: {
      ...whatsappMessages(socialMessagingOnce(), env('META_API_VERSION')),
      ...whatsappUploads(client),
    },
    templates: templates(client),
    forms: forms(client),
    files: media,
    chat: chatSession(participantClient()),
    signals: signals(sqs, signalQueue),
    receipts: receiptRequests(sqs, env('RECEIPTS_QUEUE_URL'), env('RECEIPTS')),
    verified: verified(table, now),
    missed: env('MISSED') === 'on' ? missedByAgents(table) : undefined,
    attachments: env('ATTACHMENTS'),
    forbidden: forbiddenFrom(env('FORBIDDEN_FILES')),
    now,
    settle: (ms) => sleep(ms),
  }),
  (record, seconds) => putOff(sqs, signalQueue, record.receiptHandle, seconds),
  ({ messageId }, signal) => passOn(sqs, signalQueue, messageId, signal),
)
