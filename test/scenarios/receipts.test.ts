// What customers of bridged numbers see: that their message was read, and that the agent is typing.
import { afterEach, expect, it } from 'vitest'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { agentConsole, whatsapp } = scenario
afterEach(() => scenario.asUsual())

/** Returns the customer's messages that the phone shows as read. */
const readOf = ({ customer }: Chat) =>
  whatsapp
    .screen(customer)
    .messages.filter(({ direction }) => direction === 'inbound')
    .map(({ ticks }) => ticks === 'read')
const isTyping = ({ customer }: Chat) => whatsapp.screen(customer).typing.length > 0
const receiptsSince = (from: number) =>
  scenario
    .calls(from, 'send-receipt')
    .filter(({ operation }) => operation === 'SendWhatsAppMessage').length

const ACTS: readonly [string, (chat: Chat) => unknown][] = [
  ['the widget shows it', (chat: Chat) => chat.api('GET', '/conversation')],
  [
    'Connect streams that the agent read it',
    async (chat: Chat) => agentConsole.reads(chat.contactId, chat.agent),
  ],
  ['the agent’s typed answer was accepted', async (chat: Chat) => void chat.says('Here I am')],
  [
    'the agent’s answer from the widget was accepted',
    (chat: Chat) => chat.reply({ type: 'location', latitude: 1, longitude: 1 }),
  ],
]

it.each(ACTS)('marks the customer’s message as read, only once, when %s', async (_, act) => {
  const chat = await scenario.bridgedChat()
  await scenario.advance('5s')
  const before = readOf(chat)
  const from = scenario.latestCall()

  for (let i = 0; i < 2; i++) {
    await act(chat)
    await scenario.advance('5s')
  }

  expect([before, readOf(chat), receiptsSince(from)]).toEqual([[false], [true], 1])
})

it('shows the customer a typing indicator only until the first answer, at most every 20 seconds', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  const types = () => agentConsole.types(chat.contactId, chat.agent)

  for (let seconds = 0; seconds <= 24; seconds += 6) {
    types()
    await scenario.advance('6s')
  }
  const typed = [isTyping(chat), readOf(chat), receiptsSince(from)]
  chat.says('Here I am')
  await scenario.advance('5s')
  types()
  await scenario.advance('5s')

  expect(typed).toEqual([true, [true], 2])
  expect([isTyping(chat), receiptsSince(from)]).toEqual([false, 2])
})

it('shows no typing indicator to a customer who wrote more than 24 hours ago', async () => {
  const chat = await scenario.bridgedChat()
  await scenario.advance('24h1m')
  agentConsole.types(chat.contactId, chat.agent)
  await scenario.advance('5s')

  expect(isTyping(chat)).toBe(false)
})

it('marks a message as read even without receipts from Connect, and repeats a throttled request', async () => {
  scenario.guesses.streamedReceipts = 'not-streamed'
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'throttle',
    operation: 'SendWhatsAppMessage',
    function: 'send-receipt',
    times: 1,
  })
  agentConsole.reads(chat.contactId, chat.agent)
  await chat.api('GET', '/conversation')
  await scenario.advance('5s')
  const first = readOf(chat)
  chat.says('Here I am')
  await scenario.advance('5s')

  expect([first, readOf(chat)]).toEqual([[false], [true]])
})

it('neither delays nor repeats a reply while requests for read receipts fail', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  scenario.fault({
    kind: 'error',
    function: 'enqueue-reply',
    service: 'sqs',
    operation: 'SendMessage',
    code: 'InternalError',
    status: 500,
    times: 3,
  })
  agentConsole.types(chat.contactId, chat.agent)
  await scenario.advance('5s')
  scenario.calm()
  scenario.fault({
    kind: 'error',
    function: 'send-receipt',
    operation: 'SendWhatsAppMessage',
    code: 'InternalServiceException',
    status: 500,
  })
  chat.says('Here I am')
  await scenario.advance('2s')
  const texts = chat.texts()
  await scenario.advance('3m')
  scenario.calm()
  await chat.api('GET', '/conversation')
  await scenario.advance('5s')

  expect(texts).toEqual(['Here I am'])
  expect(chat.texts()).toEqual(['Here I am'])
  expect(receiptsSince(from)).toBe(1)
  expect(await scenario.deadLetters()).toEqual({})
})
