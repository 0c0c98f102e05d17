// Records the events of the test phone and of the test messages: from EventBridge, from WhatsApp's
// topic and from Connect's chat streams. The recorder also records notices of alarms. The recorder
// creates a queue and a rule of its own, and removes both afterwards. Messages of topics that
// concern only other customers are discarded. EventBridge's events name no customer, so all events
// of our numbers are recorded.
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge'
import {
  NotFoundException,
  paginateListSubscriptionsByTopic,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  QueueDeletedRecently,
  QueueDoesNotExist,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { queueName, ruleName } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import { poll, retry, type Wait } from '../engine/wait.ts'

type Json = Record<string, any>

export interface Recorded {
  /** The name of the topic, or `events` for EventBridge. */
  from: string
  /** The event or the message, parsed. */
  body: Json
  /** The value of the message attribute `Type`, which Connect sets. */
  type?: string
  /** When SNS or EventBridge received the event. */
  at: Date
}

export interface Recorder {
  /**
   * Records everything that is published to the topic. With `contactId`, records only the chat
   * stream of this contact.
   */
  watch(topicArn: string, contactId?: string): Promise<void>
  /** From now on, records all events that contain this text. */
  follow(text: string): void
  /**
   * Waits until `find` finds something in the records, and returns what it found. Returns undefined
   * if it finds nothing in time.
   */
  until<Found>(
    find: (recorded: readonly Recorded[]) => Found | undefined,
    atMostMs?: number,
  ): Promise<Found | undefined>
  /** Waits, then returns all records. */
  after(ms: number): Promise<readonly Recorded[]>
  /** Removes the queue, the rule and the subscriptions. */
  remove(): Promise<void>
}

const NAME = 'verify'
const TARGET = 'queue'
/** SQS refuses the name of a deleted queue for a minute, so the wait for the name is longer. */
const NAME_FREE = { everyMs: 5_000, atMostMs: 70_000 }
const SUBSCRIBED = { everyMs: 2_000, atMostMs: 20_000 }

interface Where {
  account: string
  region: string
  /** All topics that may be watched, including those of an earlier run that was interrupted. */
  topics: readonly string[]
  /**
   * The ids of our numbers at Meta. EventBridge's events contain the business number, but no
   * customer.
   */
  numbers: readonly string[]
}

type Clients = Pick<Aws, 'eventBridge' | 'sns' | 'sqs'>

export async function startRecorder(
  { account, region, topics, numbers }: Where,
  { eventBridge, sns, sqs }: Clients,
  wait: Wait,
): Promise<Recorder> {
  const name = queueName(NAME)
  const rule = ruleName(NAME)
  const queueArn = `arn:aws:sqs:${region}:${account}:${name}`
  const recorded: Recorded[] = []
  const followed: string[] = []
  /**
   * EventBridge's events contain our number but no customer, so they are recognized by our number.
   * Messages of a topic are recognized by the customer or the followed text.
   */
  const isWanted = (body: string) =>
    (isEvent(body) ? numbers : followed).some((text) => body.includes(text))

  await remove()
  const { QueueUrl } = await retry(
    () => sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes() })),
    (error) => error instanceof QueueDeletedRecently,
    NAME_FREE,
    wait,
  )
  await eventBridge.send(
    new PutRuleCommand({
      Name: rule,
      EventPattern: JSON.stringify({ source: ['aws.social-messaging'] }),
      Description: 'Temporary: connect-whatsapp verify removes it',
    }),
  )
  await eventBridge.send(
    new PutTargetsCommand({ Rule: rule, Targets: [{ Id: TARGET, Arn: queueArn }] }),
  )

  const read = async () => {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      )
      if (Messages.length === 0) return recorded
      for (const { Body = '' } of Messages) if (isWanted(Body)) recorded.push(parsed(Body))
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }))
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    }
  }

  return {
    async watch(TopicArn, contactId) {
      const filter = contactId && {
        FilterPolicy: JSON.stringify({ InitialContactId: [contactId] }),
      }
      if (contactId) followed.push(contactId)
      await sns.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: 'sqs',
          Endpoint: queueArn,
          ...(filter && { Attributes: filter }),
        }),
      )
      await poll(
        () => subscriptionsOf(TopicArn),
        ({ length }) => length > 0,
        SUBSCRIBED,
        wait,
      )
    },
    follow: (text) => void followed.push(text),
    until: async (find, atMostMs = 60_000) =>
      poll(
        async () => find(await read()),
        (found) => found !== undefined,
        { everyMs: 2_000, atMostMs },
        wait,
      ),
    async after(ms) {
      await wait(ms)
      return read()
    },
    remove,
  }

  function attributes() {
    const from = (Service: string) => ({
      Effect: 'Allow',
      Principal: { Service },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    })
    return {
      MessageRetentionPeriod: '3600',
      SqsManagedSseEnabled: 'true',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [from('sns.amazonaws.com'), from('events.amazonaws.com')],
      }),
    }
  }

  async function subscriptionsOf(TopicArn: string): Promise<string[]> {
    const found: string[] = []
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client: sns },
      { TopicArn },
    ))
      for (const { Endpoint, SubscriptionArn } of Subscriptions)
        if (Endpoint === queueArn) found.push(SubscriptionArn!)
    return found
  }

  async function remove(): Promise<void> {
    for (const topic of topics)
      await unlessMissing(async () => {
        for (const SubscriptionArn of await subscriptionsOf(topic))
          await sns.send(new UnsubscribeCommand({ SubscriptionArn }))
      })
    await unlessMissing(async () => {
      await eventBridge.send(new RemoveTargetsCommand({ Rule: rule, Ids: [TARGET] }))
      await eventBridge.send(new DeleteRuleCommand({ Name: rule }))
    })
    await unlessMissing(async () => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }))
      await sqs.send(new DeleteQueueCommand({ QueueUrl }))
    })
  }
}

async function unlessMissing(removal: () => Promise<void>): Promise<void> {
  try {
    await removal()
  } catch (error) {
    const isMissing = [ResourceNotFoundException, QueueDoesNotExist, NotFoundException].some(
      (missing) => error instanceof missing,
    )
    if (!isMissing) throw error
  }
}

const isEvent = (body: string) => JSON.parse(body).source === 'aws.social-messaging'

function parsed(body: string): Recorded {
  const json: Json = JSON.parse(body)
  if (isEvent(body)) return { from: 'events', body: json, at: new Date(json.time) }
  const type = json.MessageAttributes?.Type?.Value
  return {
    from: String(json.TopicArn).split(':').at(-1)!,
    body: JSON.parse(json.Message),
    at: new Date(json.Timestamp),
    ...(type === undefined ? {} : { type }),
  }
}
