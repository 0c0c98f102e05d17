import { expect, it } from 'vitest'
import {
  ana,
  aWhatsApp,
  business,
  DAY_MS,
  otherBusiness,
  repairsNumberId,
  text,
} from './fixtures.ts'

const hello = { type: 'template', template: { name: 'hello_again', language: { code: 'en_US' } } }

it.each([
  ['a second before 24 hours', DAY_MS - 1000, undefined],
  ['a second after 24 hours', DAY_MS + 1000, 131047],
])('free text %s after the customer wrote', async (_, wait, code) => {
  const { writes, clock, send } = aWhatsApp()
  writes()
  await clock.advance(wait)

  const sent = await send(text('Hello'))

  expect(sent.code).toBe(code)
})

it('refuses free text to somebody who never wrote', async () => {
  const { send } = aWhatsApp()

  const sent = await send(text('Hello'))

  expect(sent).toMatchObject({ code: 131047, statuses: ['failed'] })
})

it('keeps a window for each business number', async () => {
  const { writes, send } = aWhatsApp()
  writes('Hi', business)

  const sent = await send(text('Hello'), { from: repairsNumberId })

  expect(sent.code).toBe(131047)
})

it('delivers a template at any time, which opens no window', async () => {
  const { send } = aWhatsApp()

  const template = await send(hello, { from: repairsNumberId })
  const free = await send(text('And now?'), { from: repairsNumberId })

  expect(template.statuses).toEqual(['sent', 'delivered', 'read'])
  expect(free.code).toBe(131047)
})

it('opens by a call as by a message', async () => {
  const { whatsapp, send } = aWhatsApp()
  whatsapp.customerCalls(ana, otherBusiness)

  const sent = await send(text('Hello'), { from: repairsNumberId })

  expect(sent.statuses).toEqual(['sent', 'delivered', 'read'])
})

it('begins again with every message', async () => {
  const { writes, clock, send } = aWhatsApp()
  writes()
  await clock.advance(DAY_MS - 60_000)
  writes('Still there?')
  await clock.advance(DAY_MS - 60_000)

  const sent = await send(text('Yes'))

  expect(sent.code).toBeUndefined()
})
