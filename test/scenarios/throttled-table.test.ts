// What the functions do if DynamoDB throttles the table for longer than the SDK retries a call.
import { afterEach, expect, it } from 'vitest'
import { bookingPdf } from '../files/sample-files.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
/** The number of attempts that the SDK makes for one call to DynamoDB. */
const SDK_ATTEMPTS = 4

it('retries a throttled write to the table within seconds while it prepares a file', async () => {
  const chat = await scenario.bridgedChat()
  const throttled = scenario.fault({
    kind: 'throttle',
    function: 'send-reply',
    service: 'dynamodb',
    operation: 'PutItem',
    times: SDK_ATTEMPTS,
  })

  await chat.attaches(pdf)
  chat.says('Here it is')
  await scenario.advance('15s')

  expect(scenario.sandbox.faults.list().filter(({ id }) => id === throttled)).toEqual([])
  expect(chat.phone().map(({ text, media }) => text ?? media?.fileName)).toEqual([
    'booking.pdf',
    'Here it is',
  ])
  expect(chat.notices()).toEqual([])
})

it('answers 503 if the table throttles a read or write, and accepts the repeated request', async () => {
  const chat = await scenario.bridgedChat()
  const place = { type: 'location', latitude: 38.72, longitude: -9.14 }
  const throttled = () =>
    scenario.fault({
      kind: 'throttle',
      function: 'widget-api',
      service: 'dynamodb',
      operation: 'PutItem',
      times: SDK_ATTEMPTS,
    })

  throttled()
  const refused = await chat.reply(place)
  const accepted = await chat.reply(place, { requestId: refused.requestId })
  await scenario.advance('5s')

  expect(refused).toMatchObject({ status: 503, body: { problems: [{ code: 'try_again' }] } })
  expect(accepted.status).toBe(202)
  expect(chat.phone()).toHaveLength(1)
})
