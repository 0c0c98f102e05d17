// What WhatsApp and AWS report of replies, joined by whichever keys the events have.
import { afterEach, expect, it } from 'vitest'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { socialMessaging } = scenario.sandbox.settings
afterEach(() => scenario.asUsual())

const KEYS = { callbackData: false, envelopeId: false, wamid: false }

/** EventBridge's copies would also settle the replies. */
const withoutEventBridge = () => scenario.fault({ kind: 'lose', service: 'events' })
const statusesIn = async (chat: Awaited<ReturnType<typeof scenario.bridgedChat>>) =>
  (await chat.outbox()).flatMap(({ parts }) => parts.map(({ outcome }) => outcome?.status))

it.each([
  ['what we sent along', { callbackData: true }, false],
  ['the message id in AWS’s envelope', { envelopeId: true }, false],
  ['WhatsApp’s id, which AWS has reported before', { wamid: true }, true],
])('joins a status with its reply by %s alone', async (_, key, reportsAccepted) => {
  withoutEventBridge()
  const chat = await scenario.bridgedChat()
  socialMessaging.reportsAccepted = reportsAccepted
  // AWS's own event names its message in the envelope.
  socialMessaging.statusKeys = { ...KEYS, wamid: reportsAccepted, envelopeId: reportsAccepted }
  chat.says('On our way')
  await scenario.advance('150ms')
  socialMessaging.statusKeys = { ...KEYS, ...key }
  await scenario.advance('1m')

  expect(await statusesIn(chat)).toEqual(['read'])
})

it.each([{ envelopeId: true }, { wamid: true, envelopeId: true }])(
  'tells the agent of a failure that AWS reports itself, with the keys %j',
  async (keys) => {
    withoutEventBridge()
    const chat = await scenario.bridgedChat()
    socialMessaging.statusKeys = { ...KEYS, ...keys }
    scenario.sandbox.settings.whatsapp.refusals.push(131026)

    chat.says('On our way')
    await scenario.advance('1m')

    expect(await statusesIn(chat)).toEqual(['failed'])
    expect(chat.notices()).toHaveLength(1)
  },
)

it('settles a reply whose status came before its acceptance was recorded', async () => {
  withoutEventBridge()
  const chat = await scenario.bridgedChat()
  socialMessaging.statusKeys = { ...KEYS, envelopeId: true }
  const { pace } = scenario.sandbox.settings.whatsapp
  Object.assign(pace, { sentMs: 50, deliveredMs: 100, readMs: 150, jitter: 0 })
  scenario.fault({
    ...{ kind: 'slow', function: 'enqueue-reply', operation: 'UpdateItem', ms: 3_000, times: 1 },
    containing: ['message#'],
  })
  chat.says('On our way')
  await scenario.advance('1m')

  expect(await statusesIn(chat)).toEqual(['read'])
})

it('knows a message of ours by what AWS reported of its acceptance, when a customer quotes it', async () => {
  const chat = await scenario.bridgedChat()
  Object.assign(socialMessaging, {
    reportsAccepted: true,
    statusKeys: { ...KEYS, envelopeId: true, wamid: true },
  })
  chat.says('Shall we cancel it?')
  await scenario.advance('150ms')
  socialMessaging.statusKeys = KEYS
  await scenario.advance('10s')

  const { id } = chat.phone()[0]!
  scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
    type: 'text',
    text: { body: 'Yes' },
    context: { id },
  })
  await scenario.advance('5s')

  expect(chat.transcript().at(-1)?.Content).toBe('[in reply to “Shall we cancel it?”]\nYes')
})
