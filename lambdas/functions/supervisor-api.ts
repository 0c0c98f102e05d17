// This function serves the HTTP API of the supervisors' page.
import { handle } from 'hono/aws-lambda'
import { wabas } from '../aws/channels.ts'
import { connectClient, conversationTable, socialMessaging } from '../aws/clients.ts'
import { connect } from '../aws/connect.ts'
import { contacts } from '../aws/contacts.ts'
import { curations } from '../aws/curations.ts'
import { directory } from '../aws/directory.ts'
import { missedByAgents } from '../aws/missed.ts'
import { savedFilters } from '../aws/saved-filters.ts'
import { templateBreakers } from '../aws/template-breakers.ts'
import { templateStore } from '../aws/template-store.ts'
import { templateWatch } from '../aws/template-watch.ts'
import { templateWishes } from '../aws/template-wishes.ts'
import { env } from '../runtime/env.ts'
import { supervisorRequests } from '../supervisor-api/requests.ts'
import { supervisorApi } from '../supervisor-api/server.ts'
import { supervisors } from '../supervisor-api/supervisors.ts'

const now = () => new Date()
const table = conversationTable()
const instance = directory(connectClient(), env('INSTANCE_ARN'))

const accounts = wabas(socialMessaging(), now)

const requests = supervisorRequests({
  directory: instance,
  connect: connect(connectClient(), env('INSTANCE_ARN')),
  contacts: contacts(table),
  wabas: accounts,
  templateStore: templateStore(table),
  watch: templateWatch(table),
  curations: curations(table),
  breakers: templateBreakers(table),
  savedFilters: savedFilters(table),
  missed: env('MISSED') === 'on' ? missedByAgents(table) : undefined,
  wishes: templateWishes(table),
  now,
})

export const handler = handle(
  supervisorApi(
    requests,
    supervisors({
      directory: instance,
      identity: JSON.parse(env('AGENT_IDENTITY')),
      rights: JSON.parse(env('SUPERVISOR_RIGHTS')),
      now,
    }),
    accounts,
  ),
)
