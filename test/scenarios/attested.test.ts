// The page of a contact's agent may report when the customer last wrote. Such a report changes how
// the service window is displayed for every agent, but a reply that is held until the customer
// answers stays held.
import { afterEach, expect, it } from 'vitest'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const scenario = await startScenario()
afterEach(() => scenario.calm())

const attest = async (chat: Chat, msAgo: number, as = 'maria') => {
  const customerWroteAt = new Date(scenario.sandbox.clock.now() - msAgo).toISOString()
  return scenario.api(as, 'POST', `/contacts/${chat.contactId}/evidence`, { customerWroteAt })
}
const windowOf = async (chat: Chat) => (await chat.api('GET', '/conversation')).body.window.is
const location = { type: 'location', latitude: 38.7, longitude: -9.1 }

it('opens the service window when the agent’s page alone reports a message, and closes it at error 131047', async () => {
  const chat = await scenario.nativeChat()
  await scenario.advance('24h')
  await scenario.advance('5m')
  const held = await chat.reply({ type: 'text', body: 'Wait for me' }, { hold: true })

  const accepted = await attest(chat, HOUR)
  const opened = await windowOf(chat)
  await scenario.advance('3m')
  const { body: before } = await chat.api('GET', `/replies/${held.requestId}`)
  const pressed = await chat.reply(location)
  await scenario.advance('30s')
  await attest(chat, 2 * HOUR)

  expect(accepted).toMatchObject({ status: 200, body: { accepted: true } })
  expect(opened).toBe('open')
  expect(before.status).toBe('held')
  expect(pressed.status).toBe(202)
  // The customer has not really written, so WhatsApp has refused the message with error 131047,
  // which proves that the window is closed.
  expect(await windowOf(chat)).toBe('closed')
})

it('accepts a report of a customer’s message only from the contact’s agent and only for a time during the chat', async () => {
  const chat = await scenario.nativeChat()
  const bridged = await scenario.bridgedChat()
  await scenario.advance('10m')

  const answers = [await attest(chat, HOUR), await attest(chat, -1000), await attest(bridged, 1000)]
  const other = await attest(chat, 1000, 'jonas')
  scenario.agentConsole.end(chat.contactId, chat.agent)
  await scenario.advance('10m')
  const ended = [await attest(chat, 5 * MINUTE), await attest(chat, 15 * MINUTE)]

  expect(answers.map(({ body }) => body)).toEqual(Array(3).fill({ accepted: false }))
  expect(ended.map(({ body }) => body)).toEqual([{ accepted: false }, { accepted: true }])
  expect([other.status, other.body.problems[0].code]).toEqual([403, 'not_your_contact'])
})
