// Checks the KMS key and the topic for alarms, for the plan and for doctor. Each finding is a
// sentence that begins with the setting of the configuration.
import type { KeyMetadata, KMSClient } from '@aws-sdk/client-kms'
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSServiceException,
  NotFoundException as NoSuchKey,
} from '@aws-sdk/client-kms'
import {
  GetTopicAttributesCommand,
  NotFoundException as NoSuchTopic,
  type SNSClient,
} from '@aws-sdk/client-sns'
import { letsIn, type Policy } from '../engine/policy.ts'
import type { StackSettings } from './settings.ts'

interface Clients {
  kms: KMSClient
  sns: SNSClient
}

interface Sender {
  principal: string
  what: string
}

/**
 * The services that write to resources that the key encrypts. If the key's policy does not allow a
 * service to use the key, the service's messages are lost without any error.
 */
const SENDERS: readonly Sender[] = [
  { principal: 'connect.amazonaws.com', what: 'chats' },
  { principal: 'sns.amazonaws.com', what: 'chats and WhatsApp events' },
  { principal: 'events.amazonaws.com', what: 'statuses of messages' },
  { principal: 'social-messaging.amazonaws.com', what: 'WhatsApp events' },
]

const USING = ['kms:GenerateDataKey', 'kms:Decrypt']

export async function keyProblems(
  {
    kmsKeyArn,
    account,
    region,
  }: Pick<StackSettings, 'account' | 'region'> & {
    kmsKeyArn?: string | undefined
  },
  { kms }: Pick<Clients, 'kms'>,
  policies = keyPolicies(kms),
): Promise<string[]> {
  if (!kmsKeyArn) return []
  const key = await unusable('stack.kmsKey', kmsKeyArn, region, kms)
  if (typeof key === 'string') return [key]
  if (kmsKeyArn.split(':')[4] !== account)
    return [
      `stack.kmsKey: ${kmsKeyArn} belongs to another account, whose key policy cannot be read from here. Make sure that it lets ${SENDERS.map(({ principal }) => principal).join(', ')} use the key, or use a key of ${account}.`,
    ]
  const policy = await policies(kmsKeyArn)
  return SENDERS.filter(({ principal }) => !mayUse(policy, principal)).map(
    ({ principal, what }) =>
      `stack.kmsKey: the policy of ${kmsKeyArn} does not let ${principal} use the key (${USING.join(', ')}), so ${what} would be lost. provisioning/stack/README.md, "Your own KMS key", has the statement to add.`,
  )
}

/** Returns the key, or a sentence that describes why it cannot be used. */
async function unusable(
  setting: string,
  arn: string,
  region: string,
  kms: KMSClient,
): Promise<KeyMetadata | string> {
  const where = arn.split(':')[3]
  if (where !== region)
    return `${setting}: ${arn} is in ${where}; everything encrypted with it is in ${region}, so use a key of that Region.`
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: arn }))
    const { KeySpec, KeyUsage, KeyState } = KeyMetadata!
    if (KeySpec !== 'SYMMETRIC_DEFAULT' || KeyUsage !== 'ENCRYPT_DECRYPT')
      return `${setting}: ${arn} is not a symmetric key for encryption (${KeySpec}, ${KeyUsage}). Name another key.`
    if (KeyState === 'PendingDeletion')
      return `${setting}: ${arn} is PendingDeletion. Once it is deleted, everything that is encrypted with it is lost. Cancel its deletion and enable it, as provisioning/RUNBOOK.md says, or name another key.`
    if (KeyState !== 'Enabled')
      return `${setting}: ${arn} is ${KeyState}. Enable the key, or name another key.`
    return KeyMetadata!
  } catch (error) {
    if (error instanceof NoSuchKey) return `${setting}: there is no key ${arn}. Name another key.`
    throw error
  }
}

/** Returns a function that reads the policy of a key, and reads each policy only once. */
export function keyPolicies(kms: KMSClient): (KeyId: string) => Promise<Policy> {
  const read = new Map<string, Promise<Policy>>()
  return (KeyId) => {
    if (!read.has(KeyId)) read.set(KeyId, policyOf(KeyId, kms))
    return read.get(KeyId)!
  }
}

async function policyOf(KeyId: string, kms: KMSClient): Promise<Policy> {
  const { Policy: text } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }))
  return JSON.parse(text!)
}

export async function alarmTopicProblems(
  {
    alarmTopic,
    account,
    region,
  }: Pick<StackSettings, 'account' | 'region'> & {
    alarmTopic?: string | undefined
  },
  { sns, kms }: Clients,
  policies = keyPolicies(kms),
): Promise<string[]> {
  if (!alarmTopic) return []
  const at = 'stack.alarmTopic'
  const [, , , where, owner, name = ''] = alarmTopic.split(':')
  if (where !== region)
    return [
      `${at}: ${alarmTopic} is in ${where}; CloudWatch notifies topics of its own Region only. Name a topic in ${region}.`,
    ]
  if (name.endsWith('.fifo'))
    return [
      `${at}: ${alarmTopic} is a FIFO topic, and CloudWatch writes to standard topics only. Name another topic.`,
    ]
  // A topic of another account is not checked, because this account cannot read it.
  if (owner !== account) return []
  let attributes: Record<string, string>
  try {
    attributes =
      (await sns.send(new GetTopicAttributesCommand({ TopicArn: alarmTopic }))).Attributes ?? {}
  } catch (error) {
    if (error instanceof NoSuchTopic)
      return [
        `${at}: there is no topic ${alarmTopic}. Create the topic, or set "alarmEmail" so that apply creates one.`,
      ]
    throw error
  }
  const key = attributes.KmsMasterKeyId
  if (!key) return []
  const unusableKey = (what: string, remedy: string) =>
    `${at}: ${alarmTopic} is encrypted with ${key}, ${what}, so no alarm would reach it. ${remedy}, or name another topic.`
  const grant = `cloudwatch.amazonaws.com use the key (${USING.join(', ')})`
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
  if (key === 'alias/aws/sns')
    return [
      unusableKey(
        "AWS's own key, whose policy does not let CloudWatch use it and cannot be changed",
        `Encrypt the topic with a key of your own whose policy lets ${grant}`,
      ),
    ]
  try {
    if (mayUse(await policies(key), 'cloudwatch.amazonaws.com')) return []
    return [unusableKey('whose policy does not let CloudWatch use it', `Let ${grant}`)]
  } catch (error) {
    // The policy of an alias, or of another account's key, is not checked, because the caller
    // cannot read it.
    if (error instanceof KMSServiceException && error.$fault === 'client') return []
    throw error
  }
}

const mayUse = (policy: Policy, service: string) =>
  USING.every((action) => letsIn(policy, service, action))
