import { expect, it } from 'vitest'
import {
  ana,
  aWhatsApp,
  DAY_MS,
  ogg,
  repairsNumberId,
  text,
  travelNumberId,
  username,
} from './fixtures.ts'

it('reports the statuses sent, delivered and read, with time, recipient, callback data and price', async () => {
  const { writes, whatsapp, clock, statuses } = aWhatsApp()
  writes()

  const id = whatsapp.accept(
    travelNumberId,
    { messaging_product: 'whatsapp', to: ana, ...text('Hello'), biz_opaque_callback_data: 'r1.1' },
    'v23.0',
  )
  await clock.advance(5000)

  const [sent, delivered, read] = statuses()
  expect(sent).toEqual({
    id,
    status: 'sent',
    timestamp: expect.stringMatching(/^\d{10}$/),
    recipient_id: '15550142',
    biz_opaque_callback_data: 'r1.1',
    pricing: {
      billable: expect.any(Boolean),
      pricing_model: 'PMP',
      type: expect.any(String),
      category: 'service',
    },
  })
  expect([delivered, read]).toMatchObject([
    { status: 'delivered' },
    { status: 'read', biz_opaque_callback_data: 'r1.1' },
  ])
  expect(Number(read!.timestamp) - Number(sent!.timestamp)).toBeGreaterThanOrEqual(2)
})

it('reports only the status sent while the phone is off, and delivered when the phone is on again', async () => {
  const { writes, whatsapp, send, clock, statuses } = aWhatsApp()
  writes()
  whatsapp.setCustomer(ana, { online: false })

  const { statuses: before } = await send(text('Hello'))
  const seenBefore = whatsapp.screen(ana).messages.length
  whatsapp.setCustomer(ana, { online: true })
  await clock.advance(10_000)

  expect(before).toEqual(['sent'])
  expect(seenBefore).toBe(1)
  expect(statuses().map(({ status }) => status)).toEqual(['sent', 'delivered', 'read'])
  expect(whatsapp.screen(ana).messages).toHaveLength(2)
})

it('does not deliver to a phone that stays off for more than 30 days', async () => {
  const { writes, whatsapp, send, clock, statuses } = aWhatsApp()
  writes()
  whatsapp.setCustomer(ana, { online: false })
  await send(text('Hello'))

  await clock.advance(31 * DAY_MS)
  whatsapp.setCustomer(ana, { online: true })
  await clock.advance(10_000)

  expect(statuses().map(({ status }) => status)).toEqual(['sent'])
})

it('does not report “read” for a customer who does not look at the chat', async () => {
  const { writes, whatsapp, send } = aWhatsApp()
  writes()
  whatsapp.setCustomer(ana, { reads: false })

  const sent = await send(text('Hello'))

  expect(sent.statuses).toEqual(['sent', 'delivered'])
  expect(whatsapp.screen(ana).messages.at(-1)).toMatchObject({ text: 'Hello', ticks: 'delivered' })
})

it('reports the status “played” for a voice message, and only “sent” for a reaction', async () => {
  const { writes, send, upload } = aWhatsApp()
  const { id } = writes()

  const voice = await send({
    type: 'audio',
    audio: { id: upload(ogg(1), 'audio/ogg'), voice: true },
  })
  const reaction = await send({ type: 'reaction', reaction: { message_id: id, emoji: '👍' } })

  expect(voice.statuses).toEqual(['sent', 'delivered', 'read', 'played'])
  expect(reaction.statuses).toEqual(['sent'])
})

it('reports statuses twice and in any order if the setting for this is on', async () => {
  const { writes, whatsapp, send } = aWhatsApp()
  writes()
  whatsapp.settings.oddStatuses = true

  const sent = await send(text('Hello'))

  expect(sent.statuses.sort()).toEqual(['delivered', 'delivered', 'read', 'read', 'sent', 'sent'])
})

it('identifies people with a username by their user id only', async () => {
  const { writes, send, statuses, webhooks } = aWhatsApp()
  writes('Hi', undefined, username)

  const sent = await send(text('Hello'), { to: { recipient: username } })

  expect(webhooks[0]!.value.messages[0]).toMatchObject({ from_user_id: username, type: 'text' })
  expect(webhooks[0]!.value.messages[0]).not.toHaveProperty('from')
  expect(webhooks[0]!.value.contacts).toEqual([
    { profile: { name: 'Sheena', username: 'sheena' }, user_id: username },
  ])
  expect(sent.statuses).toEqual(['sent', 'delivered', 'read'])
  expect(statuses()[0]).toMatchObject({ recipient_user_id: username })
  expect(statuses()[0]).not.toHaveProperty('recipient_id')
})

it('sends no authentication template to a user id', async () => {
  const { send } = aWhatsApp()
  const button = {
    type: 'button',
    sub_type: 'url',
    index: '0',
    parameters: [{ type: 'text', text: '123456' }],
  }
  const components = [{ type: 'body', parameters: [{ type: 'text', text: '123456' }] }, button]
  const code = {
    type: 'template',
    template: { name: 'login_code', language: { code: 'en_US' }, components },
  }

  const toUser = await send(code, { from: repairsNumberId, to: { recipient: username } })
  const toNumber = await send(code, { from: repairsNumberId })

  expect(toUser.code).toBe(131062)
  expect(toNumber.statuses).toContain('delivered')
})

it.each([
  ['somebody without WhatsApp', '+15550199', 131026],
  ['the business itself', '+15550100', 131021],
])('refuses to send to %s', async (_, to, code) => {
  const { send } = aWhatsApp()

  const sent = await send(text('Hello'), { to: { to } })

  expect(sent.code).toBe(code)
})

it('accepts 45 messages to one person at once, and then one message every 6 seconds', async () => {
  const { writes, whatsapp, clock, statuses, send } = aWhatsApp()
  writes()

  const ids = Array.from({ length: 46 }, () =>
    whatsapp.accept(
      travelNumberId,
      { messaging_product: 'whatsapp', to: ana, ...text('Hello') },
      'v23.0',
    ),
  )
  await clock.advance(5000)
  const failed = statuses().filter(({ status }) => status === 'failed')
  const later = await send(text('Hello'))

  expect(failed).toMatchObject([{ id: ids[45], errors: [{ code: 131056 }] }])
  expect(later.code).toBe(131056)
  await clock.advance(6000)
  expect((await send(text('Hello'))).code).toBeUndefined()
})

it('refuses messages above the throughput of a number if the setting limits the throughput', async () => {
  const { writes, whatsapp, clock, statuses } = aWhatsApp()
  writes()
  whatsapp.settings.messagesPerSecond = 2

  for (const body of ['1', '2', '3'])
    whatsapp.accept(
      travelNumberId,
      { messaging_product: 'whatsapp', to: ana, ...text(body) },
      'v23.0',
    )
  await clock.advance(5000)

  expect(statuses().filter(({ status }) => status === 'failed')).toMatchObject([
    { errors: [{ code: 130429 }] },
  ])
})

const survey = { type: 'template', template: { name: 'weekend', language: { code: 'en_US' } } }
const marketing = {
  name: 'weekend',
  language: 'en_US',
  category: 'MARKETING',
  components: [{ type: 'BODY', text: 'Where to this weekend?' }],
}

it.each([
  ['a telephone in the United States', '+14155550132', {}, 131049],
  ['a telephone in Canada', '+16135550132', {}, undefined],
  ['an example number without area code', ana, {}, undefined],
  ['somebody who said stop', ana, { marketing: 'stopped' }, 131050],
  ['somebody over the limit per user', ana, { marketing: 'limited' }, 131049],
  ["somebody in Meta's experiment", ana, { marketing: 'experiment' }, 130472],
] as const)(
  'decides as WhatsApp would about a marketing template to %s',
  async (_, to, settings, code) => {
    const { whatsapp, send, clock } = aWhatsApp()
    whatsapp.templates.create('102290129340398', marketing)
    await clock.advance(60_000)
    whatsapp.setCustomer(to, settings)

    const sent = await send(survey, { to: { to } })

    expect(sent.code).toBe(code)
  },
)

it('reports an immediate error in another format than an error that occurs later', async () => {
  const { send, statuses } = aWhatsApp()

  await send({ type: 'text', text: { body: 'Hi', foo: 1 } })
  await send(text('Hi'))

  const [graph, later] = statuses().map(({ errors }) => errors[0])
  expect(graph).toEqual({
    code: 100,
    message: '(#100) Invalid parameter',
    type: 'OAuthException',
    error_data: {
      messaging_product: 'whatsapp',
      details: `Unexpected key "foo" on param "message['text']".`,
    },
  })
  expect(later).toMatchObject({
    code: 131047,
    title: 'Re-engagement message',
    message: 'Re-engagement message',
    href: expect.any(String),
  })
})

it('sends no marketing template if the business has switched marketing off', async () => {
  const { whatsapp, send, clock } = aWhatsApp()
  whatsapp.templates.create('102290129340398', marketing)
  await clock.advance(60_000)
  whatsapp.settings.marketing = false

  expect((await send(survey)).code).toBe(131063)
})

it('reports to the business that a customer opted out of marketing', () => {
  const { whatsapp, webhooks } = aWhatsApp()

  whatsapp.customerSetsMarketing(ana, '+15550100', 'stop')

  expect(whatsapp.customer(ana)?.marketing).toBe('stopped')
  expect(webhooks).toMatchObject([
    {
      field: 'user_preferences',
      value: {
        user_preferences: [{ wa_id: '15550142', category: 'marketing_messages', value: 'stop' }],
      },
    },
  ])
})
