// Checks a Connect instance: whether agents' browsers can upload attachments to its storage,
// whether its flows may call their functions, and whether agents serve its queues.
import {
  paginateListRoutingProfileQueues,
  paginateSearchRoutingProfiles,
} from '@aws-sdk/client-connect'
import type { Aws } from '../account/clients.ts'
import { type Instance, once } from '../channel/instance.ts'
import { parsedInstance } from '../config/config.ts'
import { attachmentBucket } from '../stack/settings-of-config.ts'
import { type Ask, REACH } from './ask.ts'
import type { HasCalls } from './call-budget.ts'
import { bad, check, type Finding, ok, warningFinding } from './finding.ts'

const STORAGE = 'https://docs.aws.amazon.com/connect/latest/adminguide/enable-attachments.html'

export const attachmentsOf = (instance: Instance, aws: Aws, ask: Ask) =>
  check(`instance ${instance.alias}`, async () => {
    const about = `instance ${instance.alias}`
    const storage = await attachmentBucket(instance.arn, aws.connect)
    if (!storage)
      return [
        bad(
          about,
          'it does not store attachments, so files can be neither sent nor received',
          `Enable them under Data storage > Attachments: ${STORAGE}`,
        ),
      ]
    const origin = `https://${instance.alias}.my.connect.aws`
    // Sends the CORS preflight request that a browser sends before an upload:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
    const { region } = parsedInstance(instance.arn)
    const url = `https://s3.${region}.amazonaws.com/${storage.bucket}/`
    const allowed = await ask(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT' },
    })
    if (typeof allowed === 'string')
      return [warningFinding(about, `${url} cannot be reached from here (${allowed})`, REACH)]
    if (allowed.ok)
      return [
        ok(
          about,
          `it stores attachments in ${storage.bucket}, to which agents' browsers can upload`,
        ),
      ]
    return [
      bad(
        about,
        `bucket ${storage.bucket} does not let agents' browsers upload attachments (no CORS rule with PUT for ${origin})`,
        `Add the CORS rule that AWS documents: ${STORAGE}`,
      ),
    ]
  })

/**
 * Checks that the functions in the instance's flows are associated with the instance, because flows
 * can call no other functions.
 */
export const functionsOf = (
  instance: Instance,
  called: readonly string[],
  ours: string,
  associated: () => Promise<readonly string[]>,
) =>
  check(`instance ${instance.alias}`, async () => {
    const about = `instance ${instance.alias}`
    const known = new Set((await associated()).map(unversioned))
    const unreachable = called.filter((arn) => !known.has(unversioned(arn)))
    if (unreachable.length > 0) {
      return [
        bad(
          about,
          `its flows call ${unreachable.join(', ')}, which ${unreachable.length === 1 ? 'is' : 'are'} not associated with it`,
          'Run "connect-whatsapp apply" for the functions of the stack. Associate other functions in the Connect console (Flows > AWS Lambda).',
        ),
      ]
    }
    if (called.some((arn) => unversioned(arn) === ours))
      return [ok(about, 'every function that its flows call is associated with it')]
    return [
      warningFinding(
        about,
        `no flow of the numbers calls ${ours.split(':').pop()}, so the widget knows a chat only after an agent opens it`,
        'Add an "AWS Lambda function" block with this function to the flow, after the first "Play prompt" block.',
      ),
    ]
  })

const unversioned = (arn: string) => arn.split(':').slice(0, 7).join(':')

interface Serving {
  id: string
  name: string
  queues: readonly string[]
  channels: readonly (string | undefined)[]
}

const SERVICES = {
  CHAT: { channel: 'Chat', contacts: 'chats', served: 'in chat' },
  TASK: { channel: 'Task', contacts: 'tasks', served: 'for tasks' },
} as const

interface WantedQueue {
  id: string
  channel: keyof typeof SERVICES
}

/**
 * Checks that agents serve the queues of chats (by id) and the queue for tasks about problems (by
 * name). Reading the channels of a routing profile takes one call per profile, which `hasCalls` may
 * refuse.
 */
export async function agentsFor(
  instance: Instance,
  { chats, tasks }: { chats: readonly string[]; tasks: string | undefined },
  { connect }: Pick<Aws, 'connect'>,
  hasCalls: HasCalls,
): Promise<Finding[]> {
  const found: Finding[] = []
  // The check needs the list of routing profiles and the channels of at least one profile, which
  // takes two calls.
  const profiles = once(async () =>
    hasCalls(2) ? await routingProfiles(instance.id, connect) : undefined,
  )
  const channels = new Map<string, QueueChannels>()
  /** Returns the channels of a routing profile, or undefined if no calls are left. */
  async function channelsOf({ id }: Serving) {
    if (!channels.has(id)) {
      if (!hasCalls(1)) return undefined
      channels.set(id, await queueChannels(instance.id, id, connect))
    }
    return channels.get(id)!
  }
  for (const id of chats)
    found.push(
      ...(await check(`queue ${id}`, () =>
        serviceOf({ id, channel: 'CHAT' }, instance, profiles, channelsOf),
      )),
    )
  if (tasks)
    found.push(
      ...(await check(`queue "${tasks}"`, async () => {
        if (!hasCalls(1)) return [unexamined(`queue "${tasks}"`, 'TASK')]
        const queue = await instance.queueNamed(tasks)
        if (!queue)
          return [
            bad(
              `queue "${tasks}"`,
              `instance ${instance.alias} has no such queue, so nobody receives the tasks about problems`,
              'Name an existing queue in stack.notices.queue, then run "connect-whatsapp apply".',
            ),
          ]
        const id = queue.arn.split('/').at(-1)!
        return serviceOf({ id, channel: 'TASK' }, instance, profiles, channelsOf)
      })),
    )
  return found
}

const unexamined = (about: string, channel: WantedQueue['channel']) =>
  ok(
    about,
    `whether agents serve it ${SERVICES[channel].served} was not examined, to keep the number of calls small`,
  )

async function serviceOf(
  { id: queueId, channel: wanted }: WantedQueue,
  instance: Instance,
  profiles: () => Promise<readonly Serving[] | undefined>,
  channelsOf: (profile: Serving) => Promise<QueueChannels | undefined>,
): Promise<Finding[]> {
  const { channel, contacts, served } = SERVICES[wanted]
  if (queueId.startsWith('$'))
    return [
      warningFinding(
        `queue ${queueId}`,
        'the flow chooses this queue while it runs',
        `Make sure that a routing profile serves each queue that the flow can choose, with channel ${channel}.`,
      ),
    ]
  const all = await profiles()
  if (!all) return [unexamined(`queue ${queueId}`, wanted)]
  const serving = all.filter(({ queues }) => queues.includes(queueId))
  for (const profile of serving.filter(({ channels }) => channels.includes(wanted))) {
    const channels = await channelsOf(profile)
    if (!channels)
      return [
        ok(
          `queue ${queueId}`,
          `routing profile "${profile.name}", which takes ${contacts}, serves it. Whether it serves this queue ${served} was not examined, to keep the number of calls small`,
        ),
      ]
    const own = channels.get(queueId)
    if (own?.channels.includes(wanted))
      return [
        ok(`queue "${own.name}"`, `it is served ${served} by routing profile "${profile.name}"`),
      ]
  }
  const queue = (await instance.queues()).find(({ Id }) => Id === queueId)
  if (!queue)
    return [
      bad(
        `queue ${queueId}`,
        `instance ${instance.alias} has no such queue`,
        'Choose an existing queue in the "Set working queue" block of the flow.',
      ),
    ]
  return [
    bad(
      `queue "${queue.Name}"`,
      serving.length > 0
        ? `routing profile ${serving.map(({ name }) => `"${name}"`).join(', ')} serves it, but not ${served}, so ${contacts} wait there forever`
        : `no routing profile serves it, so ${contacts} wait there forever`,
      `Add the queue with channel ${channel} to a routing profile of your ${wanted === 'TASK' ? 'supervisors' : 'agents'}, with ${channel} among its channels.`,
    ),
  ]
}

/** Returns the routing profiles of the instance. Profiles with the most queues come first. */
async function routingProfiles(InstanceId: string, client: Aws['connect']): Promise<Serving[]> {
  const found: Serving[] = []
  for await (const { RoutingProfiles = [] } of paginateSearchRoutingProfiles(
    { client, pageSize: 500 },
    { InstanceId },
  ))
    for (const profile of RoutingProfiles)
      found.push({
        id: profile.RoutingProfileId!,
        name: profile.Name!,
        queues: profile.AssociatedQueueIds ?? [],
        channels: (profile.MediaConcurrencies ?? []).map(({ Channel }) => Channel),
      })
  return found.sort((one, other) => other.queues.length - one.queues.length)
}

type QueueChannels = ReadonlyMap<string, { name: string; channels: readonly string[] }>

/** Returns, by queue name, the channels in which the routing profile serves the queue. */
async function queueChannels(
  InstanceId: string,
  RoutingProfileId: string,
  client: Aws['connect'],
): Promise<QueueChannels> {
  const found = new Map<string, { name: string; channels: string[] }>()
  for await (const {
    RoutingProfileQueueConfigSummaryList = [],
  } of paginateListRoutingProfileQueues(
    { client, pageSize: 100 },
    { InstanceId, RoutingProfileId },
  ))
    for (const { QueueId, QueueName, Channel } of RoutingProfileQueueConfigSummaryList) {
      const queue = found.get(QueueId!) ?? { name: QueueName!, channels: [] }
      queue.channels.push(Channel!)
      found.set(QueueId!, queue)
    }
  return found
}
