import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { account, region, started } from './support.ts'

const { client, clock, door, aws } = await started()
const sqs = new SQSClient(client)
const sns = new SNSClient(client)

const queue = async (QueueName: string, Attributes: Record<string, string> = {}) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!
const receive = async (QueueUrl: string, max = 10) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: max }))).Messages ?? []
const sendInGroup = (QueueUrl: string, MessageBody: string, MessageGroupId = 'g') =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody,
      MessageGroupId,
      MessageDeduplicationId: MessageBody,
    }),
  )

it('uses the sandbox’s account in queue URLs and ARNs, and accepts queue URLs with AWS’s host name', async () => {
  const url = await queue('named', {})

  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/named`,
      AttributeNames: ['QueueArn'],
    }),
  )

  expect(url).toBe(`${door.url}/${account}/named`)
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'named' }))).QueueUrl).toBe(url)
  expect(Attributes!.QueueArn).toBe(`arn:aws:sqs:${region}:${account}:named`)
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }))).rejects.toThrow(
    QueueDoesNotExist,
  )
})

it('delivers to a queue with the sandbox’s account, a valid checksum and the message unchanged', async () => {
  const QueueUrl = await queue('subscriber')
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'events' }))
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${region}:${account}:subscriber`,
    }),
  )
  const message = '{"TopicArn":"arn:aws:sns:us-east-1:000000000000:quoted"}'

  await sns.send(new PublishCommand({ TopicArn, Message: message }))

  const envelope = JSON.parse((await receive(QueueUrl))[0]!.Body!)
  expect(envelope).toMatchObject({
    Type: 'Notification',
    TopicArn: `arn:aws:sns:${region}:${account}:events`,
    Message: message,
  })
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  expect(Subscriptions).toMatchObject([
    { Owner: account, TopicArn, Endpoint: `arn:aws:sqs:${region}:${account}:subscriber` },
  ])
})

it('publishes on behalf of a service only if the topic’s policy allows that service from that source', async () => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'guarded' }))
  const sourceArn = `arn:aws:connect:${region}:${account}:instance/one`
  const publish = (principal: string, source: string) =>
    aws.api.publish(TopicArn!, 'hello', {}, { principal, sourceArn: source })
  await expect(publish('connect.amazonaws.com', sourceArn)).rejects.toMatchObject({
    code: 'AuthorizationError',
  })

  const Condition = {
    StringEquals: { 'aws:SourceAccount': account },
    ArnEquals: { 'aws:SourceArn': sourceArn },
  }
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { Service: 'connect.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TopicArn,
      Condition,
    },
  ]
  const policy = JSON.stringify({ Version: '2012-10-17', Statement })
  await sns.send(
    new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: policy }),
  )

  await publish('connect.amazonaws.com', sourceArn)
  await expect(publish('connect.amazonaws.com', `${sourceArn}-other`)).rejects.toMatchObject({
    code: 'AuthorizationError',
  })
  await expect(publish('social-messaging.amazonaws.com', sourceArn)).rejects.toMatchObject({
    code: 'AuthorizationError',
  })
  expect((await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes!.Policy).toBe(
    policy,
  )
  await expect(
    sns.send(new GetTopicAttributesCommand({ TopicArn: `${TopicArn}-gone` })),
  ).rejects.toThrow(NotFoundException)
})

it('hides a received message for its visibility timeout, in virtual time', async () => {
  const QueueUrl = await queue('hides', { VisibilityTimeout: '600' })
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }))
  const [first] = await receive(QueueUrl)

  await clock.advance(570_000)
  expect(await receive(QueueUrl)).toEqual([])
  await clock.advance(31_000)

  const [again] = await receive(QueueUrl)
  expect(again!.MessageId).toBe(first!.MessageId)
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: again!.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  )
  expect(await receive(QueueUrl)).toHaveLength(1)
})

it('delivers the messages of a group in order, and the next ones only after the previous are deleted', async () => {
  const QueueUrl = await queue('ordered.fifo', { FifoQueue: 'true', VisibilityTimeout: '30' })
  for (const body of ['1', '2', '3', '4']) await sendInGroup(QueueUrl, body)
  await sendInGroup(QueueUrl, 'other', 'h')

  const batch = await receive(QueueUrl, 4)
  const meanwhile = await receive(QueueUrl, 10)

  expect(batch.map(({ Body }) => Body)).toEqual(['1', 'other', '2', '3'])
  expect(meanwhile).toEqual([])
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: batch[0]!.ReceiptHandle }))
  expect(await receive(QueueUrl)).toEqual([])
  await clock.advance(31_000)
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['2', 'other', '3', '4'])
})

it('drops a message with a repeated deduplication id for five minutes of virtual time', async () => {
  const QueueUrl = await queue('repeats.fifo', { FifoQueue: 'true' })
  await sendInGroup(QueueUrl, 'same')
  const [first] = await receive(QueueUrl)
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle }))

  await sendInGroup(QueueUrl, 'same')
  expect(await receive(QueueUrl)).toEqual([])
  await clock.advance(301_000)
  await sendInGroup(QueueUrl, 'same')

  expect(await receive(QueueUrl)).toHaveLength(1)
})

it('moves messages that were received too often to the dead-letter queue', async () => {
  const dead = await queue('dead')
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:${region}:${account}:dead`,
    maxReceiveCount: 2,
  })
  const QueueUrl = await queue('tries', { VisibilityTimeout: '0', RedrivePolicy })
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }))

  const seen = [await receive(QueueUrl), await receive(QueueUrl), await receive(QueueUrl)]

  expect(seen.map((messages) => messages.length)).toEqual([1, 1, 0])
  expect((await receive(dead))[0]!.Body).toBe('poison')
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }),
  )
  expect(Attributes!.RedrivePolicy).toBe(RedrivePolicy)
})

it('moves dead letters back to the queue from which they came, as new messages', async () => {
  const letters = await queue('redriven-dead')
  const deadLetterTargetArn = `arn:aws:sqs:${region}:${account}:redriven-dead`
  const source = await queue('redriven', {
    VisibilityTimeout: '10',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: '1' }),
  })
  await sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: 'again' }))
  await receive(source)
  await clock.advance(11_000)
  await receive(source)

  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetterTargetArn }))

  expect(await receive(letters)).toEqual([])
  expect(await receive(source)).toMatchObject([{ Body: 'again' }])
  await expect(
    sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: `arn:aws:sqs:${region}:${account}:redriven` }),
    ),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
