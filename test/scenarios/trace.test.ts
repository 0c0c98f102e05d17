// The trace of a contact: attributes of the contact in Connect that describe what agents have sent
// from it with the widget.
import { GetContactAttributesCommand } from '@aws-sdk/client-connect'
import { afterEach, expect, it } from 'vitest'
import { shopPlace as place, shopTemplate as template } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

/** Returns the contact's attributes about sent messages. */
async function trace({ contactId }: Chat): Promise<Record<string, string>> {
  const { Attributes = {} } = await scenario.sandbox.clients.connect.send(
    new GetContactAttributesCommand({
      InstanceId: scenario.world.instance.id,
      InitialContactId: contactId,
    }),
  )
  return Object.fromEntries(
    Object.entries(Attributes).filter(([name]) => /^whatsapp_(last|sent|open)_/.test(name)),
  )
}
/** Advances the clock by a minute, and invokes write-traces, as AWS would every minute. */
async function minutePasses() {
  await scenario.advance('1m')
  await scenario.sandbox.functions.invoke('write-traces', {})
}
const writes = (from: number) =>
  scenario
    .calls(from, 'write-traces')
    .filter(({ operation }) => operation === 'UpdateContactAttributes').length

it.each(['native', 'bridged'] as const)(
  'writes what the widget sent from a %s contact, and the outcome, into the contact’s attributes',
  async (mode) => {
    const chat = mode === 'native' ? await scenario.nativeChat() : await scenario.bridgedChat()
    if (mode === 'native') await chat.reply(template)
    await chat.reply(place)
    await minutePasses()

    const sent = await trace(chat)

    expect(sent).toEqual({
      ...(mode === 'native' ? { whatsapp_last_template: 'nossa_loja' } : {}),
      whatsapp_last_sent_at: expect.stringMatching(/^2\d{3}-.*Z$/),
      whatsapp_last_outcome: 'read',
      whatsapp_sent_count: mode === 'native' ? '2' : '1',
      whatsapp_open_failures: '0',
    })
  },
)

it('counts a failed message until it is sent again, even after the end of the contact', async () => {
  const chat = await scenario.nativeChat()
  scenario.whatsapp.setCustomer(chat.customer, { registered: false })
  const { body } = await chat.reply(template)
  await minutePasses()
  const failed = await trace(chat)

  scenario.agentConsole.end(chat.contactId, chat.agent)
  scenario.whatsapp.setCustomer(chat.customer, { registered: true })
  await chat.api('POST', `/replies/${body.id}/resend`, { attempt: 1, tryAgain: true })
  await minutePasses()

  expect(failed).toMatchObject({ whatsapp_last_outcome: 'failed', whatsapp_open_failures: '1' })
  expect(await trace(chat)).toMatchObject({
    whatsapp_last_outcome: 'read',
    whatsapp_open_failures: '0',
  })
})

it('writes the attributes once for several messages and their statuses', async () => {
  const chat = await scenario.bridgedChat()
  const before = scenario.latestCall()
  for (const name of ['One', 'Two', 'Three']) await chat.reply({ ...place, name })
  await minutePasses()
  await minutePasses()

  expect(await trace(chat)).toMatchObject({ whatsapp_sent_count: '3' })
  expect(writes(before)).toBe(1)
})

it('writes the attributes of a contact at most every 30 seconds, and loses no change', async () => {
  const chat = await scenario.bridgedChat()
  await chat.reply(place)
  await minutePasses()
  await chat.reply(place)
  await scenario.advance('20s')
  await scenario.sandbox.functions.invoke('write-traces', {})
  const soon = await trace(chat)
  await minutePasses()

  expect(soon).toMatchObject({ whatsapp_sent_count: '1' })
  expect(await trace(chat)).toMatchObject({ whatsapp_sent_count: '2' })
})

it('tries again within a minute if Connect throttles the write', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', service: 'connect', operation: 'UpdateContactAttributes' })
  await chat.reply(place)
  await scenario.advance('20s')
  await scenario.sandbox.functions.invoke('write-traces', {})
  scenario.calm()
  await scenario.advance('35s')
  await scenario.sandbox.functions.invoke('write-traces', {})

  expect(await trace(chat)).toMatchObject({ whatsapp_sent_count: '1' })
})

it('gives up writing attributes that Connect refuses for over a minute', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', service: 'connect', operation: 'UpdateContactAttributes' })
  await chat.reply(place)
  await minutePasses()
  await minutePasses()
  scenario.calm()
  await minutePasses()
  const abandoned = await trace(chat)
  await chat.reply(place)
  await minutePasses()

  expect(chat.phone()).toHaveLength(2)
  expect(abandoned).toEqual({})
  expect(await trace(chat)).toMatchObject({ whatsapp_sent_count: '2' })
})

it('does not try again if Connect no longer has the contact', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'error',
    service: 'connect',
    operation: 'UpdateContactAttributes',
    code: 'ResourceNotFoundException',
    status: 404,
  })
  const before = scenario.latestCall()
  await chat.reply(place)
  await minutePasses()
  await minutePasses()

  expect(chat.phone()).toHaveLength(1)
  expect(writes(before)).toBe(1)
})
