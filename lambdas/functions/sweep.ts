// EventBridge invokes this function every minute. The function sends signals for overdue replies
// and messages, and requests the streaming of contacts that are not streamed yet.
import { connectClient, conversationTable, sqsClient } from '../aws/clients.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { overdue } from '../aws/overdue.ts'
import { inboundSignals, signals } from '../aws/signals.ts'
import { verified } from '../aws/verified.ts'
import { nativeStreaming } from '../inbound/stream-native.ts'
import { sweep } from '../outbox/sweep.ts'
import { env } from '../runtime/env.ts'

const table = conversationTable()
const now = () => new Date()
const sqs = sqsClient()

export const handler = sweep({
  overdue: overdue(table),
  signals: signals(sqs, env('SIGNALS_QUEUE_URL')),
  inboundSignals: inboundSignals(sqs, env('INBOUND_QUEUE_URL')),
  streamAgain: nativeStreaming({
    contacts: contacts(table),
    connect: connect(connectClient(), env('INSTANCE_ARN')),
    evidenceTopicArn: env('EVIDENCE_TOPIC_ARN'),
    verified: verified(table, now),
    now,
  }).tryAgain,
  now,
})
