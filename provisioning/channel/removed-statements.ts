// Removes the statements that connect-whatsapp added to the policies of the administrator's own
// topic and of the topic's key. All other statements of the policies remain.
import {
  GetKeyPolicyCommand,
  NotFoundException as KeyNotFound,
  type KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms'
import {
  GetTopicAttributesCommand,
  NotFoundException,
  SetTopicAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns'
import { filled, type Policy, type Statement, sameStatement, statements } from '../engine/policy.ts'
import type { Resource } from '../engine/resource.ts'
import keyStatement from '../policies/topic-key-statement.json' with { type: 'json' }
import topicStatement from '../policies/whatsapp-topic-statement.json' with { type: 'json' }

interface Statements {
  topic: Policy | undefined
  key: { id: string; policy: Policy } | undefined
}

export function removedStatements(
  TopicArn: string,
  { sns, kms }: { sns: SNSClient; kms: KMSClient },
): Resource<Statements> {
  const [, , , REGION, ACCOUNT, name] = TopicArn.split(':') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const ours: Statement = filled(topicStatement, { TOPIC: TopicArn, REGION, ACCOUNT })
  const oursOfKey: Statement = filled(keyStatement, { REGION, ACCOUNT })
  const has = (policy: Policy | undefined, wanted: Statement) =>
    !!policy && statements(policy).some((one) => sameStatement(one, wanted))
  const without = (policy: Policy, wanted: Statement) => ({
    ...policy,
    Statement: statements(policy).filter((one) => !sameStatement(one, wanted)),
  })

  async function read(): Promise<Statements> {
    try {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
      const { Policy: policy, KmsMasterKeyId: id } = Attributes!
      return {
        topic: policy ? (JSON.parse(policy) as Policy) : undefined,
        key: id && !id.endsWith('alias/aws/sns') ? await keyPolicy(id) : undefined,
      }
    } catch (error) {
      if (error instanceof NotFoundException) return { topic: undefined, key: undefined }
      throw error
    }
  }

  async function keyPolicy(id: string) {
    try {
      const { Policy: policy } = await kms.send(
        new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'default' }),
      )
      return { id, policy: JSON.parse(policy!) as Policy }
    } catch (error) {
      if (error instanceof KeyNotFound) return undefined
      throw error
    }
  }

  return {
    name: `topic ${name}`,
    stays: 'does not let AWS End User Messaging Social publish to it',
    iam: [
      'sns:GetTopicAttributes',
      'sns:SetTopicAttributes',
      'kms:GetKeyPolicy',
      'kms:PutKeyPolicy',
    ],
    read,
    diff: (live) => [
      ...(has(live!.topic, ours)
        ? [
            {
              action: 'delete' as const,
              summary: 'stop AWS End User Messaging Social from publishing to it',
            },
          ]
        : []),
      ...(has(live!.key?.policy, oursOfKey)
        ? [
            {
              action: 'delete' as const,
              summary: 'stop AWS End User Messaging Social from using its key',
            },
          ]
        : []),
    ],
    async apply(live) {
      const { topic, key } = live!
      if (has(topic, ours)) {
        const AttributeValue = JSON.stringify(without(topic!, ours))
        await sns.send(
          new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }),
        )
      }
      if (key && has(key.policy, oursOfKey)) {
        await kms.send(
          new PutKeyPolicyCommand({
            KeyId: key.id,
            PolicyName: 'default',
            Policy: JSON.stringify(without(key.policy, oursOfKey)),
          }),
        )
      }
      return read()
    },
  }
}
