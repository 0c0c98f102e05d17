// Compares the sandbox's events and messages with the examples in AWS's documentation: they must
// have the same fields, with the same types.
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import * as socialMessagingSdk from '@aws-sdk/client-socialmessaging'
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'

const aTravelNumber = 'phone-number-id-1a2b3c4d5e6f708192a3b4c5d6e7f809'
const customer = '+15550142'
let sandbox: Sandbox
let sqs: SQSClient
const QueueUrl = () => `${sandbox.urls.aws}/111122223333/heard`

beforeAll(async () => {
  sandbox = await startSandbox()
  const { clients, urls } = sandbox
  sqs = new SQSClient({
    endpoint: urls.aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
  })
  const QueueArn = 'arn:aws:sqs:us-east-1:111122223333:heard'
  const service = { Service: 'social-messaging.amazonaws.com' }
  const { TopicArn } = await clients.sns.send(
    new CreateTopicCommand({
      Name: 'heard',
      Attributes: {
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: service, Action: 'sns:Publish', Resource: '*' },
          ],
        }),
      },
    }),
  )
  await sqs.send(new CreateQueueCommand({ QueueName: 'heard' }))
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: QueueArn,
      },
    ],
  })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: QueueUrl(), Attributes: { Policy } }))
  await clients.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QueueArn }))
  await clients.socialMessaging.send(
    new socialMessagingSdk.PutWhatsAppBusinessAccountEventDestinationsCommand({
      id: sandbox.world.wabas[0]!.id,
      eventDestinations: [{ eventDestinationArn: TopicArn }],
    }),
  )
})
afterAll(() => sandbox.stop())

/**
 * Returns the messages that SNS has delivered to the queue since the last call of this function.
 */
async function heard(): Promise<any[]> {
  await sandbox.clock.advance(0)
  const found: any[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: QueueUrl(),
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
      }),
    )
    if (Messages.length === 0) return found
    found.push(...Messages.map(({ Body }) => JSON.parse(JSON.parse(Body!).Message)))
  }
}

const send = (message: object) =>
  sandbox.clients.socialMessaging.send(
    new socialMessagingSdk.SendWhatsAppMessageCommand({
      originationPhoneNumberId: aTravelNumber,
      message: new TextEncoder().encode(
        JSON.stringify({ messaging_product: 'whatsapp', to: customer, ...message }),
      ),
      // AWS's example of a command uses this version.
      metaApiVersion: 'v20.0',
    }),
  )

/**
 * Returns the paths at which `actual` lacks a field of the documented example, or has another type.
 */
function lacking(example: any, actual: any, path = ''): string[] {
  if (Array.isArray(example))
    return Array.isArray(actual) && actual.length > 0
      ? lacking(example[0], actual[0], `${path}[0]`)
      : [path]
  if (typeof example === 'object' && example !== null)
    return Object.entries(example).flatMap(([key, value]) =>
      lacking(value, actual?.[key], path ? `${path}.${key}` : key),
    )
  return typeof example === typeof actual ? [] : [path]
}

// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
const envelope = {
  context: {
    MetaWabaIds: [
      {
        wabaId: '1234567890abcde',
        arn: 'arn:aws:social-messaging:us-east-1:111122223333:waba/fb2594b8a7974770b128a409e2example',
      },
    ],
    MetaPhoneNumberIds: [
      {
        metaPhoneNumberId: 'abcde1234567890',
        arn: 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/976c72a700aac43eaf573ae050example',
      },
    ],
  },
  whatsAppWebhookEntry: '{"...JSON STRING....',
  aws_account_id: '111122223333',
  message_timestamp: '2025-01-08T23:30:43.271279391Z',
  messageId: '6d69f07a-c317-4278-9d5c-6a84078419ec',
}

const statusEntry = {
  id: '503131219501234',
  changes: [
    {
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '14255550123', phone_number_id: '46271669example' },
        statuses: [
          {
            id: 'wamid.HBgLMTkxNzM5OTI3MzkVAgARGBJBMTM4NDdGRENEREI5Rexample',
            status: 'sent',
            timestamp: '1736379042',
            recipient_id: '01234567890',
            conversation: {
              id: '62374592e84cb58e52bdaed31example',
              expiration_timestamp: '1736461020',
              origin: { type: 'utility' },
            },
            pricing: { billable: true, pricing_model: 'CBP', category: 'utility' },
          },
        ],
      },
      field: 'messages',
    },
  ],
}

const imageEntry = {
  id: '365731266123456',
  changes: [
    {
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '12065550100', phone_number_id: '321010217760100' },
        contacts: [{ profile: { name: 'Diego' }, wa_id: '12065550102' }],
        messages: [
          {
            from: '14255550150',
            id: 'wamid.HBgLMTQyNTY5ODgzMDIVAgASGCBDNzBDRjM5MDU2ODEwMDkwREY4ODBDRDE0RjVGRkexample',
            timestamp: '1723506230',
            type: 'image',
            image: {
              mime_type: 'image/jpeg',
              sha256: 'BTD0xlqSZ7l02o+/upusiNStlEZhA/urkvKf143Uqjk=',
              id: '530339869524171',
            },
          },
        ],
      },
      field: 'messages',
    },
  ],
}

// https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-social-messaging.html
const failedDetail = {
  wabaId: '1163793972139053',
  originationPhoneNumber: '15815555555',
  originationPhoneNumberId: '574086085794038',
  messageId: '7bd36188-6123-4ded-a1dd-f017f0814405',
  status: 'failed',
  eventTimestamp: '1759466965',
  errors: [{ code: 131026, title: 'Message undeliverable', message: 'Message undeliverable' }],
}

it('a customer’s picture has every field of the example in AWS’s documentation', async () => {
  const data = Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100', 'hex'),
    Buffer.alloc(64),
  ]).toString('base64')
  sandbox.whatsapp.customerSends(customer, '+15550100', { type: 'image', data })
  const [message] = await heard()
  expect(lacking(envelope, message)).toEqual([])
  expect(lacking(imageEntry, JSON.parse(message.whatsAppWebhookEntry))).toEqual([])
})

it('a status has every field of AWS’s example except the conversation, which newer versions omit', async () => {
  // AWS does not document the form of its own status “accepted”.
  sandbox.guesses.acceptedStatus = 'no'
  await send({ type: 'text', text: { body: 'Your trip is booked.' } })
  await sandbox.clock.advance(500)
  const [message] = await heard()
  expect(lacking(envelope, message)).toEqual([])
  const status = 'changes[0].value.statuses[0]'
  expect(lacking(statusEntry, JSON.parse(message.whatsAppWebhookEntry))).toEqual([
    `${status}.conversation.id`,
    `${status}.conversation.expiration_timestamp`,
    `${status}.conversation.origin.type`,
  ])
})

it('EventBridge’s event of a failed message has exactly the fields of AWS’s example', async () => {
  await send({ type: 'image', image: { id: '4' } })
  await sandbox.clock.advance(500)
  const event = sandbox
    .events()
    .findLast(({ 'detail-type': type }) => type === 'WhatsApp Message Failed')
  expect(lacking(failedDetail, event?.detail)).toEqual([])
  expect(Object.keys(event?.detail).sort()).toEqual(Object.keys(failedDetail).sort())
  expect(event?.source).toBe('aws.social-messaging')
})
