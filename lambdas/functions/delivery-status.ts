// This function receives EventBridge's message statuses and the streamed items of native chats from
// a queue.
import { channels } from '../aws/channels.ts'
import { conversationTable, socialMessaging, sqsClient } from '../aws/clients.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { customers } from '../aws/customers.ts'
import { messages } from '../aws/messages.ts'
import { heldReplies, outbox } from '../aws/outbox.ts'
import { signals } from '../aws/signals.ts'
import { templateSends } from '../aws/template-sends.ts'
import { traces } from '../aws/traces.ts'
import { deliveryStatus } from '../inbound/native-events.ts'
import { traced } from '../outbox/traces.ts'
import { batch } from '../runtime/batch.ts'
import { env } from '../runtime/env.ts'

const table = conversationTable()
const now = () => new Date()

export const handler = batch(
  deliveryStatus({
    outbox: traced(outbox(table), traces(table), { isOn: env('TRACE') === 'on', now }),
    held: heldReplies(table),
    conversations: conversations(table),
    sends: templateSends(table),
    customers: customers(table),
    contacts: contacts(table),
    channels: channels(socialMessaging(), now),
    messages: messages(table),
    signals: signals(sqsClient(), env('SIGNALS_QUEUE_URL')),
    evidenceTopicArn: env('EVIDENCE_TOPIC_ARN'),
    instanceArn: env('INSTANCE_ARN'),
    now,
  }),
)
