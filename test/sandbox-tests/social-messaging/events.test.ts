import {
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  SendWhatsAppMessageCommand,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { jpeg } from '../whatsapp/fixtures.ts'
import {
  ana,
  aSocialMessaging,
  blob,
  business,
  channelRole,
  hello,
  instance,
  topic,
  travel,
  travelArn,
  travelNumber,
  travelNumberArn,
} from './fixtures.ts'

type Aws = Awaited<ReturnType<typeof aSocialMessaging>>

const sendTo = (aws: Aws, eventDestinationArn: string, roleArn?: string) =>
  aws.client.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({
      id: travel,
      eventDestinations: [{ eventDestinationArn, roleArn }],
    }),
  )
const reply = (aws: Aws, message: object = hello) =>
  aws.client.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: travelNumber,
      message: blob(message),
      metaApiVersion: 'v23.0',
    }),
  )

const entries = ({ published }: Aws) =>
  published.map(({ message }) => JSON.parse(message.whatsAppWebhookEntry))

it("wraps WhatsApp's webhook in AWS's envelope", async () => {
  await using aws = await aSocialMessaging()
  await sendTo(aws, topic)

  const { id, timestamp } = aws.whatsapp.customerSends(ana, business, {
    type: 'image',
    image: {},
    data: jpeg.toString('base64'),
  })
  await aws.clock.advance(0)

  // https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destination-dlrs.html
  expect(aws.published).toEqual([
    {
      topic,
      principal: 'social-messaging.amazonaws.com',
      sourceArn: travelArn,
      message: {
        context: {
          MetaWabaIds: [{ wabaId: '102290129340398', arn: travelArn }],
          MetaPhoneNumberIds: [{ metaPhoneNumberId: '106540352242922', arn: travelNumberArn }],
        },
        whatsAppWebhookEntry: expect.any(String),
        aws_account_id: '111122223333',
        message_timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
        messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    },
  ])
  expect(entries(aws)).toEqual([
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550100', phone_number_id: '106540352242922' },
            contacts: [{ profile: { name: 'Ana' }, wa_id: '15550142' }],
            messages: [
              {
                from: '15550142',
                id,
                timestamp,
                type: 'image',
                image: {
                  mime_type: 'image/jpeg',
                  sha256: expect.any(String),
                  id: expect.stringMatching(/^\d+$/),
                  url: expect.any(String),
                },
              },
            ],
          },
        },
      ],
    },
  ])
})

it('publishes the status “accepted” from AWS, then WhatsApp’s statuses with the sender’s callback data', async () => {
  await using aws = await aSocialMessaging()
  await sendTo(aws, topic)
  aws.writes()

  await reply(aws, { ...hello, biz_opaque_callback_data: 'r1.1' })
  await aws.clock.advance(5000)

  const statuses = entries(aws).flatMap(({ changes }) => changes[0].value.statuses ?? [])
  const [accepted, ...ofWhatsApp] = statuses
  expect(accepted).toEqual({
    id: ofWhatsApp[0]?.id,
    status: 'accepted',
    timestamp: expect.any(String),
  })
  expect(ofWhatsApp).toMatchObject(
    ['sent', 'delivered', 'read'].map((status) => ({
      status,
      biz_opaque_callback_data: 'r1.1',
      recipient_id: '15550142',
    })),
  )
})

it('publishes events about templates without a phone number', async () => {
  await using aws = await aSocialMessaging()
  await sendTo(aws, topic)

  aws.whatsapp.templates.setStatus(
    '102290129340398',
    { name: 'flight_changed', language: 'en_US' },
    'PAUSED',
  )
  await aws.clock.advance(0)

  expect(aws.published[0]!.message.context.MetaPhoneNumberIds).toEqual([])
  expect(entries(aws)[0].changes).toMatchObject([
    { field: 'message_template_status_update', value: { event: 'PAUSED' } },
  ])
})

it('passes messages and statuses to Connect, with the ids that SendWhatsAppMessage returned', async () => {
  await using aws = await aSocialMessaging()
  await sendTo(aws, instance, channelRole)
  const { id } = aws.writes('Hello?')

  const { messageId } = await reply(aws)
  await aws.clock.advance(5000)

  expect(aws.received[0]).toMatchObject({
    inbound: {
      phoneNumberArn: travelNumberArn,
      businessNumber: business,
      customer: { number: ana, name: 'Ana' },
      message: { id, type: 'text', text: { body: 'Hello?' } },
    },
  })
  expect(aws.received.slice(1)).toEqual(
    ['sent', 'delivered', 'read'].map((status) => ({ status: { messageId, status } })),
  )
  expect(aws.published).toEqual([])
})

it('loses events if the role may no longer deliver them, and records the reason', async () => {
  await using aws = await aSocialMessaging()
  await sendTo(aws, instance, channelRole)
  aws.roles.set(channelRole, [])

  aws.writes()
  await aws.clock.advance(0)

  expect(aws.received).toEqual([])
  expect(aws.lost).toMatchObject([
    {
      account: travel,
      destination: instance,
      why: expect.stringContaining('connect:SendIntegrationEvent'),
    },
  ])
})

it("loses events if the topic's policy refuses them, and records the reason", async () => {
  await using aws = await aSocialMessaging()
  await sendTo(aws, `${topic}-closed`)

  aws.writes()
  await aws.clock.advance(0)

  expect(aws.lost).toMatchObject([{ why: expect.stringContaining('not authorized') }])
})

it('sends events about messages to EventBridge, whatever the event destination', async () => {
  await using aws = await aSocialMessaging()

  await reply(aws)
  await aws.clock.advance(5000)

  expect(aws.emitted.map(({ detailType }) => detailType)).toEqual(['WhatsApp Message Failed'])
})
