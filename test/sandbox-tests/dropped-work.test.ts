// Test files share a sandbox, so everything that a file has left pending is dropped at its end.
import { expect, it } from 'vitest'
import { startScenario } from '../scenarios/start-scenario.ts'

const scenario = await startScenario()
const { sandbox, agentConsole, whatsapp, business } = scenario
const text = (body: string) => ({ type: 'text', text: { body } })

it('does nothing more for chats whose pending work was dropped, and serves new chats as before', async () => {
  const [chat, native, late] = [
    await scenario.bridgedChat(),
    await scenario.nativeChat(),
    await scenario.bridgedChat(),
  ]
  // The phone is off. It would report the message later, when it is switched on.
  whatsapp.setCustomer(native.customer, { online: false })
  native.says('We are open until six.')
  // A reply waits for its next attempt.
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage' })
  late.says('Your car is ready.')
  await scenario.advance('3s')
  scenario.calm()
  // A chat waits in a queue.
  whatsapp.customerSends(scenario.newNumber(), business.bridged.number, text('Hello?'))
  await scenario.advance('1s')
  // A customer's message is on its way to a function, and statuses of an agent's message are on
  // their way too.
  chat.says('On our way')
  await scenario.rest()
  scenario.fault({ kind: 'delay', service: 'sns', ms: 60_000, times: 1 })
  chat.writes('Where are you?')
  await scenario.rest()
  // Functions wait until they may repeat a throttled call. With the "swap" fault, SNS holds back an
  // item until the next one arrives.
  scenario.fault({ kind: 'throttle', service: 'dynamodb', function: 'enqueue-reply' })
  for (let n = 0; n < 6; n++) {
    late.says(`Throttled ${n}`)
    await scenario.rest()
  }
  scenario.fault({ kind: 'swap', service: 'sns', times: 1 })
  chat.says('Swapped')
  await scenario.rest()

  await sandbox.dropWork()
  const seen = async () => ({
    phones: [chat, native, late].map((each) => each.phone()),
    transcripts: [chat, native, late].map((each) => each.transcript().length),
    replies: (await chat.outbox()).length,
  })
  const dropped = await seen()
  const before = scenario.latestCall()
  const event = sandbox.events().at(-1)
  await scenario.advance('2d')
  whatsapp.setCustomer(native.customer, { online: true })
  await scenario.advance('1m')

  const calls = scenario.calls(before).map(({ caller, operation }) => `${caller} ${operation}`)
  expect(new Set(calls)).toEqual(new Set(['sweep Query']))
  expect(sandbox.events().at(-1)).toBe(event)
  expect(agentConsole.contacts().filter(({ state }) => state !== 'ended')).toEqual([])

  const next = await scenario.bridgedChat()
  next.says('Welcome')
  await scenario.advance('10s')
  expect(next.phone()).toMatchObject([{ text: 'Welcome', ticks: 'read' }])
  expect(await seen()).toEqual(dropped)
})
