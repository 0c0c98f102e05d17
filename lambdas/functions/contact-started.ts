// The first block of a native number's flow invokes this function. The function records the contact
// and requests the streaming of its chat.
import { channels } from '../aws/channels.ts'
import { connectClient, conversationTable, socialMessaging, sqsClient } from '../aws/clients.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { customers } from '../aws/customers.ts'
import { heldReplies, outbox } from '../aws/outbox.ts'
import { signals } from '../aws/signals.ts'
import { verified } from '../aws/verified.ts'
import { contactStarted } from '../inbound/native-contact.ts'
import { env } from '../runtime/env.ts'

const table = conversationTable()
const now = () => new Date()

export const handler = contactStarted({
  channels: channels(socialMessaging(), now),
  contacts: contacts(table),
  conversations: conversations(table),
  customers: customers(table),
  connect: connect(connectClient(), env('INSTANCE_ARN')),
  held: heldReplies(table),
  outbox: outbox(table),
  signals: signals(sqsClient(), env('SIGNALS_QUEUE_URL')),
  evidenceTopicArn: env('EVIDENCE_TOPIC_ARN'),
  verified: verified(table, now),
  instanceArn: env('INSTANCE_ARN'),
  sameAgent: env('SAME_AGENT') === 'on',
  now,
})
