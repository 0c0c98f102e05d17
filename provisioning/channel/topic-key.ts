// The KMS key of an encrypted topic. A statement in its policy allows AWS End User Messaging Social
// to use the key for our account. All other statements of the key's policy stay unchanged.
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type KMSClient,
  NotFoundException,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms'
import { ConfigError } from '../config/error.ts'
import { filled, type Policy, type Statement, sameStatement, statements } from '../engine/policy.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import wantedStatement from '../policies/topic-key-statement.json' with { type: 'json' }

interface TopicKey {
  arn: string
  state: string
  spec: string
  usage: string
  policy: Policy
}

const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

/** `key` is the key's id, ARN or alias, as in the topic's attributes. */
export function topicKey(
  { key, topicArn }: { key: string; topicArn: string },
  kms: KMSClient,
  wait: Wait,
): Resource<TopicKey> {
  const [, , , region, account, topic] = topicArn.split(':') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const wanted: Statement = filled(wantedStatement, { REGION: region, ACCOUNT: account })
  const isAllowed = (live: TopicKey | undefined) =>
    !!live && statements(live.policy).some((statement) => sameStatement(statement, wanted))

  async function read(): Promise<TopicKey | undefined> {
    try {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: key }))
      const { Policy } = await kms.send(
        new GetKeyPolicyCommand({ KeyId: KeyMetadata!.KeyId!, PolicyName: 'default' }),
      )
      return {
        arn: KeyMetadata!.Arn!,
        state: KeyMetadata!.KeyState!,
        spec: KeyMetadata!.KeySpec!,
        usage: KeyMetadata!.KeyUsage!,
        policy: JSON.parse(Policy!) as Policy,
      }
    } catch (error) {
      if (error instanceof NotFoundException) return undefined
      throw error
    }
  }

  return {
    name: `key of topic ${topic}`,
    stays: 'can be used by AWS End User Messaging Social',
    iam: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:PutKeyPolicy'],
    read,

    diff(live) {
      if (!live)
        throw new ConfigError(
          `${topicArn} is encrypted with ${key}, which does not exist. Encrypt the topic with an existing key, or not at all.`,
        )
      // https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html
      if (live.spec !== 'SYMMETRIC_DEFAULT' || live.usage !== 'ENCRYPT_DECRYPT') {
        throw new ConfigError(
          `${topicArn} is encrypted with ${live.arn}, which is not a symmetric key (${live.spec}, ${live.usage}); topics need a symmetric key. Encrypt the topic with another key.`,
        )
      }
      if (live.state !== 'Enabled') {
        throw new ConfigError(
          `${topicArn} is encrypted with ${live.arn}, which is ${live.state}. Enable the key, or encrypt the topic with another key.`,
        )
      }
      return isAllowed(live)
        ? []
        : [
            {
              action: 'update',
              summary: `let AWS End User Messaging Social use ${live.arn}, for this account only`,
            },
          ]
    },

    async apply(live) {
      const others = statements(live!.policy).filter(({ Sid }) => Sid !== wanted.Sid)
      const policy = { ...live!.policy, Statement: [...others, wanted] }
      await kms.send(
        new PutKeyPolicyCommand({
          KeyId: live!.arn,
          PolicyName: 'default',
          Policy: JSON.stringify(policy),
        }),
      )
      return (await poll(read, isAllowed, SETTLING, wait))!
    },
  }
}
