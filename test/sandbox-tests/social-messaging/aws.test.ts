// Tests AWS End User Messaging Social together with S3 and SNS behind the sandbox's HTTP server for
// AWS calls (the front door).

import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  PostWhatsAppMessageMediaCommand,
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  SocialMessagingClient,
} from '@aws-sdk/client-socialmessaging'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, it } from 'vitest'
import { createAws } from '../../sandbox/aws/api.ts'
import { startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { createClock } from '../../sandbox/clock.ts'
import { socialMessaging } from '../../sandbox/social-messaging/service.ts'
import { createWhatsApp } from '../../sandbox/whatsapp/network.ts'
import { aWorld, pdf } from '../whatsapp/fixtures.ts'
import { ana, business, travel, travelArn, travelNumber } from './fixtures.ts'

async function anAccount() {
  const clock = createClock()
  const world = aWorld()
  const { account, region } = world
  const door = await startFrontDoor({ port: 0, clock, account, region })
  const { api } = createAws(door)
  const whatsapp = createWhatsApp({ clock, world })
  const nowhere = () => {
    throw new Error('there is no instance here')
  }
  const { service, lost } = socialMessaging({ clock, world, whatsapp, api, connect: nowhere })
  door.serve(service)
  const config = {
    region,
    endpoint: door.url,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
    maxAttempts: 1,
  }
  return {
    clock,
    whatsapp,
    lost,
    social: new SocialMessagingClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    /** This client creates presigned URLs with AWS's host names. */
    s3OfAws: new S3Client({ region, credentials: config.credentials }),
    async [Symbol.asyncDispose]() {
      clock.stop()
      await door.close()
    },
  }
}

const policy = (Resource: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'social-messaging.amazonaws.com' },
      Action: 'sns:Publish',
      Resource,
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': travelArn },
      },
    },
  ],
})

it("delivers a customer's message through a topic to a queue, if the topic's policy allows it", async () => {
  await using aws = await anAccount()
  const { TopicArn } = await aws.sns.send(new CreateTopicCommand({ Name: 'whatsapp-events' }))
  const { QueueUrl } = await aws.sqs.send(new CreateQueueCommand({ QueueName: 'whatsapp-events' }))
  const { Attributes } = await aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const raw = { RawMessageDelivery: 'true' }
  await aws.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes!.QueueArn,
      Attributes: raw,
    }),
  )
  await aws.social.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({
      id: travel,
      eventDestinations: [{ eventDestinationArn: TopicArn }],
    }),
  )

  aws.whatsapp.customerSends(ana, business, { type: 'text', text: { body: 'Too early' } })
  await aws.clock.advance(1000)
  await aws.sns.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify(policy(TopicArn!)),
    }),
  )
  aws.whatsapp.customerSends(ana, business, { type: 'text', text: { body: 'Hi' } })
  await aws.clock.advance(1000)

  const { Messages = [] } = await aws.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  )
  const texts = Messages.map(
    ({ Body }) =>
      JSON.parse(JSON.parse(Body!).whatsAppWebhookEntry).changes[0].value.messages[0].text.body,
  )
  expect(texts).toEqual(['Hi'])
  expect(aws.lost).toHaveLength(1)
})

it('uploads an S3 object to WhatsApp by bucket and key or by presigned URL, which S3 checks', async () => {
  await using aws = await anAccount()
  const object = { Bucket: 'media-example', Key: 'a b.pdf' }
  await aws.s3.send(new CreateBucketCommand({ Bucket: object.Bucket }))
  await aws.s3.send(new PutObjectCommand({ ...object, Body: pdf, ContentType: 'application/pdf' }))
  const post = (source: object) =>
    aws.social.send(
      new PostWhatsAppMessageMediaCommand({ originationPhoneNumberId: travelNumber, ...source }),
    )
  const presigned = async () => ({
    sourceS3PresignedUrl: {
      url: await getSignedUrl(aws.s3OfAws, new GetObjectCommand(object), { expiresIn: 60 }),
      headers: { 'Content-Type': 'application/pdf' },
    },
  })
  const expired = await presigned()

  const byName = await post({ sourceS3File: { bucketName: object.Bucket, key: object.Key } })
  const byUrl = await post(await presigned())
  await aws.clock.advance(61_000)

  expect(aws.whatsapp.media.get('106540352242922', byName.mediaId!)?.body).toEqual(pdf)
  expect(aws.whatsapp.media.get('106540352242922', byUrl.mediaId!)?.body).toEqual(pdf)
  await expect(post(expired)).rejects.toMatchObject({ name: 'InvalidParametersException' })
})
