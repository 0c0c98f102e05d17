// A customer who stopped marketing messages gets none, and the agent reads the reason before
// filling in a template.
import { afterEach, expect, it } from 'vitest'
import { codeOf, shopTemplate as shop } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { whatsapp, world } = scenario.sandbox
afterEach(() => scenario.calm())

const stoppedAt = async (chat: Chat) =>
  (await chat.api('GET', '/conversation')).body.marketingStoppedAt

it('refuses marketing after the first message that WhatsApp refuses with 131050', async () => {
  const chat = await scenario.nativeChat()
  whatsapp.customerSetsMarketing(chat.customer, world.wabas[0]!.numbers[0]!.number, 'stop')

  const first = await chat.reply(shop)
  await scenario.advance('10s')
  const second = await chat.reply(shop)
  const again = await chat.api('POST', `/replies/${first.body.id}/resend`, { attempt: 1 })

  expect(codeOf(first)).toEqual([202, undefined])
  expect(codeOf(second)).toEqual([422, 'marketing_stopped'])
  expect(codeOf(again)).toEqual([422, 'marketing_stopped'])
  expect(await stoppedAt(chat)).toBeDefined()
})

it('refuses marketing after the customer stopped it, until the customer allows it again', async () => {
  const chat = await scenario.bridgedChat()
  const number = world.wabas[1]!.numbers[0]!.number

  whatsapp.customerSetsMarketing(chat.customer, number, 'stop')
  await scenario.advance('5s')
  const stopped = await stoppedAt(chat)
  whatsapp.customerSetsMarketing(chat.customer, number, 'resume')
  await scenario.advance('5s')

  expect(stopped).toBeDefined()
  expect(await stoppedAt(chat)).toBeUndefined()
})
