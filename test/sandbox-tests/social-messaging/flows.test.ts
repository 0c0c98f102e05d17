// Forms (WhatsApp Flows) through the genuine client, and how their status decides whether a message
// is accepted.
import {
  GetWhatsAppFlowCommand,
  GetWhatsAppFlowPreviewCommand,
  ListWhatsAppFlowsCommand,
  SendWhatsAppMessageCommand,
} from '@aws-sdk/client-socialmessaging'
import { expect, it } from 'vitest'
import { DAY_MS } from '../whatsapp/fixtures.ts'
import { ana, aSocialMessaging, blob, repairsNumber, toAna, travel } from './fixtures.ts'

type Aws = Awaited<ReturnType<typeof aSocialMessaging>>

const repairs = 'waba-9f8e7d6c5b4a39281706f5e4d3c2b1a0'
const repairsMetaId = '102290129340499'
const appointment = '1079254650791678'
const draft = '1273340981556677'

const sendForm = async (aws: Aws, parameters: object) => {
  await aws.client.send(
    new SendWhatsAppMessageCommand({
      originationPhoneNumberId: repairsNumber,
      metaApiVersion: 'v23.0',
      message: blob(
        toAna({
          type: 'interactive',
          interactive: {
            type: 'flow',
            body: { text: 'When shall we come?' },
            action: {
              name: 'flow',
              parameters: { flow_message_version: '3', flow_cta: 'Choose', ...parameters },
            },
          },
        }),
      ),
    }),
  )
  await aws.clock.advance(5_000)
  const { status, errors } = aws.whatsapp.sent().at(-1)!
  return errors?.[0]?.code ?? status
}

it('lists the forms of an account page by page, and returns each by its id', async () => {
  await using aws = await aSocialMessaging()

  const first = await aws.client.send(new ListWhatsAppFlowsCommand({ id: repairs, maxResults: 2 }))
  const { nextToken } = first
  const rest = await aws.client.send(new ListWhatsAppFlowsCommand({ id: repairs, nextToken }))
  const one = await aws.client.send(new GetWhatsAppFlowCommand({ id: repairs, flowId: draft }))

  expect(first.flows![0]).toEqual({
    flowId: appointment,
    flowName: 'Appointment',
    flowStatus: 'PUBLISHED',
    flowCategories: ['APPOINTMENT_BOOKING'],
    validationErrors: [],
  })
  expect(rest.flows!.map(({ flowId }) => flowId)).toEqual([draft])
  expect(one).toMatchObject({ flowName: 'Pick-up address', flowStatus: 'DRAFT' })
  await expect(
    aws.client.send(new GetWhatsAppFlowCommand({ id: travel, flowId: appointment })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

it('returns the same preview until it expires or is renewed', async () => {
  await using aws = await aSocialMessaging()
  const preview = async (more: object = {}) => {
    const input = { id: repairs, flowId: appointment, ...more }
    return (await aws.client.send(new GetWhatsAppFlowPreviewCommand(input))).preview!
  }

  const first = await preview()
  const again = await preview()
  const renewed = await preview({ invalidate: true })
  await aws.clock.advance(31 * DAY_MS)
  const later = await preview()

  expect(again).toEqual(first)
  expect(new Set([first, renewed, later].map(({ previewUrl }) => previewUrl)).size).toBe(3)
  expect(first.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/)
})

it('sends a form that is a draft only in draft mode, and sends a throttled form at most ten times an hour', async () => {
  await using aws = await aSocialMessaging()
  aws.whatsapp.settings.pairRate = false
  aws.whatsapp.customerSends(ana, '+15550101', { type: 'text', text: { body: 'Hi' } })

  expect(await sendForm(aws, { flow_id: appointment })).toBe('read')
  expect(await sendForm(aws, { flow_id: draft })).toBe(131009)
  expect(await sendForm(aws, { flow_id: draft, mode: 'draft' })).toBe('read')
  expect(await sendForm(aws, { flow_id: '1' })).toBe(131009)
  aws.whatsapp.forms.setStatus(repairsMetaId, appointment, 'BLOCKED')
  expect(await sendForm(aws, { flow_id: appointment })).toBe(132068)
  aws.whatsapp.forms.setStatus(repairsMetaId, appointment, 'THROTTLED')
  for (let n = 0; n < 10; n++) await sendForm(aws, { flow_id: appointment })
  expect(await sendForm(aws, { flow_id: appointment })).toBe(132069)
})
