// EventBridge invokes this function every minute. The function writes traces, which are short
// descriptions of sent replies, into the attributes of contacts.
import { setTimeout as sleep } from 'node:timers/promises'
import { connectClient, conversationTable } from '../aws/clients.ts'
import { connect } from '../aws/connect.ts'
import { outbox } from '../aws/outbox.ts'
import { traces } from '../aws/traces.ts'
import { writeTraces } from '../outbox/traces.ts'
import { env } from '../runtime/env.ts'

const table = conversationTable()

export const handler = writeTraces({
  traces: traces(table),
  outbox: outbox(table),
  connect: connect(connectClient(), env('INSTANCE_ARN')),
  now: () => new Date(),
  pause: (ms) => sleep(ms),
})
