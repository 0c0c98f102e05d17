// Compares an installation with AWS's quotas and with our own limits. Each limit that may be too
// small becomes a note in the plan. A quota that is too small is not an error, because AWS raises
// quotas on request.
import { type ConnectClient, SearchUsersCommand } from '@aws-sdk/client-connect'
import { type Checked, instanceArns } from '../config/config.ts'
import { DAY } from '../costs/working-day.ts'
import { counted } from '../engine/plan.ts'
import { REQUESTS_PER_SECOND } from './api-rate.ts'
import { reservedFor } from './reserved.ts'

// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
const NUMBERS_OF_INSTANCE = 10
// https://docs.aws.amazon.com/social-messaging/latest/userguide/quotas.html
const WABAS_OF_REGION = 25

const asked = (service: string, quota: string) =>
  `This needs a higher quota from AWS. Request it under Service Quotas > ${service} > ${quota}.`

export function quotaNotes(config: Pick<Checked, 'instance' | 'region' | 'channels'>): string[] {
  const { channels, region } = config
  const tooManyNumbers = instanceArns(config).flatMap((instance) => {
    const numbers = channels
      .filter((channel) => (channel.instance ?? config.instance) === instance)
      .flatMap((channel) => (channel.mode === 'native' ? Object.keys(channel.numbers) : []))
    return numbers.length > NUMBERS_OF_INSTANCE
      ? [
          `channels: ${numbers.length} numbers go into ${instance}, which accepts ${NUMBERS_OF_INSTANCE} by default: ${asked('Amazon Connect', 'Phone numbers per instance')}`,
        ]
      : []
  })
  const tooManyWabas =
    channels.length > WABAS_OF_REGION
      ? [
          `channels: ${channels.length} WABAs in ${region}, where ${WABAS_OF_REGION} are allowed by default: ${asked('AWS End User Messaging Social', 'WhatsApp Business Accounts per Region')}`,
        ]
      : []
  return [...tooManyNumbers, ...tooManyWabas]
}

// The number of agents up to which Connect's rate limits are known to be sufficient. `npm run bench
// -- scale` counts 4.4 DescribeContact calls a second for 500 agents, and fails if there are more
// than five. Connect allows ten, which all programs of the account share.
// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
const USERS_OF_RATES = 500
/**
 * The participant service accepts ten SendMessage calls a second. We assume a peak of twice the
 * average.
 */
const MESSAGES_PER_SECOND = 10
const PEAK = 2
const USERS_OF_BRIDGE = (MESSAGES_PER_SECOND * 3600) / (DAY.inboundAnHour * PEAK)

/** An agent's widget polls every five seconds. */
const SECONDS_PER_REQUEST = 5
/** We assume that a request takes about 80 ms, so one execution answers 12 requests a second. */
const REQUESTS_PER_EXECUTION = 12

/**
 * Meta allows 5,000 management calls per hour for a WABA. The functions that read templates use
 * about a tenth of these calls. Each template that an agent sends can need one of the remaining
 * calls, with which the template is checked.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/overview#rate-limits
 */
const CHECKS_AN_HOUR = 4_500
const USERS_OF_WABA = CHECKS_AN_HOUR / DAY.widgetRepliesAnHour

/**
 * Returns notes about AWS's quotas, and about our own limits, that may be too small if all of these
 * users work with the widget at the same time.
 */
export function userNotes(
  users: number,
  { channels, stack }: Pick<Checked, 'channels' | 'stack'>,
): string[] {
  const isBridged = channels.some(({ mode }) => mode === 'bridged')
  const perWaba = users / Math.max(1, channels.length)
  const limits: readonly (readonly [isTooSmall: boolean, sentence: string])[] = [
    [
      isBridged && users > USERS_OF_BRIDGE,
      `If more than ${USERS_OF_BRIDGE} of them work with bridged numbers at the same time, customers' messages may get into their chats late. ${asked('Amazon Connect', 'Rate of SendMessage API requests')}`,
    ],
    [
      users > USERS_OF_RATES,
      `If more than ${USERS_OF_RATES} of them use the widget at the same time, ${asked('Amazon Connect', 'Rate of DescribeContact API requests')}`,
    ],
    ownLimit(users, stack),
    [
      perWaba > USERS_OF_WABA,
      `If more than ${USERS_OF_WABA} of them send templates of the same WABA at the same time, Meta may refuse to check a template before it is sent, because it allows 5,000 such calls an hour for a WABA. The agent then sees that the template was not sent. Meta offers no higher limit: distribute the numbers over more WABAs ("channels").`,
    ],
  ]
  return limits.flatMap(([isTooSmall, sentence]) =>
    isTooSmall ? [`The Connect instance has ${users} users. ${sentence}`] : [],
  )
}

/**
 * Returns whether the limit of the widget's API is too low, and a sentence about it. The API's
 * request rate and the reserved executions of widget-api both limit the API.
 */
function ownLimit(
  users: number,
  { reservedConcurrency }: Pick<Checked['stack'], 'reservedConcurrency'>,
): readonly [boolean, string] {
  const executions = reservedFor({ reservedConcurrency })['widget-api'] ?? Number.POSITIVE_INFINITY
  const running = executions * REQUESTS_PER_EXECUTION
  const enough = Math.min(running, REQUESTS_PER_SECOND) * SECONDS_PER_REQUEST
  const slow = 'If more agents work at once, the widget tells them that it is slow.'
  return [
    users > enough,
    running < REQUESTS_PER_SECOND
      ? `stack.reservedConcurrency: ${counted(executions, 'execution')} of widget-api can serve about ${enough} agents at the same time. ${slow} Set "widget-api" to at least ${executionsFor(users)}.`
      : `The widget's API accepts ${REQUESTS_PER_SECOND} requests a second, enough for about ${enough} agents at the same time. ${slow}`,
  ]
}

/**
 * Returns the number of executions for this many users, at most as many as the API's request rate
 * can keep busy.
 */
const executionsFor = (users: number) =>
  Math.ceil(Math.min(users / SECONDS_PER_REQUEST, REQUESTS_PER_SECOND) / REQUESTS_PER_EXECUTION)

/** Returns the number of users of the Connect instance. */
export async function usersOf(InstanceId: string, connect: ConnectClient): Promise<number> {
  const { ApproximateTotalCount = 0 } = await connect.send(
    new SearchUsersCommand({ InstanceId, MaxResults: 1 }),
  )
  return ApproximateTotalCount
}
