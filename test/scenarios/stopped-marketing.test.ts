// A customer who has stopped marketing messages gets none. The widget tells the agent so before the
// agent fills in a template.
import { afterEach, expect, it } from 'vitest'
import { codeOf, shopTemplate as shop } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { whatsapp, world } = scenario.sandbox
afterEach(() => scenario.calm())

const stoppedAt = async (chat: Chat) =>
  (await chat.api('GET', '/conversation')).body.marketingStoppedAt

it('refuses further marketing templates to a customer after WhatsApp has refused one with 131050', async () => {
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

it('refuses marketing templates from when the customer stops marketing until the customer allows it again', async () => {
  const chat = await scenario.bridgedChat()
  const number = world.wabas[1]!.numbers[0]!.number

  // The API always refuses this template, because its video is missing. If the customer has stopped
  // marketing messages, this is a second reason.
  const marketing = { type: 'template', name: 'workshop_in_motion', language: 'en_US', values: {} }
  const reasons = async (): Promise<string[]> =>
    (await chat.reply(marketing)).body.problems.map(({ code }: { code: string }) => code)

  whatsapp.customerSetsMarketing(chat.customer, number, 'stop')
  await scenario.advance('5s')
  const stopped = await stoppedAt(chat)
  const whileStopped = await reasons()
  whatsapp.customerSetsMarketing(chat.customer, number, 'resume')
  await scenario.advance('5s')

  expect(stopped).toBeDefined()
  expect(whileStopped).toContain('marketing_stopped')
  expect(await stoppedAt(chat)).toBeUndefined()
  expect(await reasons()).not.toContain('marketing_stopped')
})
