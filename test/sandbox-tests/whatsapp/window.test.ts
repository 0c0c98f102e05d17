import { expect, it } from 'vitest'
import {
  ana,
  aWhatsApp,
  business,
  DAY_MS,
  otherBusiness,
  repairsNumberId,
  text,
  travelNumberId,
} from './fixtures.ts'

const hello = { type: 'template', template: { name: 'hello_again', language: { code: 'en_US' } } }

it.each([
  ['accepts free text 23:59:59 after the customer’s last message', DAY_MS - 1000, undefined],
  ['refuses free text 24:00:01 after the customer’s last message', DAY_MS + 1000, 131047],
])('%s', async (_, wait, code) => {
  const { writes, clock, send } = aWhatsApp()
  writes()
  await clock.advance(wait)

  const sent = await send(text('Hello'))

  expect(sent.code).toBe(code)
})

it('refuses free text to a customer who has never written', async () => {
  const { send } = aWhatsApp()

  const sent = await send(text('Hello'))

  expect(sent).toMatchObject({ code: 131047, statuses: ['failed'] })
})

it('keeps a separate service window for each business number', async () => {
  const { writes, send } = aWhatsApp()
  writes('Hi', business)

  const sent = await send(text('Hello'), { from: repairsNumberId })

  expect(sent.code).toBe(131047)
})

it('delivers a template at any time, but does not open a service window for the template', async () => {
  const { send } = aWhatsApp()

  const template = await send(hello, { from: repairsNumberId })
  const free = await send(text('And now?'), { from: repairsNumberId })

  expect(template.statuses).toEqual(['sent', 'delivered', 'read'])
  expect(free.code).toBe(131047)
})

it('opens the service window when the customer calls, as when the customer writes', async () => {
  const { whatsapp, send } = aWhatsApp()
  whatsapp.customerCalls(ana, otherBusiness)

  const sent = await send(text('Hello'), { from: repairsNumberId })

  expect(sent.statuses).toEqual(['sent', 'delivered', 'read'])
})

it('restarts the service window with every message from the customer', async () => {
  const { writes, clock, send } = aWhatsApp()
  writes()
  await clock.advance(DAY_MS - 60_000)
  writes('Still there?')
  await clock.advance(DAY_MS - 60_000)

  const sent = await send(text('Yes'))

  expect(sent.code).toBeUndefined()
})

it.each([
  ['a number with a plus', { from: '+15550177' }, { wa_id: '+15550177' }, { to: '+15550177' }],
  ['a user id in place of a number', { from: 'US.77' }, { wa_id: 'US.77' }, { recipient: 'US.77' }],
  [
    'a user id only',
    { from_user_id: 'US.78' },
    { user_id: 'US.78', profile: { name: 'Kim' } },
    { recipient: 'US.78' },
  ],
  [
    'a known number and a new user id',
    { from: ana.slice(1), from_user_id: 'US.79' },
    {},
    { recipient: 'US.79' },
  ],
])(
  'accepts a reply to the customer if WhatsApp’s webhook identified the customer by %s',
  async (_, from, who, to) => {
    const { whatsapp, clock, send, webhooks } = aWhatsApp()
    const message = { id: 'wamid.1', type: 'text', text: { body: 'Hi' }, ...from }
    const timestamp = String(Math.floor(clock.now() / 1000))
    const webhook = {
      metadata: { phone_number_id: travelNumberId },
      contacts: [who],
      messages: [{ ...message, timestamp }],
    }
    whatsapp.takeOver(webhook)
    whatsapp.takeOver(webhook)
    expect(webhooks).toEqual([])

    const sent = await send(text('Hello'), { to })

    expect(sent.statuses).toContain('delivered')
    const [address] = Object.values(to)
    expect(whatsapp.screen(address!).messages.map((each) => each.text)).toEqual(['Hi', 'Hello'])
  },
)
