// The policies and subscriptions that allow a message to get from a service to a topic, and from a
// topic or rule to a queue.
import {
  GetTopicAttributesCommand,
  NotFoundException,
  paginateListSubscriptionsByTopic,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import {
  deadLetters,
  type Installation,
  type QueueKey,
  queueArn,
  queueName,
  queues,
  queueUrl,
  ruleName,
  type TopicKey,
  topicArn,
  topicName,
  topics,
} from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import { ConfigError } from '../config/error.ts'
import { letsIn, type Policy, type Statement, statements } from '../engine/policy.ts'
import type { Change, Resource } from '../engine/resource.ts'
import { QUEUES, TOPICS } from './links.ts'

interface LiveTopic {
  policy: Policy
  subscriptions: number
}

export function topicLink(
  key: TopicKey,
  place: Installation,
  { sns }: Pick<Aws, 'sns'>,
): Resource<LiveTopic> {
  const TopicArn = topicArn(key, place)
  const { publisher } = topics[key]
  const { broken } = TOPICS[key]
  const reader = readerOf(key)
  async function read(): Promise<LiveTopic | undefined> {
    try {
      const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
      return {
        policy: parsed(Attributes.Policy),
        subscriptions: Number(Attributes.SubscriptionsConfirmed ?? 0),
      }
    } catch (error) {
      if (error instanceof NotFoundException) return undefined
      throw error
    }
  }
  return {
    name: `topic ${topicName(key)}`,
    stays: `lets ${publisher} publish to the topic, and feeds the topic’s queue`,
    iam: ['sns:GetTopicAttributes', 'sns:SetTopicAttributes', 'sns:Subscribe'],
    read,
    diff(live) {
      if (!live) throw missing(`topic ${topicName(key)}`, broken)
      const changes: Change[] = []
      if (!letsIn(live.policy, publisher, 'sns:Publish'))
        changes.push({
          action: 'update',
          summary: `let ${publisher} publish to it again, because its policy was changed; until then, ${broken}`,
        })
      if (live.subscriptions === 0)
        changes.push({
          action: 'update',
          summary: `subscribe queue ${queueName(reader)} to it again, because somebody removed the subscription; until then, ${broken}`,
        })
      return changes
    },
    async apply(live) {
      if (!letsIn(live!.policy, publisher, 'sns:Publish'))
        await sns.send(
          new SetTopicAttributesCommand({
            TopicArn,
            AttributeName: 'Policy',
            AttributeValue: JSON.stringify(withStatement(live!.policy, publishing(key, place))),
          }),
        )
      if (live!.subscriptions === 0) await sns.send(subscription(TopicArn, reader, place))
      return (await read())!
    },
  }
}

/**
 * The subscription of our queue to a topic of the administrator. The topic may have other
 * subscribers. Its policy is not part of this link.
 */
export function ownTopicLink(
  TopicArn: string,
  place: Installation,
  { sns }: Pick<Aws, 'sns'>,
): Resource<{ isSubscribed: boolean }> {
  const { broken } = TOPICS[EVENTS]
  async function read(): Promise<{ isSubscribed: boolean } | undefined> {
    try {
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
        { client: sns },
        { TopicArn },
      ))
        if (Subscriptions.some(({ Endpoint }) => Endpoint === queueArn(EVENTS, place)))
          return { isSubscribed: true }
      return { isSubscribed: false }
    } catch (error) {
      if (error instanceof NotFoundException) return undefined
      throw error
    }
  }
  const name = `topic ${TopicArn.split(':').pop()}`
  return {
    name,
    stays: `feeds queue ${queueName(EVENTS)}`,
    iam: ['sns:ListSubscriptionsByTopic', 'sns:Subscribe'],
    read,
    diff(live) {
      if (!live)
        throw new ConfigError(
          `${name}: somebody deleted it, so ${broken}. Create it again, or name another topic, then run "connect-whatsapp apply".`,
        )
      return live.isSubscribed
        ? []
        : [
            {
              action: 'update',
              summary: `subscribe queue ${queueName(EVENTS)} to it again, because somebody removed the subscription; until then, ${broken}`,
            },
          ]
    },
    async apply() {
      await sns.send(subscription(TopicArn, EVENTS, place))
      return (await read())!
    },
  }
}

/** The key of the topic and of the queue for WhatsApp's events. */
const EVENTS = 'whatsapp-events'

const subscription = (TopicArn: string, reader: QueueKey, place: Installation) =>
  new SubscribeCommand({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queueArn(reader, place),
    Attributes: {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLettersArn(reader, place) }),
    },
  })

const deadLettersArn = (key: QueueKey, { region, account }: Installation) =>
  `arn:aws:sqs:${region}:${account}:${queueName(deadLetters(key))}`

const readerOf = (key: TopicKey) =>
  (Object.keys(queues) as QueueKey[]).find((queue) => sourcesOf(queue).topics.includes(key))!

/** https://docs.aws.amazon.com/connect/latest/adminguide/chat-message-streaming.html */
function publishing(key: TopicKey, place: Installation): Statement {
  const { publisher } = topics[key]
  const isConnect = publisher === 'connect.amazonaws.com'
  return {
    Effect: 'Allow',
    Principal: { Service: publisher },
    Action: 'sns:Publish',
    Resource: topicArn(key, place),
    Condition: {
      StringEquals: { 'aws:SourceAccount': place.account },
      ArnLike: {
        'aws:SourceArn': isConnect
          ? place.instanceArn
          : `arn:aws:social-messaging:${place.region}:${place.account}:*`,
      },
    },
  }
}

/** The queues that receive messages from a topic or rule. All other queues have no policy. */
export const FED = (Object.keys(queues) as QueueKey[]).filter((key) => 'from' in queues[key])

function sourcesOf(key: QueueKey): { topics: TopicKey[]; rules: string[] } {
  const queue = queues[key]
  const from: readonly object[] = 'from' in queue ? queue.from : []
  return {
    topics: from.flatMap((origin) => ('topic' in origin ? [origin.topic as TopicKey] : [])),
    rules: from.flatMap((origin) => ('rule' in origin ? [origin.rule as string] : [])),
  }
}

/** `ownTopics` are the administrator's own topics to which the queue is subscribed. */
export function queueLink(
  key: QueueKey,
  place: Installation,
  { sqs }: Pick<Aws, 'sqs'>,
  ownTopics: readonly string[] = [],
): Resource<Policy> {
  const { broken } = QUEUES[key]
  const QueueUrl = queueUrl(key, place)
  const { topics: fromTopics, rules: fromRules } = sourcesOf(key)
  const senders = [
    ...[...fromTopics.map((topic) => topicArn(topic, place)), ...ownTopics].map(
      (arn) => ['sns.amazonaws.com', arn] as const,
    ),
    ...fromRules.map(
      (rule) =>
        [
          'events.amazonaws.com',
          `arn:aws:events:${place.region}:${place.account}:rule/${ruleName(rule)}`,
        ] as const,
    ),
  ]
  async function read(): Promise<Policy | undefined> {
    try {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
      )
      return parsed(Attributes.Policy)
    } catch (error) {
      if (error instanceof QueueDoesNotExist || (error as Error).name === 'QueueDoesNotExist')
        return undefined
      throw error
    }
  }
  const refused = (policy: Policy) =>
    senders.filter(
      ([service, source]) => !letsIn(about(policy, source), service, 'sqs:SendMessage'),
    )
  return {
    name: `queue ${queueName(key)}`,
    stays: 'accepts messages from topics and rules',
    iam: ['sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'],
    read,
    diff(live) {
      if (!live) throw missing(`queue ${queueName(key)}`, broken)
      return refused(live).map(([service]) => ({
        action: 'update' as const,
        summary: `let ${service} send to it again, because its policy was changed; until then, ${broken}`,
      }))
    },
    async apply(live) {
      const policy = refused(live!).reduce(
        (changed, [service, source]) =>
          withStatement(changed, {
            Effect: 'Allow',
            Principal: { Service: service },
            Action: 'sqs:SendMessage',
            Resource: queueArn(key, place),
            Condition: { ArnEquals: { 'aws:SourceArn': source } },
          }),
        live!,
      )
      await sqs.send(
        new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } }),
      )
      return (await read())!
    },
  }
}

/**
 * Returns the statements of a policy that apply to this source: those that name this source, and
 * those that name no source.
 */
const about = (policy: Policy, source: string): Policy => ({
  Statement: statements(policy).filter(({ Condition }) => {
    const text = JSON.stringify(Condition ?? {})
    return !text.includes('aws:SourceArn') || text.includes(`"${source}"`)
  }),
})

const parsed = (text: string | undefined): Policy => (text ? JSON.parse(text) : { Statement: [] })

const withStatement = (policy: Policy, statement: Statement): Policy => ({
  Version: '2012-10-17',
  ...policy,
  Statement: [...statements(policy), statement],
})

const missing = (what: string, broken: string) =>
  new ConfigError(
    `${what}: somebody deleted it, so ${broken}. CloudFormation cannot create it again in place: run "connect-whatsapp destroy", which keeps the data, and "connect-whatsapp apply".`,
  )
