// Creates the topics, the event rule, and the queues to which they write. Each queue has a
// dead-letter queue.

import { createHash } from 'node:crypto'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns'
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
} from 'aws-cdk-lib/aws-sqs'
import { ArnFormat, Duration, Fn, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import {
  deadLetters,
  type QueueKey,
  queueName,
  queues,
  ruleName,
  rules,
  topicArn,
  topicName,
  topics,
} from '#deployment/resources'
import { filled } from '../engine/policy.ts'
import whatsappTopicStatement from '../policies/whatsapp-topic-statement.json' with { type: 'json' }
import { idOf } from './id.ts'
import type { StackSettings } from './settings.ts'

export interface Queues {
  of(key: QueueKey): Queue
  deadOf(key: QueueKey): Queue
}

/**
 * The longest retention that SQS allows. Within 14 days, somebody can notice a fault, correct it,
 * and redrive the messages.
 */
const RETENTION = Duration.days(14)

// These settings switch on high throughput. Without high throughput, an SQS queue accepts only 300
// messages a second, which would delay signals while many conversations are active.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
const FIFO = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
}

export function queuesAndTopics(scope: Construct, settings: StackSettings): Queues {
  const key = settings.kmsKeyArn ? Key.fromKeyArn(scope, 'Key', settings.kmsKeyArn) : undefined
  const encrypted = key
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
    : { encryption: QueueEncryption.SQS_MANAGED }
  const dead = new Map<string, Queue>()
  const made = new Map<string, Queue>()

  for (const [name, queue] of Object.entries(queues)) {
    const common = { ...('fifo' in queue && FIFO), ...encrypted, retentionPeriod: RETENTION }
    const letters = new Queue(scope, idOf(deadLetters(name)), {
      queueName: queueName(deadLetters(name)),
      ...common,
    })
    dead.set(name, letters)
    made.set(
      name,
      new Queue(scope, idOf(`${name}-queue`), {
        queueName: queueName(name),
        ...common,
        visibilityTimeout: Duration.seconds(queue.visibilitySeconds),
        deadLetterQueue: { queue: letters, maxReceiveCount: queue.maxReceives },
      }),
    )
  }
  for (const name of Object.keys(topics) as (keyof typeof topics)[]) topic(scope, name, settings)

  for (const [name, queue] of Object.entries(queues)) {
    for (const origin of 'from' in queue ? queue.from : []) {
      const into = { queue: made.get(name)!, dead: dead.get(name)! }
      if ('topic' in origin) {
        const topic = scope.node.findChild(idOf(`${origin.topic}-topic`)) as CfnTopic
        const id = `${origin.topic}-subscription`
        subscribe(scope, { id, arn: topicArn(origin.topic, settings), ref: topic.ref }, into)
      } else rule(scope, origin.rule, into)
    }
  }
  const events = { queue: made.get('whatsapp-events')!, dead: dead.get('whatsapp-events')! }
  for (const arn of settings.topics ?? [])
    subscribe(scope, { id: `own-topic-${digest(arn)}-subscription`, arn, ref: arn }, events)
  return { of: (name) => made.get(name)!, deadOf: (name) => dead.get(name)! }
}

function topic(scope: Construct, name: keyof typeof topics, settings: StackSettings) {
  const { kmsKeyArn, account, region, instanceArn } = settings
  const made = new CfnTopic(scope, idOf(`${name}-topic`), {
    topicName: topicName(name),
    ...(kmsKeyArn && { kmsMasterKeyId: kmsKeyArn }),
  })
  const arn = topicArn(name, settings)
  const statement =
    topics[name].publisher === 'social-messaging.amazonaws.com'
      ? // The commands look for exactly this statement in the topic's policy.
        filled(whatsappTopicStatement, { TOPIC: arn, REGION: region, ACCOUNT: account })
      : // https://docs.aws.amazon.com/connect/latest/adminguide/chat-message-streaming.html
        {
          Sid: 'AllowChatStreaming',
          Effect: 'Allow',
          Principal: { Service: topics[name].publisher },
          Action: 'sns:Publish',
          Resource: arn,
          Condition: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnEquals: { 'aws:SourceArn': instanceArn },
          },
        }
  // This policy replaces SNS's default policy, which allows the whole account but no AWS service.
  new CfnTopicPolicy(scope, idOf(`${name}-topic-policy`), {
    topics: [made.ref],
    policyDocument: { Version: '2012-10-17', Statement: [statement] },
  })
}

/** Allows an AWS service to send to the queue, but only from one topic or rule. */
function mayWrite(queue: Queue, service: string, sourceArn: string) {
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(service)],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    }),
  )
}

/**
 * The id contains a hash of the ARN, because two topic names can differ only in characters that a
 * logical id cannot have.
 */
const digest = (arn: string) => createHash('sha256').update(arn).digest('hex').slice(0, 8)

function subscribe(
  scope: Construct,
  { id, arn, ref }: { id: string; arn: string; ref: string },
  { queue, dead }: { queue: Queue; dead: Queue },
) {
  mayWrite(queue, 'sns.amazonaws.com', arn)
  // Messages that SNS cannot deliver go to the dead-letter queue.
  mayWrite(dead, 'sns.amazonaws.com', arn)
  new CfnSubscription(scope, idOf(id), {
    topicArn: ref,
    protocol: 'sqs',
    endpoint: queue.queueArn,
    // Functions need the SNS envelope, which contains the topic's ARN and the message attributes
    // that Connect sets.
    rawMessageDelivery: false,
    redrivePolicy: { deadLetterTargetArn: dead.queueArn },
  })
}

function rule(
  scope: Construct,
  name: keyof typeof rules,
  { queue, dead }: { queue: Queue; dead: Queue },
) {
  const arn = Stack.of(scope).formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: ruleName(name),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  })
  mayWrite(queue, 'events.amazonaws.com', arn)
  // Events that EventBridge cannot deliver go to the dead-letter queue.
  mayWrite(dead, 'events.amazonaws.com', arn)
  new CfnRule(scope, idOf(`${name}-rule`), {
    name: ruleName(name),
    description: 'Delivery statuses of WhatsApp messages, from AWS End User Messaging Social',
    state: 'ENABLED',
    eventPattern: { source: [...rules[name].source], account: [Fn.ref('AWS::AccountId')] },
    targets: [{ id: 'queue', arn: queue.queueArn, deadLetterConfig: { arn: dead.queueArn } }],
  })
}
