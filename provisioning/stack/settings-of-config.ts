// What the stack is told, from the configuration and from what the instance says of itself.
import { paginateListInstanceStorageConfigs } from '@aws-sdk/client-connect'
import type { Aws } from '../account/clients.ts'
import { connectInstance, type Instance } from '../channel/instance.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import type { StackSettings } from './settings.ts'

export async function stackSettings(config: Checked, aws: Aws): Promise<StackSettings> {
  const { identityProvider, stack, instance } = config
  if (!identityProvider) {
    throw new ConfigError(
      'identityProvider is missing: the widget has to know who signs agents in ({"issuer": "https://…", "audience": "…"}). Add it, or leave the stack alone with --only channel.',
    )
  }
  const { account, region } = parsedInstance(instance)
  const home = connectInstance(instance, aws.connect)
  const [attachments, chatFlowId, { accessUrl }] = await Promise.all([
    attachmentStorage(instance, aws),
    chatFlow(config, home),
    home,
  ])
  return {
    account,
    region,
    instanceArn: instance,
    attachments,
    metaApiVersion: stack.metaApiVersion,
    userClaim: identityProvider.userClaim,
    chatFlowId,
    jwt: {
      issuer: identityProvider.issuer,
      audience: identityProvider.audience,
      ...(identityProvider.clientId ? { clientId: identityProvider.clientId } : {}),
    },
    widget: {
      // The custom CCP page embeds the panel of this instance.
      ...(accessUrl ? { ccpUrl: `${accessUrl}/ccp-v2/` } : {}),
      ...config.widget,
    },
    widgetOrigins: stack.widgetOrigins,
    logRetentionDays: stack.logRetentionDays,
    ...(stack.alarmTopic ? { alarmTopic: stack.alarmTopic } : {}),
    ...(stack.kmsKey ? { kmsKeyArn: stack.kmsKey } : {}),
    ...(stack.reservedConcurrency ? { reservedConcurrency: stack.reservedConcurrency } : {}),
  }
}

/** `bucket/prefix` of the chat attachments. */
async function attachmentStorage(instance: string, { connect }: Aws): Promise<string> {
  const found = await attachmentBucket(instance, connect)
  if (!found) {
    throw new ConfigError(
      `${instance} keeps no attachments, so agents could send none. Turn it on in the Connect console (the instance > Data storage > Attachments), then run this again.`,
    )
  }
  return `${found.bucket}/${found.prefix}/chat`
}

export async function attachmentBucket(
  instance: string,
  client: Aws['connect'],
): Promise<{ bucket: string; prefix: string } | undefined> {
  const pages = paginateListInstanceStorageConfigs(
    { client },
    { InstanceId: parsedInstance(instance).id, ResourceType: 'ATTACHMENTS' },
  )
  for await (const { StorageConfigs = [] } of pages) {
    const s3 = StorageConfigs.find(({ StorageType }) => StorageType === 'S3')?.S3Config
    if (s3) return { bucket: s3.BucketName!, prefix: s3.BucketPrefix! }
  }
  return undefined
}

async function chatFlow({ stack, channels }: Checked, home: Promise<Instance>): Promise<string> {
  const { chatFlow } = stack
  if (!chatFlow) {
    if (!channels.some(({ mode }) => mode === 'bridged')) return 'none'
    throw new ConfigError(
      'stack.chatFlow is missing: bridged chats have to start in a flow. Name an inbound flow of the instance.',
    )
  }
  const { flows, alias } = await home
  const found = (await flows()).find(
    ({ Name, Arn, Id }) => chatFlow === Name || chatFlow === Arn || chatFlow === Id,
  )
  if (!found)
    throw new ConfigError(
      `stack.chatFlow: Connect instance ${alias} has no inbound flow "${chatFlow}".`,
    )
  return found.Id!
}
