// The statuses of replies that WhatsApp and AWS report. A status is assigned to its reply by the
// ids that the event contains.
import { randomUUID } from 'node:crypto'
import { PublishCommand } from '@aws-sdk/client-sns'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import type { ReplyView } from '#api'
import { topicArn } from '#deployment/resources'
import type { Fault } from '../sandbox/aws/faults.ts'
import type { Chat } from './scenario.ts'
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
/** Lets statuses contain only these ids of their messages, until the guesses are set otherwise. */
const statusesHave = (...keys: object[]) => Object.assign(guesses, NO_KEYS, ...keys)

/**
 * Loses the events of EventBridge. They contain copies of the statuses, from which the product
 * would learn the outcome too.
 */
const withoutEventBridge = () => scenario.fault({ kind: 'lose', service: 'events' })
const statusesIn = async (chat: Awaited<ReturnType<typeof scenario.bridgedChat>>) =>
  (await chat.outbox()).flatMap(({ parts }) => parts.map(({ outcome }) => outcome?.status))

it.each([
  ['the callback data of the message', CALLBACK_DATA, 'no'],
  ['the message id in AWS’s envelope', ENVELOPE_ID, 'no'],
  ['WhatsApp’s id, which AWS has reported before', WAMID, 'yes'],
] as const)('finds the reply of a status by %s alone', async (_, key, acceptedStatus) => {
  withoutEventBridge()
  const chat = await scenario.bridgedChat()
  guesses.acceptedStatus = acceptedStatus
  // If AWS reports WhatsApp's id in an event of its own, the envelope of that event contains the id
  // of the message.
  statusesHave(...(acceptedStatus === 'yes' ? [WAMID, ENVELOPE_ID] : []))
  chat.says('On our way')
  await scenario.advance('150ms')
  statusesHave(key)
  await scenario.advance('1m')

  expect(await statusesIn(chat)).toEqual(['read'])
})

it.each([
  ['only the message id in AWS’s envelope', [ENVELOPE_ID]],
  ['that id and WhatsApp’s id', [WAMID, ENVELOPE_ID]],
])('notifies the agent of a failure that AWS itself reports with %s', async (_, keys) => {
  withoutEventBridge()
  const chat = await scenario.bridgedChat()
  statusesHave(...keys)
  scenario.sandbox.settings.whatsapp.refusals.push(131026)

  chat.says('On our way')
  await scenario.advance('1m')

  expect(await statusesIn(chat)).toEqual(['failed'])
  expect(chat.notices()).toHaveLength(1)
})

it('settles a reply whose status arrives before its acceptance is recorded', async () => {
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

describe.each([
  ['sent directly', 'enqueue-reply'],
  ['sent through the queue', 'send-reply'],
  ['sent by a native number', 'send-reply'],
] as const)('the failure of a reply that was %s', (how, name) => {
  const link = { function: name, operation: 'UpdateItem', containing: ['message#'], times: 1 }

  it.each([
    [
      'the function dies before it has stored which reply the message id belongs to',
      [
        { ...link, kind: 'slow', ms: 3_600_000 },
        { ...link, kind: 'crash_after', containing: ['"accepted"'] },
      ],
    ],
    [
      'the message id cannot be recorded',
      [{ ...link, kind: 'error', code: 'InternalServerError', status: 500, times: 12 }],
    ],
    [
      'the function dies between reading the status and recording it in the reply',
      [
        { ...link, kind: 'slow', ms: 4_000 },
        { ...link, kind: 'crash_before', containing: ['"outcome'] },
      ],
    ],
  ] as const)('is reported to the agent once although %s', async (_, faults) => {
    const chat = await (how.includes('native') ? scenario.nativeChat() : scenario.bridgedChat())
    if (how.includes('queue')) scenario.throughQueue()
    if (!how.includes('native')) withoutEventBridge()
    statusesHave(ENVELOPE_ID)
    scenario.whatsapp.settings.refusals.push(131026)
    for (const fault of faults) scenario.fault(fault as Fault)

    if (how.includes('native'))
      await chat.reply({ type: 'location', latitude: 38.7139, longitude: -9.1366 })
    else chat.says('On our way')
    await scenario.advance('10m')

    expect(await statusesIn(chat)).toEqual(['failed'])
    expect(await scenario.deadLetters()).toEqual({})
    if (!how.includes('native')) expect(chat.notices()).toHaveLength(1)
  })
})

it('recognizes the message that the customer quotes by the id with which AWS accepted it', async () => {
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
  ['before the statuses', 0],
  ['after the statuses', 2_000],
])(
  'finds the reply of a status by WhatsApp’s id alone if AWS reports the acceptance early, %s',
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

describe('a warning that something in a message is unavailable', () => {
  /** Publishes WhatsApp's warning about the message to which AWS gave `messageId`. */
  async function warns(chat: Chat, messageId: string, id = 'wamid.SENT') {
    const { metaId, number } = scenario.business.bridged
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: number.replace('+', ''), phone_number_id: metaId },
      statuses: [
        {
          ...{ id, status: 'warning', timestamp: String(Math.floor(scenario.clock.now() / 1000)) },
          recipient_id: chat.customer.replace('+', ''),
        },
      ],
    }
    const changes = [{ field: 'messages', value }]
    await scenario.sandbox.clients.sns.send(
      new PublishCommand({
        TopicArn: whatsappTopic,
        Message: JSON.stringify({
          whatsAppWebhookEntry: JSON.stringify({ id: '1', changes }),
          aws_account_id: scenario.world.account,
          messageId,
        }),
      }),
    )
  }
  const shownBy = async (chat: Chat) =>
    (await chat.api('GET', '/conversation')).body.replies.map(
      ({ parts: [part] }: ReplyView) => part?.isIncomplete ?? false,
    )
  const answers = async (chat: Chat) => {
    await chat.reply({ type: 'location', latitude: 38.7139, longitude: -9.1366 })
    await scenario.advance('10s')
    return (await chat.outbox())[0]!.parts[0]!.messageId!
  }

  it('is shown once in a bridged chat, and with the reply in the widget', async () => {
    const chat = await scenario.bridgedChat()
    const messageId = await answers(chat)
    for (let delivery = 0; delivery < 2; delivery++) await warns(chat, messageId)
    await scenario.advance('5s')

    const lines = chat.transcript().flatMap(({ Content = [] }) => Content)
    expect(lines.filter((line) => line.includes('is unavailable'))).toHaveLength(1)
    expect(await shownBy(chat)).toEqual([true])
  })

  it('is shown even if it arrives before the id of the message is known', async () => {
    const chat = await scenario.bridgedChat()
    Object.assign(scenario.sandbox.settings.whatsapp.pace, { sentMs: 5_000, jitter: 0 })
    guesses.acceptedStatus = 'no'
    chat.says('This one is new')
    await scenario.advance('1s')
    await warns(chat, randomUUID(), chat.phone()[0]!.id)
    await scenario.advance('3s')
    const early = await shownBy(chat)
    await scenario.advance('20s')

    expect([early, await shownBy(chat)]).toEqual([[false], [true]])
  })

  it('is shown with the reply in the widget if the number is native', async () => {
    const chat = await scenario.nativeChat()
    const messageId = await answers(chat)
    await scenario.sqs.send(
      new SendMessageCommand({
        QueueUrl: `${scenario.sandbox.urls.aws}/${scenario.world.account}/connect-whatsapp-delivery-events`,
        MessageBody: JSON.stringify({
          source: 'aws.social-messaging',
          'detail-type': 'WhatsApp Message Warning',
          account: scenario.world.account,
          detail: { messageId, status: 'warning' },
        }),
      }),
    )
    await scenario.advance('5s')

    expect(await shownBy(chat)).toEqual([true])
  })
})
