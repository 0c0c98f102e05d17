// The functions can do some things in two ways. They choose the way according to what the command
// `verify` has found out about undocumented details of AWS.
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, it } from 'vitest'
import { DEFAULT_TABLE, verifiedKey } from '#deployment/table'
import { bookingPdf } from '../files/sample-files.ts'
import { startOwnScenario } from '../scenarios/start-scenario.ts'

const scenario = await startOwnScenario()
afterEach(() => scenario.asUsual())

const REFUSED = {
  nativeStreaming: 'refused',
  attachmentLinkPosted: 'refused',
  sentReceipts: 'refused',
} as const

/**
 * Starts a native and a bridged chat and sends a file, and returns how often the functions made the
 * calls that depend on the results of `verify`.
 */
async function callsInChats() {
  const since = scenario.latestCall()
  await scenario.nativeChat()
  const chat = await scenario.bridgedChat()
  await chat.attaches({
    name: 'offer.pdf',
    mimeType: 'application/pdf',
    bytes: Buffer.from(await bookingPdf()),
  })
  await scenario.advance('30s')
  expect(chat.phone().map(({ media }) => media?.fileName)).toEqual(['offer.pdf'])
  const calls = scenario.sandbox.calls.since(since)
  const count = (caller: string, operation: string) =>
    calls.filter((call) => call.caller === caller && call.operation === operation).length
  return {
    streaming: count('contact-started', 'StartContactStreaming'),
    uploads: count('send-reply', 'PostWhatsAppMessageMedia'),
    receipts: count('send-receipt', 'SendWhatsAppMessage'),
  }
}

it('the functions use what verify has found within five minutes', async () => {
  Object.assign(scenario.guesses, REFUSED)
  expect(await callsInChats()).toEqual({ streaming: 1, uploads: 2, receipts: 1 })

  const at = new Date(scenario.clock.now()).toISOString()
  const values = Object.fromEntries(
    Object.entries(REFUSED).map(([guess, value]) => [guess, { value, at }]),
  )
  await scenario.db.send(
    new PutCommand({ TableName: DEFAULT_TABLE, Item: { ...verifiedKey, values, v: 1 } }),
  )
  await scenario.advance('5m')

  expect(await callsInChats()).toEqual({ streaming: 0, uploads: 1, receipts: 0 })
})

it('the functions keep using the last values they have read while the table cannot be read', async () => {
  await scenario.advance('5m')
  scenario.fault({
    kind: 'error',
    operation: 'GetItem',
    containing: ['"verified"'],
    code: 'ValidationException',
    status: 400,
  })

  expect((await callsInChats()).uploads).toBe(1)
  expect(JSON.stringify(scenario.logs())).toContain('findings_not_read')
})
