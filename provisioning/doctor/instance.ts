// Checks a Connect instance: that it stores attachments and agents' browsers can upload them, that its
// flows may call their functions, and that agents serve its queues in chat.
import {
  paginateListRoutingProfileQueues,
  paginateSearchRoutingProfiles,
} from '@aws-sdk/client-connect'
import type { Aws } from '../account/clients.ts'
import type { Instance } from '../channel/instance.ts'
import { parsedInstance } from '../config/config.ts'
import { attachmentBucket } from '../stack/settings-of-config.ts'
import { type Ask, REACH } from './ask.ts'
import { bad, check, ok, warningFinding } from './finding.ts'

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
    // The CORS preflight request that a browser sends before an upload: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
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

/** A flow can call only functions that are associated with the instance. */
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

export const agentsFor = (instance: Instance, queueId: string, aws: Aws) =>
  check(`queue ${queueId}`, async () => {
    if (queueId.startsWith('$'))
      return [
        warningFinding(
          `queue ${queueId}`,
          'the flow chooses this queue while it runs',
          'Make sure that a routing profile serves each queue that the flow can choose, with channel Chat.',
        ),
      ]
    const { name, chat, others } = await profilesServing(instance.id, queueId, aws)
    if (chat) return [ok(`queue "${name}"`, `it is served in chat by routing profile "${chat}"`)]
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
        others.length > 0
          ? `routing profile ${others.map((other) => `"${other}"`).join(', ')} serves it, but not in chat`
          : 'no routing profile serves it, so chats wait there forever',
        'Add the queue with channel Chat to a routing profile of your agents, with Chat among its channels.',
      ),
    ]
  })

/**
 * Returns the first routing profile that serves the queue in chat. If there is none, returns those
 * that serve it in other channels.
 */
async function profilesServing(InstanceId: string, queueId: string, { connect: client }: Aws) {
  const others: string[] = []
  for await (const { RoutingProfiles = [] } of paginateSearchRoutingProfiles(
    { client, pageSize: 500 },
    { InstanceId },
  )) {
    for (const {
      RoutingProfileId,
      Name,
      AssociatedQueueIds,
      MediaConcurrencies,
    } of RoutingProfiles) {
      if (!AssociatedQueueIds?.includes(queueId)) continue
      const takesChats = (MediaConcurrencies ?? []).some(({ Channel }) => Channel === 'CHAT')
      const served = takesChats
        ? await channelsOf(queueId, RoutingProfileId!, InstanceId, client)
        : undefined
      if (served?.channels.includes('CHAT')) return { name: served.name, chat: Name!, others }
      others.push(Name!)
    }
  }
  return { name: undefined, chat: undefined, others }
}

/** The channels in which a routing profile serves a queue. */
async function channelsOf(
  queueId: string,
  RoutingProfileId: string,
  InstanceId: string,
  client: Aws['connect'],
) {
  const channels: string[] = []
  let name: string | undefined
  for await (const {
    RoutingProfileQueueConfigSummaryList = [],
  } of paginateListRoutingProfileQueues(
    { client, pageSize: 100 },
    { InstanceId, RoutingProfileId },
  )) {
    const own = RoutingProfileQueueConfigSummaryList.filter(({ QueueId }) => QueueId === queueId)
    channels.push(...own.map(({ Channel }) => Channel!))
    name ??= own[0]?.QueueName
  }
  return { name, channels }
}
