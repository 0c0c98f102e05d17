// Derives the settings of the stack from the configuration and from the Connect instance.
import { paginateListInstanceStorageConfigs } from '@aws-sdk/client-connect'
import type { Aws } from '../account/clients.ts'
import { connectInstance, type Instance, type OpenInstance } from '../channel/instance.ts'
import { type Checked, type IdentityProvider, parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { type Discovered, signInOrigins } from '../identity/discovery.ts'
import { choicesOf } from './choices.ts'
import type { StackSettings } from './settings.ts'

/**
 * Returns the settings of the stack. `discover` reads the identity provider's discovery document,
 * or throws ConfigError. Settings that need no call are checked before the instance is read.
 */
export async function stackSettings(
  config: Checked,
  aws: Aws,
  discover: (provider: IdentityProvider) => Promise<Discovered>,
  openInstance: OpenInstance = (arn) => connectInstance(arn, aws.connect),
): Promise<StackSettings> {
  const { identityProvider, stack, instance } = config
  if (!identityProvider) {
    throw new ConfigError(
      'identityProvider is missing, but the widget needs it to sign agents in. Add {"issuer": "https://…", "audience": "…", "userClaim": "…"}, or use --only channel to leave the stack out.',
    )
  }
  const { account, region } = parsedInstance(instance)
  const home = openInstance(instance)
  const [attachments, chatFlowId, queue, { alias, accessUrl }, discovered] = await Promise.all([
    attachmentStorage(instance, aws),
    chatFlow(config, home),
    taskQueue(config, home),
    home,
    discover(identityProvider),
  ])
  return {
    account,
    region,
    instanceArn: instance,
    instance: { arn: instance, alias, ...(accessUrl && { accessUrl }), ...(queue && { queue }) },
    attachments,
    metaApiVersion: stack.metaApiVersion,
    userClaim: identityProvider.userClaim,
    ...(identityProvider.userClaimPrefix
      ? { userClaimPrefix: identityProvider.userClaimPrefix }
      : {}),
    userLookup: identityProvider.userLookup,
    chatFlowId,
    forbiddenFiles: config.media.forbidden,
    sensitive: config.sensitive,
    formAttributes: config.forms.contactAttributes,
    history: config.history,
    jwt: {
      issuer: identityProvider.issuer,
      audience: identityProvider.audience,
      ...(identityProvider.clientId ? { clientId: identityProvider.clientId } : {}),
      apiScopes: identityProvider.apiScopes,
    },
    signIn: {
      scope: identityProvider.scope,
      extraParameters: identityProvider.extraParameters,
      metadata: widgetMetadata(discovered),
      origins: signInOrigins(discovered, identityProvider.signInOrigins),
    },
    widget: {
      // The custom CCP page embeds the CCP of this instance.
      ...(accessUrl ? { ccpUrl: `${accessUrl}/ccp-v2/` } : {}),
      ...config.widget,
    },
    supervisors: stack.supervisors,
    widgetOrigins: stack.widgetOrigins,
    table: stack.table,
    receipts: stack.receipts,
    trace: stack.trace,
    missed: stack.missed,
    sameAgent: stack.sameAgent,
    retentionDays: stack.retentionDays,
    logRetentionDays: stack.logRetentionDays,
    tags: config.tags,
    ...choicesOf(config),
    ...(stack.notices ? { notices: { ...stack.notices, queue: queue?.arn } } : {}),
    ...(stack.alarmTopic ? { alarmTopic: stack.alarmTopic } : {}),
    ...(stack.alarmEmail ? { alarmEmail: stack.alarmEmail } : {}),
    ...(stack.kmsKey ? { kmsKeyArn: stack.kmsKey } : {}),
    ...(stack.reservedConcurrency ? { reservedConcurrency: stack.reservedConcurrency } : {}),
  }
}

/**
 * Returns those properties of the identity provider's discovery document that the widget needs. The
 * widget then does not have to read the document itself.
 */
const widgetMetadata = ({ metadata }: Discovered): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      issuer: metadata.issuer,
      authorization_endpoint: metadata.authorization_endpoint,
      token_endpoint: metadata.token_endpoint,
      end_session_endpoint: metadata.end_session_endpoint,
      revocation_endpoint: metadata.revocation_endpoint,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

/** Returns the place where the instance stores chat attachments, as `bucket/prefix`. */
async function attachmentStorage(instance: string, { connect }: Aws): Promise<string> {
  const found = await attachmentBucket(instance, connect)
  if (!found) {
    throw new ConfigError(
      `${instance} does not store attachments, so agents could not send files. Enable attachments in the Connect console (the instance > Data storage > Attachments), then run this again.`,
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

/**
 * Stands for the id of the flow in which bridged chats start, until `apply` has created that flow.
 */
export const NOT_CREATED = 'not-created'

async function chatFlow({ stack, channels }: Checked, home: Promise<Instance>): Promise<string> {
  const { chatFlow, chatQueue } = stack
  if (!chatFlow) {
    if (!channels.some(({ mode }) => mode === 'bridged')) return 'none'
    throw new ConfigError(
      'stack.chatFlow is missing, but bridged chats need a flow to start in. Name an inbound flow of the Connect instance, or a new flow and its queue (stack.chatQueue).',
    )
  }
  const { flows, alias } = await home
  const found = (await flows()).find(
    ({ Name, Arn, Id }) => chatFlow === Name || chatFlow === Arn || chatFlow === Id,
  )
  if (found) return found.Id!
  if (chatQueue) return NOT_CREATED
  throw new ConfigError(
    `stack.chatFlow: Connect instance ${alias} has no inbound flow "${chatFlow}". Name an existing flow, or add stack.chatQueue to have the flow created.`,
  )
}

/** Finds the queue for tasks about problems. */
async function taskQueue({ stack: { notices } }: Checked, home: Promise<Instance>) {
  if (!notices?.queue) return undefined
  const { queueNamed, alias } = await home
  const found = await queueNamed(notices.queue)
  if (!found)
    throw new ConfigError(
      `stack.notices.queue: Connect instance ${alias} has no queue "${notices.queue}". Name an existing queue.`,
    )
  return found
}
