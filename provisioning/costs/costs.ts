// `node provisioning/costs/costs.ts` writes COSTS.md, the monthly costs of an installation. The
// costs are calculated from a table of prices and from the calls that test/costs/measure-calls.ts
// counted in the sandbox.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CONTACT_MEMORY_MS } from '../../lambdas/widget-api/memory.ts'
import { BURST, REQUESTS_PER_SECOND } from '../stack/api-rate.ts'
import measured from './calls.json' with { type: 'json' }
import table from './prices.json' with { type: 'json' }
import { DAY } from './working-day.ts'

/** The calls that one event causes, for example a text from an agent. */
export interface Calls {
  reads: number
  queries: number
  writes: number
  /** The SQS messages that our functions send. */
  signals: number
}

const { prices } = table
const price = (name: keyof typeof prices) => prices[name].usd

const HOURS = DAY.hoursADay * DAY.daysAMonth

/** The read and write units of each kind of call, measured with conversations of several days. */
const UNITS = {
  /** A consistent query for the latest items of a conversation, which have about 28 kB together. */
  ofQuery: 7,
  ofRead: 1,
  /** One write, including the resulting writes to the table's indexes. */
  ofWrite: 2.8,
}

const LOG_KB = 0.3
const MEMORY_GB = 0.5

interface Happening {
  calls: Calls
  /** Messages in the queues that our functions read. Each message causes one invocation. */
  queued: number
  /** Messages that Connect and WhatsApp publish to our topics. */
  published: number
  requests: number
  seconds: number
}

const { bridgedText, bridgedInbound, bridgedNewChat, bridgedChangedPoll } = measured
const { nativeText, nativeInbound, nativeNewChat, nativeChangedPoll, widgetReply } = measured
const { pollsAnHour } = measured
/**
 * How often per hour a widget reads the template list to notice supervisors' changes. Reading the
 * list costs as much as a poll of an unchanged conversation.
 */
const TEMPLATE_LOOKS_AN_HOUR = 60
/**
 * A poll of an unchanged conversation costs at most two read units, as `npm run bench -- scale`
 * shows.
 */
const poll: Calls = { reads: 2, queries: 0, writes: 0, signals: 0 }

const happening = (calls: Calls, more: Partial<Happening>): Happening => ({
  calls,
  queued: 0,
  published: 0,
  requests: 0,
  seconds: 0.15,
  ...more,
})

const KINDS = {
  bridged: {
    // An agent's text causes three statuses. Each status arrives twice, from the topic and from
    // EventBridge.
    texts: happening(bridgedText, { queued: 8, published: 4 }),
    inbound: happening(bridgedInbound, { queued: 2, published: 2 }),
    widgetReplies: happening(widgetReply, { queued: 7, published: 3, requests: 1 }),
    newChats: happening(bridgedNewChat, { queued: 3, published: 2 }),
    polls: happening(poll, { requests: 1, seconds: 0.01 }),
    changedPolls: happening(bridgedChangedPoll, { requests: 1, seconds: 0.03 }),
  },
  native: {
    texts: happening(nativeText, { queued: 3 }),
    inbound: happening(nativeInbound, { queued: 2, published: 1 }),
    widgetReplies: happening(widgetReply, { queued: 4, requests: 1 }),
    newChats: happening(nativeNewChat, { queued: 1, published: 1, requests: 1 }),
    polls: happening(poll, { requests: 1, seconds: 0.01 }),
    changedPolls: happening(nativeChangedPoll, { requests: 1, seconds: 0.03 }),
  },
} as const

type Kind = keyof typeof KINDS
type Happens = keyof (typeof KINDS)[Kind]

const AN_HOUR: Readonly<Record<Happens, number>> = {
  texts: DAY.textsAnHour,
  inbound: DAY.inboundAnHour,
  widgetReplies: DAY.widgetRepliesAnHour,
  newChats: DAY.newChatsAnHour,
  polls: pollsAnHour.working - pollsAnHour.changed + TEMPLATE_LOOKS_AN_HOUR,
  changedPolls: pollsAnHour.changed,
}

const TITLES: Readonly<Record<Happens, string>> = {
  texts: "agents' texts in the chat",
  inbound: 'messages of customers',
  widgetReplies: 'templates from the widget',
  newChats: 'new chats',
  polls: 'polling of the widget',
  changedPolls: 'polls that find something new',
}

/** Returns the cost in US dollars of one event, for example of a text from an agent. */
function costOf({ calls, queued, published, requests, seconds }: Happening): number {
  const invocations = queued + requests
  return (
    invocations * (price('lambdaRequest') + seconds * MEMORY_GB * price('lambdaGbSecond')) +
    (calls.reads * UNITS.ofRead + calls.queries * UNITS.ofQuery) * price('readUnit') +
    calls.writes * UNITS.ofWrite * price('writeUnit') +
    // SQS charges three requests per message: to send, receive and delete it.
    queued * 3 * price('sqsRequest') +
    published * price('snsPublish') +
    requests * price('apiRequest') +
    (invocations * LOG_KB * price('logGb')) / 1_000_000 +
    0.05 * invocations * price('trace')
  )
}

/**
 * The cost in US dollars per month while nobody works: alarms, polls of empty queues, and
 * schedules.
 */
const AT_REST = 6

const AGENTS = [10, 100, 1_000]

const dollars = (usd: number) =>
  usd < 10 ? usd.toFixed(2) : Math.round(usd).toLocaleString('en-US')

/** Returns the cost in US dollars per month for this many agents, with numbers of this kind. */
export const costAMonth = (kind: Kind, agents: number): number =>
  AT_REST +
  (Object.keys(AN_HOUR) as Happens[]).reduce(
    (sum, what) => sum + agents * HOURS * AN_HOUR[what] * costOf(KINDS[kind][what]),
    0,
  )

function tableOf(kind: Kind): string {
  const rows = (Object.keys(AN_HOUR) as Happens[]).map((what) => {
    const each = costOf(KINDS[kind][what])
    const month = AGENTS.map((agents) => agents * HOURS * AN_HOUR[what] * each)
    return { what: TITLES[what], each, month }
  })
  const sums = AGENTS.map((agents) => costAMonth(kind, agents))
  return [
    `| ${kind} number | $ for 10,000 | ${AGENTS.map((n) => `${n.toLocaleString('en-US')} agents`).join(' | ')} |`,
    `|---|---:|${AGENTS.map(() => '---:|').join('')}`,
    ...rows.map(
      ({ what, each, month }) =>
        `| ${what} | ${dollars(10_000 * each)} | ${month.map(dollars).join(' | ')} |`,
    ),
    `| alarms, schedules, empty queues | | ${AGENTS.map(() => dollars(AT_REST)).join(' | ')} |`,
    `| **sum a month** | | ${sums.map((sum) => `**${dollars(sum)}**`).join(' | ')} |`,
  ].join('\n')
}

/** The DescribeContact calls per hour that one agent's widget and actions cause. */
const DESCRIBED_AN_HOUR =
  3_600_000 / CONTACT_MEMORY_MS + DAY.widgetRepliesAnHour + DAY.newChatsAnHour

/**
 * Returns the number of agents who together reach a limit of `perSecond` calls, if each of them
 * causes `anHour` calls per hour.
 */
const agentsWith = (anHour: number, perSecond: number): string =>
  (Math.round((perSecond * 3600) / anHour / 10) * 10).toLocaleString('en-US')

function fees(): string {
  const messages = HOURS * (DAY.textsAnHour + DAY.inboundAnHour + DAY.widgetRepliesAnHour)
  const rows = [
    ['AWS End User Messaging Social', price('whatsappMessage')],
    ['Amazon Connect chat', price('connectChatMessage')],
  ] as const
  return [
    `| what others charge | $ a message | ${AGENTS.map((n) => `${n.toLocaleString('en-US')} agents`).join(' | ')} |`,
    `|---|---:|${AGENTS.map(() => '---:|').join('')}`,
    ...rows.map(
      ([name, each]) =>
        `| ${name} | ${each} | ${AGENTS.map((n) => dollars(n * messages * each)).join(' | ')} |`,
    ),
  ].join('\n')
}

export function costsPage(): string {
  return `<!-- Made by "npm run costs" from counted calls and a table of prices. Do not edit. -->
# What an installation costs

The costs are in US dollars a month, in ${table.region}, without free tier, at the list prices of ${table.date}. Check the prices at the sources below. The calls of our
functions are counted in the sandbox (\`provisioning/costs/calls.json\`).

The costs are based on this work of an agent:

- An agent works ${DAY.hoursADay} hours on ${DAY.daysAMonth} days and has the widget open. In an hour, the agent writes ${DAY.textsAnHour} texts, reads ${DAY.inboundAnHour}, sends ${DAY.widgetRepliesAnHour} templates from the widget, and takes ${DAY.newChatsAnHour} new chats.
- The widget polls every five to fifteen seconds, and every second for half a minute after sending: ${pollsAnHour.working} times an hour, or ${pollsAnHour.idle} times an hour without any message. Every minute, it also checks whether supervisors offer other templates.
- Of the ${pollsAnHour.working} polls, ${pollsAnHour.changed} find something new.

## A bridged number

${tableOf('bridged')}

## A native number

Connect carries what agents write in the chat, so the widget's polls cost most.

${tableOf('native')}

## Fees that come on top

These fees are by far the larger part of the costs. Meta charges nothing for answers inside the service window. Its fees for templates are not included.

${fees()}

## Where our own limits are

- The API takes ${REQUESTS_PER_SECOND} requests a second (bursts of ${BURST}), enough for about ${agentsWith(pollsAnHour.working, REQUESTS_PER_SECOND)} agents who work at the same time, or ${agentsWith(pollsAnHour.idle, REQUESTS_PER_SECOND)} who only
  read. Above this rate, the API answers 429 and the widget tries again. \`widget-api\` has 20 reserved executions.
- \`send-reply\` runs 100 times at once: about 220 replies a second.
- Amazon Connect's default quotas are reached earlier. The participant service's SendMessage (10 a second for an instance) is enough
  for ${agentsWith(DAY.inboundAnHour * 2, 10)} to ${agentsWith(DAY.inboundAnHour, 10)} agents of bridged numbers, and DescribeContact (10 a second) for about ${agentsWith(DESCRIBED_AN_HOUR, 10)} agents. \`npm run bench -- scale\` simulates this load.
  Ask for more in Service Quotas before you start.
- \`plan\` counts the users of the Connect instance, and names each limit that they may exceed if all of them work at the same time.

## Prices

| what | $ | source |
|---|---:|---|
${Object.values(prices)
  .map(
    ({ usd, per, source }) =>
      `| ${per} | ${usd.toLocaleString('en-US', { maximumFractionDigits: 10 })} | ${source} |`,
  )
  .join('\n')}
`
}

if (import.meta.main)
  await writeFile(fileURLToPath(new URL('../COSTS.md', import.meta.url)), costsPage())
