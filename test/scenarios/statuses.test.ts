// What WhatsApp and AWS report of replies, joined by whichever keys the events have.
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const whatsappTopic = topicArn('whatsapp-events', scenario.world)
const { guesses } = scenario
afterEach(() => scenario.asUsual())

const NO_KEYS = {
  statusCallbackData: 'none',
  envelopeMessageId: 'of-the-event',
  statusWamid: 'none',
} as const
const CALLBACK_DATA = { statusCallbackData: 'every-status' } as const
const ENVELOPE_ID = { envelopeMessageId: 'of-the-send' } as const
const WAMID = { statusWamid: 'every-status' } as const
/** Statuses have only these keys by which they can be joined with their messages. */
const statusesHave = (...keys: object[]) => Object.assign(guesses, NO_KEYS, ...keys)

/** EventBridge's copies would also settle the replies. */
const withoutEventBridge = () => scenario.fault({ kind: 'lose', service: 'events' })
const statusesIn = async (chat: Awaited<ReturnType<typeof scenario.bridgedChat>>) =>
  (await chat.outbox()).flatMap(({ parts }) => parts.map(({ outcome }) => outcome?.status))

it.each([
  ['what we sent along', CALLBACK_DATA, 'no'],
  ['the message id in AWS’s envelope', ENVELOPE_ID, 'no'],
  ['WhatsApp’s id, which AWS has reported before', WAMID, 'yes'],
] as const)('joins a status with its reply by %s alone', async (_, key, acceptedStatus) => {
  withoutEventBridge()
  const chat = await scenario.bridgedChat()
  guesses.acceptedStatus = acceptedStatus
  // AWS's own event names its message in the envelope.
  statusesHave(...(acceptedStatus === 'yes' ? [WAMID, ENVELOPE_ID] : []))
  chat.says('On our way')
  await scenario.advance('150ms')
  statusesHave(key)
  await scenario.advance('1m')

  expect(await statusesIn(chat)).toEqual(['read'])
})

it.each([
  ['the message id in AWS’s envelope alone', [ENVELOPE_ID]],
  ['that id and WhatsApp’s', [WAMID, ENVELOPE_ID]],
])('tells the agent of a failure that AWS reports itself, with %s', async (_, keys) => {
  withoutEventBridge()
  const chat = await scenario.bridgedChat()
  statusesHave(...keys)
  scenario.sandbox.settings.whatsapp.refusals.push(131026)

  chat.says('On our way')
  await scenario.advance('1m')

  expect(await statusesIn(chat)).toEqual(['failed'])
  expect(chat.notices()).toHaveLength(1)
})

it('settles a reply whose status came before its acceptance was recorded', async () => {
  withoutEventBridge()
  const chat = await scenario.bridgedChat()
  statusesHave(ENVELOPE_ID)
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
  guesses.acceptedStatus = 'yes'
  statusesHave(ENVELOPE_ID, WAMID)
  chat.says('Shall we cancel it?')
  await scenario.advance('150ms')
  statusesHave()
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

it.each([
  ['before them', 0],
  ['after them', 2_000],
])(
  'joins statuses by WhatsApp’s id alone if AWS reported the acceptance %s and before it was recorded',
  async (_, ms) => {
    withoutEventBridge()
    const chat = await scenario.bridgedChat()
    guesses.acceptedStatus = 'yes'
    statusesHave(ENVELOPE_ID, WAMID)
    const { pace } = scenario.sandbox.settings.whatsapp
    Object.assign(pace, { sentMs: 300, deliveredMs: 400, readMs: 500, jitter: 0 })
    scenario.fault({ kind: 'delay', service: 'sns', topic: whatsappTopic, ms, times: 1 })
    scenario.fault({
      ...{ kind: 'slow', function: 'enqueue-reply', operation: 'UpdateItem', ms: 4_000, times: 1 },
      containing: ['message#'],
    })
    chat.says('Shall we cancel it?')
    await scenario.advance('150ms')
    statusesHave(WAMID)
    await scenario.advance('1m')
    const { id } = chat.phone()[0]!
    scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
      type: 'text',
      text: { body: 'Yes' },
      context: { id },
    })
    await scenario.advance('5s')

    expect(await statusesIn(chat)).toEqual(['read'])
    expect(chat.transcript().at(-1)?.Content).toBe('[in reply to “Shall we cancel it?”]\nYes')
  },
)
