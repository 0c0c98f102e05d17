// Creates the resources that the stack creates in an AWS account: the table, the bucket, the
// queues, the topics and the rules. The queues have no policies, because the sandbox lets SNS and
// EventBridge write to every queue.
import {
  deadLetters,
  type Installation,
  mediaBucket,
  NOTICE_TOPIC,
  type QueueKey,
  queueArn,
  queueName,
  queues,
  ruleName,
  rules,
  tableName,
  topicArn,
  topicName,
  topics,
} from '#deployment/resources'
import { table } from '#deployment/table'
import type { EventBus } from '../aws/eventbridge.ts'
import type { FrontDoor } from '../aws/front-door.ts'
import type { Answer } from '../aws/http.ts'

export async function deploy(door: FrontDoor, events: EventBus, place: Installation) {
  await Promise.all([createTable(door, place), createBucket(door, mediaBucket(place))])
  for (const key of Object.keys(queues) as QueueKey[]) await createQueue(door, key, place)
  for (const key of Object.keys(topics) as (keyof typeof topics)[])
    await createTopic(door, key, place)
  await ask(door, 'sns', new URLSearchParams({ Action: 'CreateTopic', Name: NOTICE_TOPIC }))

  for (const [key, queue] of Object.entries(queues)) {
    for (const origin of 'from' in queue ? queue.from : []) {
      if ('topic' in origin) {
        const form = {
          Action: 'Subscribe',
          TopicArn: topicArn(origin.topic, place),
          Protocol: 'sqs',
          Endpoint: queueArn(key as QueueKey, place),
        }
        await ask(door, 'sns', new URLSearchParams(form))
      } else {
        const deliver = async (event: string) =>
          void (await ask(door, 'sqs.SendMessage', {
            QueueUrl: queueName(key),
            MessageBody: event,
          }))
        events.putRule({
          name: ruleName(origin.rule),
          source: rules[origin.rule].source,
          targets: { queue: queueArn(key as QueueKey, place) },
          deliver,
        })
      }
    }
  }
}

async function createTable(door: FrontDoor, place: Installation) {
  const { partitionKey, sortKey, localIndexes, globalIndexes, expiryAttribute } = table
  const attributes = [
    partitionKey,
    sortKey,
    ...Object.values(localIndexes).map((index) => index.sortKey),
    ...Object.values(globalIndexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ]
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ]
  await ask(door, 'dynamodb.CreateTable', {
    TableName: tableName(place),
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...new Set(attributes)].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: schema(partitionKey, sortKey),
    LocalSecondaryIndexes: Object.entries(localIndexes).map(([IndexName, index]) => ({
      IndexName,
      KeySchema: schema(partitionKey, index.sortKey),
      Projection: { ProjectionType: index.projects === 'keys' ? 'KEYS_ONLY' : 'ALL' },
    })),
    GlobalSecondaryIndexes: Object.entries(globalIndexes).map(([IndexName, index]) => ({
      IndexName,
      KeySchema: schema(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: index.projects },
    })),
  })
  await ask(door, 'dynamodb.UpdateTimeToLive', {
    TableName: tableName(place),
    TimeToLiveSpecification: { AttributeName: expiryAttribute, Enabled: true },
  })
}

const createBucket = async (door: FrontDoor, bucket: string) =>
  successful(await door.internal('s3', { method: 'PUT', path: `/${bucket}` }))

async function createQueue(door: FrontDoor, key: QueueKey, place: Installation) {
  const queue = queues[key]
  const fifo = 'fifo' in queue ? { FifoQueue: 'true' } : {}
  const dead = queueName(deadLetters(key))
  await ask(door, 'sqs.CreateQueue', {
    QueueName: dead,
    Attributes: { ...fifo, MessageRetentionPeriod: '1209600' },
  })
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:${place.region}:${place.account}:${dead}`,
    maxReceiveCount: queue.maxReceives,
  })
  await ask(door, 'sqs.CreateQueue', {
    QueueName: queueName(key),
    Attributes: { ...fifo, VisibilityTimeout: String(queue.visibilitySeconds), RedrivePolicy },
  })
}

async function createTopic(door: FrontDoor, key: keyof typeof topics, place: Installation) {
  const TopicArn = topicArn(key, place)
  const { publisher } = topics[key]
  await ask(door, 'sns', new URLSearchParams({ Action: 'CreateTopic', Name: topicName(key) }))
  const sourceArn =
    publisher === 'connect.amazonaws.com'
      ? place.instanceArn
      : `arn:aws:${publisher.split('.')[0]}:${place.region}:${place.account}:*`
  const statement = {
    Effect: 'Allow',
    Principal: { Service: publisher },
    Action: 'sns:Publish',
    Resource: TopicArn,
    Condition: {
      StringEquals: { 'aws:SourceAccount': place.account },
      ArnLike: { 'aws:SourceArn': sourceArn },
    },
  }
  const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await ask(
    door,
    'sns',
    new URLSearchParams({
      Action: 'SetTopicAttributes',
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue,
    }),
  )
}

// The prefix of the header X-Amz-Target in requests to each service.
const TARGETS: Readonly<Record<string, string>> = {
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
}

/**
 * Calls the operation `target`, which has the form `service.Operation`. The input is sent as a form
 * if it is URLSearchParams, as SNS requires, and otherwise as JSON.
 */
async function ask(door: FrontDoor, target: string, input: object): Promise<Answer> {
  const [service, operation] = target.split('.') as [string, string?]
  const form = input instanceof URLSearchParams
  const headers: Record<string, string> = {
    'content-type': form ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.0',
  }
  if (operation) headers['x-amz-target'] = `${TARGETS[service] ?? service}.${operation}`
  return successful(
    await door.internal(service, {
      headers,
      body: Buffer.from(form ? input.toString() : JSON.stringify(input)),
    }),
  )
}

function successful(answer: Answer): Answer {
  if (answer.status >= 300)
    throw new Error(`the sandbox could not make its resources: ${answer.status} ${answer.body}`)
  return answer
}
