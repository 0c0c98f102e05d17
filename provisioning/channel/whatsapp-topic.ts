// The SNS topic of a bridged WABA. A statement in its policy allows AWS End User Messaging Social
// to publish WhatsApp's events for our account.
import {
  GetTopicAttributesCommand,
  NotFoundException,
  SetTopicAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns'
import { ConfigError } from '../config/error.ts'
import { filled, type Policy, type Statement, sameStatement, statements } from '../engine/policy.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import wantedStatement from '../policies/whatsapp-topic-statement.json' with { type: 'json' }

export interface WhatsAppTopic {
  arn: string
  policy: Policy | undefined
  /** The KMS key that encrypts the topic, if any. */
  key: string | undefined
}

const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

/**
 * Throws ConfigError for a FIFO topic before any call. If `isCreated` is true, the same run creates
 * the topic and its policy, so the topic may be missing in the plan.
 */
export function whatsappTopic(
  TopicArn: string,
  sns: SNSClient,
  wait: Wait,
  { isCreated = false } = {},
): Resource<WhatsAppTopic> {
  const [, , , region, account, name] = TopicArn.split(':') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  // https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html
  if (name.endsWith('.fifo')) {
    throw new ConfigError(
      `${TopicArn} is a FIFO topic; AWS End User Messaging Social can publish only to standard topics. Name a standard topic.`,
    )
  }
  const wanted: Statement = filled(wantedStatement, {
    TOPIC: TopicArn,
    REGION: region,
    ACCOUNT: account,
  })
  const isAllowed = (live: WhatsAppTopic | undefined) =>
    !!live?.policy && statements(live.policy).some((statement) => sameStatement(statement, wanted))

  async function read() {
    try {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
      const { Policy, KmsMasterKeyId } = Attributes!
      return {
        arn: TopicArn,
        policy: Policy ? (JSON.parse(Policy) as Policy) : undefined,
        key: KmsMasterKeyId || undefined,
      }
    } catch (error) {
      if (error instanceof NotFoundException) return undefined
      throw error
    }
  }

  return {
    name: `topic ${name}`,
    stays: 'lets AWS End User Messaging Social publish to it',
    iam: ['sns:GetTopicAttributes', 'sns:SetTopicAttributes'],
    read,

    diff(live) {
      if (!live && isCreated) return []
      if (!live)
        throw new ConfigError(
          `${TopicArn}: this topic does not exist. Deploy the stack, which creates its own topic, or check the ARN.`,
        )
      // The policy of this key belongs to AWS and cannot be changed:
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
      if (live.key?.endsWith('alias/aws/sns')) {
        throw new ConfigError(
          `${TopicArn} is encrypted with the key alias/aws/sns, which AWS End User Messaging Social cannot be allowed to use. Encrypt it with a symmetric key of your own, or not at all.`,
        )
      }
      return isAllowed(live)
        ? []
        : [
            {
              action: 'update',
              summary: 'let AWS End User Messaging Social publish to it, from this account only',
            },
          ]
    },

    async apply(live) {
      const { Version = '2012-10-17', Id, Statement = [] } = live?.policy ?? {}
      const others = statements({ Statement }).filter(({ Sid }) => Sid !== wanted.Sid)
      const policy = { Version, ...(Id && { Id }), Statement: [...others, wanted] }
      await sns.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: 'Policy',
          AttributeValue: JSON.stringify(policy),
        }),
      )
      return (await poll(read, isAllowed, SETTLING, wait))!
    },
  }
}
