// This function serves the HTTP API of the agent widget.
import { handle } from 'hono/aws-lambda'
import type { HistorySettings } from '#deployment/history'
import { forbiddenFrom } from '#whatsapp/media/forbidden'
import { channels } from '../aws/channels.ts'
import {
  connectClient,
  conversationTable,
  s3Client,
  socialMessaging,
  sqsClient,
} from '../aws/clients.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { conversations } from '../aws/conversations.ts'
import { curations } from '../aws/curations.ts'
import { customers } from '../aws/customers.ts'
import { fileLinks } from '../aws/file-links.ts'
import { files } from '../aws/files.ts'
import { forms } from '../aws/forms.ts'
import { inbox } from '../aws/inbox.ts'
import { changes, memories } from '../aws/memories.ts'
import { missedByAgents } from '../aws/missed.ts'
import { openings } from '../aws/openings.ts'
import { heldReplies, outbox } from '../aws/outbox.ts'
import { presigner } from '../aws/presigner.ts'
import { sentByAgents } from '../aws/sent-by-agents.ts'
import { receiptRequests, signals } from '../aws/signals.ts'
import { templateStore } from '../aws/template-store.ts'
import { templateWatch } from '../aws/template-watch.ts'
import { templates } from '../aws/templates.ts'
import { uploadTargets } from '../aws/upload-targets.ts'
import { agents } from '../http-api/agents.ts'
import { env } from '../runtime/env.ts'
import { sharedMemory } from '../widget-api/memory.ts'
import { widgetRequests } from '../widget-api/requests.ts'
import { widgetApi } from '../widget-api/server.ts'

const now = () => new Date()
const meta = socialMessaging()
const urls = presigner()
const sqs = sqsClient()
const table = conversationTable()
const instance = connect(connectClient(), env('INSTANCE_ARN'))

const history = JSON.parse(env('HISTORY')) as HistorySettings

const memory = sharedMemory({ memories: memories(table), now })

const requests = widgetRequests({
  memory,
  changes: changes(table),
  connect: instance,
  contacts: contacts(table),
  conversations: conversations(table),
  customers: customers(table),
  channels: channels(meta, now),
  outbox: outbox(table),
  sentByAgents: sentByAgents(table),
  held: heldReplies(table),
  inbox: inbox(table),
  openings: openings(table, history.openingsDays),
  signals: signals(sqs, env('SIGNALS_QUEUE_URL')),
  receipts: receiptRequests(sqs, env('RECEIPTS_QUEUE_URL'), env('RECEIPTS')),
  files: {
    ...files(s3Client(), env('MEDIA_BUCKET')),
    ...uploadTargets(urls, env('MEDIA_BUCKET')),
    ...fileLinks(urls, env('MEDIA_BUCKET')),
  },
  templates: templates(meta),
  forms: forms(meta),
  templateStore: templateStore(table),
  watch: templateWatch(table),
  curations: curations(table),
  missed: env('MISSED') === 'on' ? missedByAgents(table) : undefined,
  retentionDays: Number(env('RETENTION_DAYS')),
  forbidden: forbiddenFrom(env('FORBIDDEN_FILES')),
  sensitive: JSON.parse(env('SENSITIVE_VALUES')),
  colleagues: history.colleagues,
  now,
})
export const handler = handle(
  widgetApi(requests, agents(instance, JSON.parse(env('AGENT_IDENTITY')), memory)),
)
