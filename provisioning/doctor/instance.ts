// A Connect instance: attachments stored and reachable from the agent's browser, functions its flows may call, agents who take chats.
import {
  DescribeRoutingProfileCommand,
  paginateListLambdaFunctions,
  paginateListRoutingProfileQueues,
  paginateListRoutingProfiles,
} from '@aws-sdk/client-connect'
import { GetBucketCorsCommand } from '@aws-sdk/client-s3'
import type { Aws } from '../account/clients.ts'
import type { Instance } from '../channel/instance.ts'
import { attachmentBucket } from '../stack/settings-of-config.ts'
import { bad, look, ok, warning } from './finding.ts'

const STORAGE = 'https://docs.aws.amazon.com/connect/latest/adminguide/enable-attachments.html'

export const attachmentsOf = (instance: Instance, aws: Aws) =>
  look(`instance ${instance.alias}`, async () => {
    const about = `instance ${instance.alias}`
    const storage = await attachmentBucket(instance.arn, aws.connect)
    if (!storage)
      return [
        bad(
          about,
          'it stores no attachments: no file can be sent or received',
          `Turn them on: Data storage > Attachments. ${STORAGE}`,
        ),
      ]
    const origin = `https://${instance.alias}.my.connect.aws`
    const rules = await corsOf(storage.bucket, aws)
    const fits = rules.some(
      ({ AllowedMethods = [], AllowedOrigins = [] }) =>
        AllowedMethods.includes('PUT') &&
        AllowedOrigins.some((allowed) => matches(allowed, origin)),
    )
    if (fits)
      return [
        ok(
          about,
          `it stores attachments in ${storage.bucket}, and the agent's browser may upload there`,
        ),
      ]
    return [
      bad(
        about,
        `bucket ${storage.bucket} does not let the agent's browser upload attachments (no CORS rule with PUT for ${origin})`,
        `Add the CORS rule AWS documents: ${STORAGE}`,
      ),
    ]
  })

const matches = (allowed: string, origin: string) =>
  new RegExp(`^${allowed.replace(/[.+?^$()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(origin)

async function corsOf(Bucket: string, { s3 }: Aws) {
  try {
    return (await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules ?? []
  } catch (error) {
    if ((error as Error).name === 'NoSuchCORSConfiguration') return []
    throw error
  }
}

/** Those a flow calls must be associated with the instance, or their block fails. */
export const functionsOf = (
  instance: Instance,
  called: readonly string[],
  ours: string,
  aws: Aws,
) =>
  look(`instance ${instance.alias}`, async () => {
    const about = `instance ${instance.alias}`
    const known = new Set<string>()
    for await (const { LambdaFunctions = [] } of paginateListLambdaFunctions(
      { client: aws.connect },
      { InstanceId: instance.id },
    )) {
      for (const arn of LambdaFunctions) known.add(unversioned(arn))
    }
    const unreachable = called.filter((arn) => !known.has(unversioned(arn)))
    if (unreachable.length > 0) {
      return [
        bad(
          about,
          `its flows call ${unreachable.join(', ')}, which ${unreachable.length === 1 ? 'is' : 'are'} not associated with it`,
          'connect-whatsapp apply associates ours; others: Connect console > Flows > AWS Lambda.',
        ),
      ]
    }
    if (called.some((arn) => unversioned(arn) === ours))
      return [ok(about, 'the functions its flows call are associated with it')]
    return [
      warning(
        about,
        `no flow of the numbers calls ${ours.split(':').pop()}: the widget learns of a chat only when an agent opens it`,
        'Add an "AWS Lambda function" block with it, after a first "Play prompt" block.',
      ),
    ]
  })

const unversioned = (arn: string) => arn.split(':').slice(0, 7).join(':')

export const agentsFor = (instance: Instance, queueId: string, aws: Aws) =>
  look(`queue ${queueId}`, async () => {
    const queue = (await instance.queues()).find(({ Id }) => Id === queueId)
    const about = queue ? `queue "${queue.Name}"` : `queue ${queueId}`
    if (!queue && !queueId.startsWith('$'))
      return [
        bad(
          about,
          `instance ${instance.alias} has no such queue`,
          'Choose one in the flow ("Set working queue").',
        ),
      ]
    if (!queue)
      return [
        warning(
          about,
          'the flow chooses it while it runs',
          'Make sure somebody serves it in chat.',
        ),
      ]
    const serving = await profilesServing(instance.id, queueId, aws)
    const chatting = serving.filter(({ chat }) => chat).map(({ name }) => `"${name}"`)
    if (chatting.length > 0)
      return [ok(about, `is served in chat by routing profile ${chatting.join(', ')}`)]
    const others = serving.map(({ name }) => `"${name}"`).join(', ')
    return [
      bad(
        about,
        others
          ? `routing profile ${others} serves it, but not in chat`
          : 'no routing profile serves it: chats wait there for ever',
        'Add the queue with channel Chat to a routing profile of your agents, with Chat among its channels.',
      ),
    ]
  })

async function profilesServing(InstanceId: string, queueId: string, { connect: client }: Aws) {
  const serving: { name: string; chat: boolean }[] = []
  for await (const { RoutingProfileSummaryList = [] } of paginateListRoutingProfiles(
    { client },
    { InstanceId },
  )) {
    for (const { Id, Name } of RoutingProfileSummaryList) {
      const channels: string[] = []
      const pages = paginateListRoutingProfileQueues(
        { client },
        { InstanceId, RoutingProfileId: Id! },
      )
      for await (const { RoutingProfileQueueConfigSummaryList = [] } of pages) {
        channels.push(
          ...RoutingProfileQueueConfigSummaryList.filter(({ QueueId }) => QueueId === queueId).map(
            ({ Channel }) => Channel!,
          ),
        )
      }
      if (channels.length === 0) continue
      const { RoutingProfile } = await client.send(
        new DescribeRoutingProfileCommand({ InstanceId, RoutingProfileId: Id! }),
      )
      const takesChat = (RoutingProfile!.MediaConcurrencies ?? []).some(
        ({ Channel, Concurrency = 0 }) => Channel === 'CHAT' && Concurrency > 0,
      )
      serving.push({ name: Name!, chat: takesChat && channels.includes('CHAT') })
    }
  }
  return serving
}
