// A customer whom WhatsApp could not reach gets no further template until an agent chooses to try
// again.
import { afterEach, expect, it } from 'vitest'
import { codeOf, shopTemplate as template } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const since = async (chat: Chat) => (await chat.api('GET', '/conversation')).body.notOnWhatsAppSince

it('refuses messages to a customer who is not on WhatsApp until an agent chooses to try again', async () => {
  const chat = await scenario.nativeChat()
  scenario.whatsapp.setCustomer(chat.customer, { registered: false })
  const first = await chat.reply(template)
  await scenario.advance('10s')

  const second = await chat.reply(template)
  const resent = await chat.api('POST', `/replies/${first.body.id}/resend`, { attempt: 1 })
  const remembered = await since(chat)
  scenario.whatsapp.setCustomer(chat.customer, { registered: true })
  const again = await chat.reply(template, { tryAgain: true })
  await scenario.advance('10s')

  expect(codeOf(second)).toEqual([422, 'not_on_whatsapp'])
  expect(codeOf(resent)).toEqual([422, 'not_on_whatsapp'])
  expect(remembered).toBeDefined()
  expect(codeOf(again)).toEqual([202, undefined])
  expect(await since(chat)).toBeUndefined()
})

it('refuses messages again after another attempt has failed, until the customer writes', async () => {
  const chat = await scenario.bridgedChat()
  const bridgedTemplate = { type: 'template', name: 'hello_again', language: 'en_US', values: {} }
  scenario.whatsapp.setCustomer(chat.customer, { registered: false })
  const first = await chat.reply(bridgedTemplate)
  await scenario.advance('10s')
  const failed = await since(chat)
  const resent = await chat.api('POST', `/replies/${first.body.id}/resend`, {
    attempt: 1,
    tryAgain: true,
  })
  await scenario.advance('10s')
  const failedAgain = await since(chat)

  scenario.whatsapp.setCustomer(chat.customer, { registered: true })
  chat.writes('Here I am')
  await scenario.advance('10s')

  expect(resent.status).toBe(202)
  expect(failedAgain > failed).toBe(true)
  expect(await since(chat)).toBeUndefined()
})
