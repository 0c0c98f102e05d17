// Simulates 50, 500 and 5,000 agents, each with an open contact in the widget, in many execution
// environments of widget-api. Time is virtual. The widgets' polls run the code of widget-api in
// this process, because a worker for each environment would be too slow. The agents' other actions
// are not all simulated: the calls of a single action are counted, and multiplied by the number of
// such actions in an hour.
import { randomUUID } from 'node:crypto'
import { ConnectClient } from '@aws-sdk/client-connect'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SocialMessagingClient } from '@aws-sdk/client-socialmessaging'
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { functions } from '#deployment/functions'
import {
  contactKey,
  contactMemoryKey,
  conversationKey,
  HEAD,
  INBOUND_ORDER,
  inboundKey,
  DEFAULT_TABLE as tableName,
  userMemoryKey,
} from '#deployment/table'
import { conversationId } from '#model/conversation'
import type { Connect } from '#model/ports'
import { pollDelayMs } from '../../agent-widget/conversation/poll-schedule.ts'
import { channels } from '../../lambdas/aws/channels.ts'
import { wrapped } from '../../lambdas/aws/client.ts'
import { connect } from '../../lambdas/aws/connect.ts'
import { contacts } from '../../lambdas/aws/contacts.ts'
import { conversations } from '../../lambdas/aws/conversations.ts'
import { customers } from '../../lambdas/aws/customers.ts'
import { inbox } from '../../lambdas/aws/inbox.ts'
import { changes, memories } from '../../lambdas/aws/memories.ts'
import { heldReplies, outbox } from '../../lambdas/aws/outbox.ts'
import { openTable } from '../../lambdas/aws/table.ts'
import { agents as agentsOf } from '../../lambdas/http-api/agents.ts'
import { CONTACT_MEMORY_MS, sharedMemory, USER_MEMORY_MS } from '../../lambdas/widget-api/memory.ts'
import { widgetRequests } from '../../lambdas/widget-api/requests.ts'
import { costAMonth } from '../../provisioning/costs/costs.ts'
import prices from '../../provisioning/costs/prices.json' with { type: 'json' }
import { DAY } from '../../provisioning/costs/working-day.ts'
import { REQUESTS_PER_SECOND } from '../../provisioning/stack/api-rate.ts'
import { pollsInWorkingHour } from '../costs/working-hour.ts'
import { PARTICIPANT } from '../sandbox/aws/signer.ts'
import { rateOf } from '../sandbox/connect/throttles.ts'
import { quotaOf } from '../sandbox/social-messaging/quotas.ts'
import { instanceArnOf } from '../sandbox/world.ts'
import { type Chat, openScenario, type Scenario } from '../scenarios/scenario.ts'
import type { Row } from './rows.ts'

interface Size {
  agents: number
  environments: number
  /** Only one of this many agents is simulated, and the quotas are divided by the same number. */
  everyNth: number
}

/** AWS runs at most 20 executions of widget-api at a time, because the stack reserves 20 for it. */
const SIZES: readonly Size[] = [
  { agents: 50, environments: 4, everyNth: 1 },
  { agents: 500, environments: 20, everyNth: 1 },
  { agents: 5000, environments: 20, everyNth: 20 },
]
/**
 * How many seconds of polls are simulated. This is long enough for every widget to read the
 * server's time once, and for every cache to be renewed.
 */
const SECONDS = 300
const IDLE_MS = pollDelayMs({
  sentAgoMs: undefined,
  changedAgoMs: Number.POSITIVE_INFINITY,
  refused: false,
})

/** The number of calls by service and operation, such as `connect DescribeContact`. */
type Counts = Readonly<Record<string, number>>

const API = 'requests of the API'
const LIMITED = ['connect', PARTICIPANT, 'social-messaging']

/**
 * Returns how many calls per second AWS allows by default, or how many requests per second our own
 * API allows.
 */
function quotaFor(what: string): number {
  if (what === API) return REQUESTS_PER_SECOND
  const [service = '', operation = ''] = what.split(' ')
  return service === 'social-messaging'
    ? quotaOf(operation)
    : rateOf(service as 'connect' | 'participant', operation)[0]
}

export async function scaleRows(): Promise<Row[]> {
  const scenario = await openScenario({ unscheduled: ['sync-templates', 'sweep'] })
  try {
    const { chat, anHour } = await countedActions(scenario)
    const rows: Row[] = []
    for (const size of SIZES) rows.push(...(await simulated(scenario, chat, anHour, size)))
    return rows
  } finally {
    await scenario.stop()
  }
}

/**
 * Returns a chat, and how many calls the actions of one agent cause in an hour, without the
 * widget's polls. Only calls for which AWS has a quota are counted.
 */
async function countedActions(scenario: Scenario): Promise<{ chat: Chat; anHour: Counts }> {
  const anHour: Record<string, number> = {}
  /**
   * Does the action twice, and counts only the calls of the second time. The functions cache users
   * for minutes and numbers for an hour, so the first action makes more calls than later ones.
   */
  async function counted<Done>(times: number, act: () => Promise<Done> | Done): Promise<Done> {
    await act()
    // After 70 seconds, the function has to read the template's definition again.
    await scenario.advance('70s')
    const since = scenario.latestCall()
    const done = await act()
    await scenario.advance('30s')
    for (const { service, operation, caller } of scenario.calls(since)) {
      const what = `${service} ${operation}`
      if (caller in functions && LIMITED.includes(service))
        anHour[what] = (anHour[what] ?? 0) + times
    }
    return done
  }
  const open = async () => {
    const opened = await scenario.bridgedChat()
    await opened.api('GET', '/conversation')
    return opened
  }
  const chat = await counted(DAY.newChatsAnHour, open)
  await counted(DAY.textsAnHour, () => chat.says('Good morning'))
  await counted(DAY.inboundAnHour, () => chat.writes('Good morning'))
  await counted(DAY.widgetRepliesAnHour, () =>
    chat.reply({ type: 'template', name: 'hello_again', language: 'en_US', values: {} }),
  )
  anHour[API] = DAY.widgetRepliesAnHour
  return { chat, anHour }
}

/** The AWS calls and the capacity units of the simulated polls. */
interface Tally {
  calls: Record<string, number>
  readUnits: number
  writeUnits: number
}

interface Polls {
  all: Tally
  polls: number
  /** The largest number of calls in one poll that found nothing new and did not call Connect. */
  mostCalls: number
  mostReadUnits: number
  /**
   * The number of polls that a quota refused. `refusedActions` counts the other actions that a
   * quota refused.
   */
  refused: number
  refusedActions: number
  seconds: number
}

async function simulated(
  scenario: Scenario,
  chat: Chat,
  anHour: Counts,
  size: Size,
): Promise<Row[]> {
  const { environments, everyNth } = size
  const agents = size.agents / everyNth
  scenario.settings.rateFactor = 1 / everyNth
  const goOn = scenario.clock.hold()
  const ids = await writeContacts(scenario, chat, size)
  const tally: Tally = { calls: {}, readUnits: 0, writeUnits: 0 }
  const pool = Array.from({ length: environments }, () => environment(scenario, chat, tally))
  // Makes some conversations long, so that their polls are among the most expensive ones, which the
  // bench reports.
  const at = new Date(scenario.clock.now() - 60_000).toISOString()
  for (const id of ids.filter((_, agent) => agent % 25 === 0))
    for (let n = 0; n < LONG_CONVERSATION; n++) await writeShownMessage(scenario, id, at)
  let random = 1
  const anEnvironment = () => {
    random = (random * 48_271) % 2_147_483_647
    return pool[random % environments]!
  }
  const cursors = new Map<number, string>()
  /** Polls for an agent, and returns whether the poll found something new. */
  const poll = async (agent: number): Promise<boolean> => {
    const { agentOf, requests } = anEnvironment()
    const contactId = contactOf(size, agent)
    const user = await agentOf({ sub: userOf(size, agent) }, contactId)
    const answer = await requests.conversation(user, contactId, cursors.get(agent))
    if (answer) cursors.set(agent, answer.cursor)
    return answer !== undefined
  }
  // Lets every widget poll once before the count begins.
  quotas(scenario, false)
  for (let agent = 0; agent < agents; agent++) await poll(agent)
  quotas(scenario, true)
  Object.assign(tally, { calls: {}, readUnits: 0, writeUnits: 0 })

  const done: Polls = {
    all: tally,
    polls: 0,
    mostCalls: 0,
    mostReadUnits: 0,
    refused: 0,
    refusedActions: 0,
    seconds: 0,
  }
  async function onePoll(agent: number) {
    const before = { calls: total(tally.calls), units: tally.readUnits, asked: asked(tally) }
    const isNew = await poll(agent).catch(() => {
      done.refused++
      return true
    })
    done.polls++
    if (isNew || asked(tally) > before.asked) return
    done.mostCalls = Math.max(done.mostCalls, total(tally.calls) - before.calls)
    done.mostReadUnits = Math.max(done.mostReadUnits, tally.readUnits - before.units)
  }

  /**
   * How often one agent's other actions call DescribeContact in an hour. These calls use the same
   * quota as the polls.
   */
  const askingAnHour = anHour['connect DescribeContact'] ?? 0
  const instance = connect(
    wrapped(new ConnectClient(clientOptions(scenario))),
    instanceArnOf(scenario.world),
  )
  let owed = 0
  const act = async () => {
    owed += (askingAnHour * agents) / 3600
    for (; owed >= 1; owed--)
      await instance.contact(chat.contactId).catch(() => done.refusedActions++)
  }

  const started = scenario.clock.now()
  for (let second = 0; second < SECONDS; second++) {
    for (let agent = 0; agent < agents; agent++) {
      const phase = Math.floor(((agent * IDLE_MS) / agents / 1000) % (IDLE_MS / 1000))
      if (second % (IDLE_MS / 1000) === phase) await onePoll(agent)
    }
    await act()
    await scenario.advance('1s')
  }
  done.seconds = (scenario.clock.now() - started) / 1000
  goOn()
  return rowsOf(size, anHour, done)
}

function quotas({ settings, sandbox }: Scenario, on: boolean) {
  settings.throttle = on
  sandbox.settings.socialMessaging.quotas = on
}

const total = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0)
const asked = ({ calls }: Tally) =>
  (calls['connect DescribeContact'] ?? 0) + (calls['connect SearchUsers'] ?? 0)

function rowsOf({ agents, everyNth }: Size, anHour: Counts, done: Polls): Row[] {
  const { all, polls, mostCalls, mostReadUnits, refused, refusedActions, seconds } = done
  const about = (what: string) => `${agents.toLocaleString('en-US')} agents: ${what}`
  const anAgentsHour = (count: number) => ((count / seconds) * 3600 * everyNth) / agents
  const working = pollsInWorkingHour()
  // The simulated widgets are idle. While an agent works, the widget polls more often, but its
  // polls do not make more calls to Connect.
  const pollsAnHour: Counts = {
    ...Object.fromEntries(Object.entries(all.calls).map(([what, n]) => [what, anAgentsHour(n)])),
    [API]: working.polls,
  }
  const usage = [...new Set([...Object.keys(anHour), ...Object.keys(pollsAnHour)])]
    .filter((what) => what === API || LIMITED.includes(what.split(' ')[0]!))
    .map((what) => {
      const byPolls = ((pollsAnHour[what] ?? 0) * agents) / 3600
      const byActions = ((anHour[what] ?? 0) * agents) / 3600
      const quota = quotaFor(what)
      const perSecond = byPolls + byActions
      return { what, byPolls, byActions, quota, perSecond, most: (quota / perSecond) * agents }
    })
    .sort((a, b) => a.most - b.most)
  const [first] = usage
  const budgets: Readonly<Record<string, Row['budget']>> =
    agents === 500
      ? { 'connect DescribeContact': { atMost: 5 }, 'connect SearchUsers': { atMost: 0.5 } }
      : {}
  const { apiRequest, lambdaRequest, lambdaGbSecond, readUnit, writeUnit } = prices.prices
  const usd =
    polls * (apiRequest.usd + lambdaRequest.usd + 0.005 * lambdaGbSecond.usd) +
    all.readUnits * readUnit.usd +
    all.writeUnits * writeUnit.usd
  // Whether a quota refused any call. The number of refused polls would not show how large a
  // sufficient quota is, because widgets repeat refused polls.
  const isRefused = refused + refusedActions > 0
  const isSample = everyNth > 1 ? `; every ${everyNth}th agent simulated` : ''
  return [
    ...usage.map(
      ({ what, byPolls, byActions, quota, perSecond, most }): Row => ({
        what: about(what),
        measured: perSecond,
        unit: '/s',
        ...(budgets[what] ? { budget: budgets[what] } : {}),
        note: `${perSecond > quota ? 'ABOVE ' : 'of '}${quota}; polls ${byPolls.toFixed(2)}, actions ${byActions.toFixed(2)}${isRefused ? '' : `; reached at ${inThousands(most)} agents`}`,
      }),
    ),
    ...(isRefused
      ? []
      : [
          {
            what: about(`the first quota that breaks is ${first!.what}, at`),
            measured: Math.round(first!.most),
            unit: 'agents',
          } satisfies Row,
        ]),
    {
      what: about('polls and other actions that a quota of Connect refused'),
      measured: (refused + refusedActions) / polls,
      unit: 'ratio',
      ...(agents <= 500 ? { budget: { exactly: 0 } } : {}),
      note: `${refused} of ${polls} polls, ${refusedActions} actions, without the SDK's retries${isSample}`,
    },
    {
      what: about('calls of an unchanged poll, at most'),
      measured: mostCalls,
      unit: 'calls',
      budget: { atMost: 2 },
      note: `${(total(all.calls) / polls).toFixed(2)} on average, with whose contact and what time it is`,
    },
    {
      what: about('read units of an unchanged poll, at most'),
      measured: mostReadUnits,
      unit: 'ratio',
      budget: { atMost: 2 },
      note: `${(all.readUnits / polls).toFixed(2)} on average`,
    },
    {
      what: about('polls of an idle agent in an hour'),
      measured: Math.round(anAgentsHour(polls) / everyNth) * everyNth,
      unit: 'requests',
      budget: { atMost: 260 },
      note: `${working.polls} of an agent who works; in ${seconds.toFixed(0)} s of virtual time`,
    },
    {
      what: about('cost of the polls of idle agents in a month'),
      measured: (anAgentsHour(usd) / everyNth) * agents * everyNth * DAY.hoursADay * DAY.daysAMonth,
      unit: '$',
    },
    {
      what: about('cost of everything in a month, if they work'),
      measured: costAMonth('bridged', agents),
      unit: '$',
      note: 'bridged numbers; see provisioning/COSTS.md',
    },
  ]
}

const inThousands = (agents: number) => Math.round(agents).toLocaleString('en-US')

const clientOptions = ({ sandbox, world }: Scenario) => ({
  endpoint: sandbox.urls.aws,
  region: world.region,
  credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'admin' },
  maxAttempts: 1,
})

/**
 * Returns an execution environment of widget-api, with its own caches. It shares only the table
 * with the other environments.
 */
function environment(scenario: Scenario, chat: Chat, tally: Tally) {
  const aws = clientOptions(scenario)
  const dynamoDb = new DynamoDBClient(aws)
  const connectClient = new ConnectClient(aws)
  const social = new SocialMessagingClient(aws)
  const clients: readonly [string, any][] = [
    ['dynamodb', dynamoDb],
    ['connect', connectClient],
    ['social-messaging', social],
  ]
  for (const [service, { middlewareStack }] of clients)
    middlewareStack.add(counting(service, tally), { step: 'initialize' })
  const table = openTable(dynamoDb, { name: tableName, retentionDays: 30 })
  const now = () => new Date(scenario.clock.now())
  const instance = connect(wrapped(connectClient), instanceArnOf(scenario.world))
  // Each simulated agent is Maria under another id, and each simulated contact is her chat under
  // another id.
  const simulatedConnect: Connect = {
    ...instance,
    async contact(contactId) {
      const found = await instance.contact(chat.contactId)
      return (
        found && {
          ...found,
          contactId,
          initialContactId: contactId,
          agentUserId: contactId.replace('contact', 'user'),
        }
      )
    },
    async user(by) {
      const found = await instance.user({ username: 'maria' })
      return found && { ...found, userId: 'username' in by ? by.username : by.value }
    },
  }
  const memory = sharedMemory({ memories: memories(table), now })
  const unused: any = {}
  return {
    agentOf: agentsOf(simulatedConnect, { claim: 'sub', clientId: 'widget' }, memory),
    requests: widgetRequests({
      connect: simulatedConnect,
      memory,
      changes: changes(table),
      contacts: contacts(table),
      conversations: conversations(table),
      customers: customers(table),
      channels: channels(wrapped(social), now),
      outbox: outbox(table),
      sentByAgents: unused,
      forms: unused,
      held: heldReplies(table),
      inbox: inbox(table),
      signals: unused,
      receipts: { request: async () => {} },
      files: unused,
      sensitive: unused,
      openings: unused,
      colleagues: 'named',
      templates: unused,
      templateStore: unused,
      curations: unused,
      missed: undefined,
      watch: unused,
      forbidden: [],
      retentionDays: 30,
      now,
    }),
  }
}

const counting =
  (service: string, tally: Tally) =>
  (next: (args: any) => Promise<any>, { commandName }: { commandName: string }) =>
  async (args: any) => {
    const operation = commandName.replace(/Command$/, '')
    const what = `${service} ${operation}`
    tally.calls[what] = (tally.calls[what] ?? 0) + 1
    if (service !== 'dynamodb') return next(args)
    const answer = await next({
      ...args,
      input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' },
    })
    const units = [answer.output.ConsumedCapacity ?? []]
      .flat()
      .reduce((sum: number, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
    if (/^(Put|Update|Delete)/.test(operation)) tally.writeUnits += units
    else tally.readUnits += units
    return answer
  }

const contactOf = ({ agents }: Size, agent: number) => `contact-${agents}-${agent}`
const userOf = ({ agents }: Size, agent: number) => `user-${agents}-${agent}`

/** The number of messages in a long conversation, which is more than one query of a poll reads. */
const LONG_CONVERSATION = 20

/** Stores a customer's message that has already been written into the chat. */
async function writeShownMessage({ db }: Scenario, conversation: string, at: string) {
  const id = `wamid.${randomUUID()}`
  const Item = {
    ...inboundKey(conversation, id),
    state: 'done',
    order: `${INBOUND_ORDER}${at}#${id}`,
    changedAt: at,
    message: { id, at, type: 'text', text: 'Hi' },
  }
  await db.send(new PutCommand({ TableName: tableName, Item }))
}

/**
 * Stores a contact and a conversation for every agent, as if the agents had worked for a while.
 * Returns the ids of the conversations.
 */
async function writeContacts(scenario: Scenario, chat: Chat, size: Size): Promise<string[]> {
  const { db, business, clock } = scenario
  const agents = size.agents / size.everyNth
  const now = clock.now()
  const ago = (ms: number) => new Date(now - ms).toISOString()
  const ids = Array.from({ length: agents }, () =>
    conversationId(business.bridged.id, randomUUID()),
  )
  const items = ids.flatMap((id, agent) => {
    const contactId = contactOf(size, agent)
    const userId = userOf(size, agent)
    const conversation = {
      ...conversationKey(id),
      id,
      mode: 'bridged',
      phoneNumberId: business.bridged.id,
      customer: { number: chat.customer },
      unsentOrder: HEAD,
      inboundAt: ago(60_000),
      inboundFrom: 'webhook',
      changedAt: ago(60_000),
    }
    // Spreads the ages of the cached entries evenly, as they are on average when many widgets poll.
    const age = ((agent * 7919) % agents) / agents
    const memories = [
      {
        ...userMemoryKey(userId),
        agent: { userId, name: 'Maria' },
        at: ago(age * USER_MEMORY_MS),
      },
      {
        ...contactMemoryKey(contactId),
        contact: {
          contactId,
          initialContactId: contactId,
          channel: 'CHAT',
          inbound: true,
          agentUserId: userId,
          startedAt: ago(60_000),
          wasTransferred: false,
        },
        checkedAt: ago(age * CONTACT_MEMORY_MS),
        partitions: [id],
      },
    ]
    const contact = { conversation: id, mode: 'bridged', startedAt: ago(60_000) }
    return [conversation, { ...contactKey(contactId), ...contact }, ...memories]
  })
  for (let i = 0; i < items.length; i += 24) {
    const RequestItems = {
      [tableName]: items.slice(i, i + 24).map((Item) => ({ PutRequest: { Item } })),
    }
    await db.send(new BatchWriteCommand({ RequestItems }))
  }
  return ids
}
