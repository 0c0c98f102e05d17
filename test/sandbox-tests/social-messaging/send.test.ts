import { SendWhatsAppMessageCommand } from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import {
  ana,
  aSocialMessaging,
  blob,
  hello,
  toAna,
  travelNumber,
  travelNumberArn,
} from './fixtures.ts'

type Aws = Awaited<ReturnType<typeof aSocialMessaging>>

const send = (aws: Aws, message: unknown, { from = travelNumber, metaApiVersion = 'v23.0' } = {}) =>
  aws.client.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: from,
      message: blob(message),
      metaApiVersion,
    }),
  )

const events = ({ emitted }: Aws) => emitted.map(({ detailType }) => detailType)

it('answers with an id at once, and EventBridge reports the message’s statuses under that id', async () => {
  await using aws = await aSocialMessaging()
  aws.writes()

  const { messageId } = await send(aws, hello, { from: travelNumberArn })
  const before = aws.whatsapp.screen(ana).messages.length
  await aws.clock.advance(5000)

  expect(messageId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(before).toBe(1)
  expect(aws.whatsapp.screen(ana).messages.at(-1)).toMatchObject({ text: 'Hello', ticks: 'read' })
  expect(events(aws)).toEqual([
    'WhatsApp Message Received',
    'WhatsApp Message Sent',
    'WhatsApp Message Delivered',
    'WhatsApp Message Read',
  ])
  expect(aws.emitted.slice(1).every(({ detail }) => detail.messageId === messageId)).toBe(true)
})

it('reports a failed message with the fields that AWS documents, without naming the customer', async () => {
  await using aws = await aSocialMessaging()

  const { messageId } = await send(aws, { ...hello, to: '+15550199' })
  await aws.clock.advance(5000)

  // The event has the documented fields, with our own ids:
  // https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-social-messaging.html
  expect(aws.emitted).toEqual([
    {
      source: 'aws.social-messaging',
      detailType: 'WhatsApp Message Failed',
      detail: {
        wabaId: '102290129340398',
        originationPhoneNumber: '15550100',
        originationPhoneNumberId: '106540352242922',
        messageId,
        status: 'failed',
        eventTimestamp: expect.stringMatching(/^\d{10}$/),
        errors: [
          { code: 131026, title: 'Message undeliverable', message: 'Message undeliverable' },
        ],
      },
    },
  ])
})

it('accepts a message that WhatsApp will refuse, and reports the refusal later', async () => {
  await using aws = await aSocialMessaging()

  const { messageId } = await send(aws, hello)
  await aws.clock.advance(5000)

  expect(messageId).toBeDefined()
  expect(aws.emitted).toMatchObject([
    { detailType: 'WhatsApp Message Failed', detail: { messageId, errors: [{ code: 131047 }] } },
  ])
})

it('names the sender in the event about a received message, or emits no such event, if the setting says so', async () => {
  await using aws = await aSocialMessaging()

  aws.writes()
  aws.guesses.receivedEvent = 'with-sender'
  aws.writes()
  aws.guesses.receivedEvent = 'not-sent'
  aws.writes()

  expect(JSON.stringify(aws.emitted[0])).not.toContain('15550142')
  expect(aws.emitted[1]!.detail).toMatchObject({ from: '15550142' })
  expect(aws.emitted).toHaveLength(2)
})

it.each([
  ['a recipient without +', { ...hello, to: '15550142' }, {}, 'InvalidParametersException'],
  [
    'no recipient',
    { messaging_product: 'whatsapp', type: 'text', text: { body: 'Hi' } },
    {},
    'InvalidParametersException',
  ],
  ['what is no JSON', 'Hello', {}, 'InvalidParametersException'],
  ['a list', [hello], {}, 'InvalidParametersException'],
  [
    'more than 2,048,000 bytes',
    toAna({ type: 'text', text: { body: 'x'.repeat(2_048_000) } }),
    {},
    'ValidationException',
  ],
  ['nothing', '', {}, 'ValidationException'],
  ['a version without minor', hello, { metaApiVersion: 'v23' }, 'ValidationException'],
  ['a version before 20', hello, { metaApiVersion: 'v19.0' }, 'InvalidParametersException'],
  [
    'a number that is not linked',
    hello,
    { from: 'phone-number-id-00000000000000000000000000000000' },
    'ResourceNotFoundException',
  ],
])('refuses a message at once: %s', async (_, message, options, name) => {
  await using aws = await aSocialMessaging()

  await expect(send(aws, message, options)).rejects.toMatchObject({ name })
  expect(aws.whatsapp.sent()).toEqual([])
})

it('lets Connect send only from numbers that are tagged for Connect', async () => {
  await using aws = await aSocialMessaging()
  aws.writes()

  expect(() => aws.native.send(travelNumberArn, hello)).toThrow(
    expect.objectContaining({ code: 'AccessDeniedException' }),
  )
  aws.native.tag(travelNumberArn)
  aws.native.send(travelNumberArn, hello)
  await aws.clock.advance(5000)

  expect(aws.whatsapp.sent()).toMatchObject([{ to: ana, status: 'read' }])
})
