// The AWS calls with which the commands read keys, event rules and the CORS configuration of a
// bucket.
import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, expect, it } from 'vitest'
import { createAws } from '../../sandbox/aws/api.ts'
import { startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { createClock } from '../../sandbox/clock.ts'

const clock = createClock()
const door = await startFrontDoor({ port: 0, clock, account: '111122223333', region: 'us-east-1' })
const { events, api, deliveries } = createAws(door)
const settings = {
  region: 'us-east-1',
  endpoint: door.url,
  credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
}
const kms = new KMSClient(settings)
const eventBridge = new EventBridgeClient(settings)
const sqs = new SQSClient(settings)
const s3 = new S3Client({ ...settings, forcePathStyle: true })
afterAll(async () => {
  for (const client of [kms, eventBridge, sqs, s3]) client.destroy()
  clock.stop()
  await door.close()
})

it('a new KMS key is symmetric and enabled, and allows its account everything', async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))

  expect(KeyMetadata).toMatchObject({
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
  })
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: KeyMetadata!.KeyId! }))
  expect(JSON.parse(Policy!).Statement[0].Principal).toEqual({
    AWS: 'arn:aws:iam::111122223333:root',
  })
})

it('a key policy that locks everybody out, and an unknown key, are refused', async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] })

  await expect(
    kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata!.Arn!, Policy })),
  ).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
  })
  await expect(kms.send(new DescribeKeyCommand({ KeyId: 'none' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  })
})

it('a disabled rule delivers nothing until it is enabled again', async () => {
  const delivered: string[] = []
  events.putRule({
    targets: { queue: 'q' },
    name: 'statuses',
    source: ['aws.social-messaging'],
    deliver: async (event) => void delivered.push(event),
  })
  const emit = async () => {
    api.emit({ source: 'aws.social-messaging', detailType: 'WhatsApp Message Read', detail: {} })
    await deliveries.idle()
  }

  await eventBridge.send(new DisableRuleCommand({ Name: 'statuses' }))
  await emit()
  expect((await eventBridge.send(new DescribeRuleCommand({ Name: 'statuses' }))).State).toBe(
    'DISABLED',
  )
  expect(delivered).toHaveLength(0)

  await eventBridge.send(new EnableRuleCommand({ Name: 'statuses' }))
  await emit()
  expect(delivered).toHaveLength(1)
})

it('a new rule delivers to its target, until the target is removed', async () => {
  const QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'watched' }))).QueueUrl!
  const Id = 'queue'
  const Rule = 'watch'
  const EventPattern = JSON.stringify({ source: ['aws.social-messaging'] })
  await eventBridge.send(new PutRuleCommand({ Name: Rule, EventPattern }))
  const Arn = 'arn:aws:sqs:us-east-1:111122223333:watched'
  await eventBridge.send(new PutTargetsCommand({ Rule, Targets: [{ Id, Arn }] }))
  const emit = async (detailType: string) => {
    api.emit({ source: 'aws.social-messaging', detailType, detail: {} })
    await deliveries.idle()
  }

  await emit('WhatsApp Message Read')
  await eventBridge.send(new RemoveTargetsCommand({ Rule, Ids: [Id] }))
  await emit('WhatsApp Message Sent')

  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 })
  const { Messages = [] } = await sqs.send(receive)
  expect(Messages.map(({ Body }) => JSON.parse(Body!)['detail-type'])).toEqual([
    'WhatsApp Message Read',
  ])
})

it('an unknown rule is not found', async () => {
  await expect(eventBridge.send(new DescribeRuleCommand({ Name: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

it('a bucket answers with its CORS rules, or with an error if it has none', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'attachments' }))
  await expect(s3.send(new GetBucketCorsCommand({ Bucket: 'attachments' }))).rejects.toMatchObject({
    name: 'NoSuchCORSConfiguration',
  })
  const CORSRules = [{ AllowedMethods: ['PUT'], AllowedOrigins: ['https://sales.my.connect.aws'] }]

  await s3.send(
    new PutBucketCorsCommand({ Bucket: 'attachments', CORSConfiguration: { CORSRules } }),
  )

  expect((await s3.send(new GetBucketCorsCommand({ Bucket: 'attachments' }))).CORSRules).toEqual(
    CORSRules,
  )
})
