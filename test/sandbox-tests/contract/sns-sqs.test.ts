import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { endpoint, newName, waitSeconds, writes } from './endpoint.ts'

type Undo = (work: () => Promise<unknown>) => void

const config = await endpoint()
const sns = new SNSClient(config)
const sqs = new SQSClient(config)

async function aTopic(undo: Undo) {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: newName('topic') }))
  undo(() => sns.send(new DeleteTopicCommand({ TopicArn })))
  return TopicArn!
}

async function aQueue(undo: Undo, ending = '', Attributes: Record<string, string> = {}) {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: `${newName('queue')}${ending}`, Attributes }),
  )
  undo(() => sqs.send(new DeleteQueueCommand({ QueueUrl })))
  const { Attributes: read } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  return { QueueUrl: QueueUrl!, QueueArn: read!.QueueArn! }
}

const received = async (QueueUrl: string) =>
  (
    await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
      }),
    )
  ).Messages ?? []

it('refuses a topic and a queue that do not exist', async () => {
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}))
  const { QueueName } = { QueueName: newName('none') }

  expect(Array.isArray(Topics)).toBe(true)
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName }))).rejects.toThrow(QueueDoesNotExist)
})

writes('returns the same topic for the same name, and the policy as it was set', async (undo) => {
  const TopicArn = await aTopic(undo)
  const Name = TopicArn.split(':').at(-1)!
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'connect.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: TopicArn,
  }
  const policy = { Version: '2012-10-17', Statement: [Statement] }

  const again = await sns.send(new CreateTopicCommand({ Name }))
  await sns.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify(policy),
    }),
  )

  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
  expect([again.TopicArn, JSON.parse(Attributes!.Policy!)]).toEqual([TopicArn, policy])
  await expect(
    sns.send(new GetTopicAttributesCommand({ TopicArn: `${TopicArn}-gone` })),
  ).rejects.toThrow(NotFoundException)
})

writes(
  'delivers a published message to a queue, unchanged and with its attributes',
  async (undo) => {
    const TopicArn = await aTopic(undo)
    const { QueueUrl, QueueArn } = await aQueue(undo)
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QueueArn,
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QueueArn }))
    const Message = '{"a":"“b”"}'

    await sns.send(
      new PublishCommand({
        TopicArn,
        Message,
        MessageAttributes: { Type: { DataType: 'String', StringValue: 'MESSAGE' } },
      }),
    )

    const [message] = await received(QueueUrl)
    expect(JSON.parse(message!.Body!)).toMatchObject({
      Type: 'Notification',
      TopicArn,
      Message,
      MessageAttributes: { Type: { Type: 'String', Value: 'MESSAGE' } },
    })
  },
)

writes('keeps the order of a message group', async (undo) => {
  const { QueueUrl } = await aQueue(undo, '.fifo', { FifoQueue: 'true' })
  for (const MessageBody of ['1', '2', '3'])
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody,
        MessageGroupId: 'g',
        MessageDeduplicationId: MessageBody,
      }),
    )

  const messages = await received(QueueUrl)

  expect(messages.map(({ Body }) => Body)).toEqual(['1', '2', '3'])
  for (const { ReceiptHandle } of messages)
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
})
