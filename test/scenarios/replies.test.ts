// What happens to an agent's reply if something fails between the chat and the phone. Each fault is
// injected where it would occur in AWS.
import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import { isSecondTier } from '../tier.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()

afterEach(() => scenario.calm())

const replyTopic = topicArn('chat-replies', scenario.world)
const sends = (from: number) =>
  scenario.calls(from).filter(({ operation }) => operation === 'SendWhatsAppMessage')
const statusesOf = async (chat: { outbox(): ReturnType<typeof scenario.outbox> }) =>
  (await chat.outbox()).map(({ state, parts }) => `${state}, ${parts[0]?.outcome?.status}`)

it('sends a text once if SNS delivers it twice, at the same time or after the send', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'duplicate', service: 'sns', topic: replyTopic, times: 2 })
  scenario.fault({ kind: 'duplicate', service: 'sns', topic: replyTopic, ms: 30_000 })

  for (const text of ['One', 'Two', 'Three', 'Four']) chat.says(text)
  await scenario.advance('2m')

  expect(chat.texts().sort()).toEqual(['Four', 'One', 'Three', 'Two'])
})

it('sends texts once each, in order or marked as late, if SNS delivers them in the wrong order', async () => {
  const texts = ['One', 'Two', 'Three']
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'delay', service: 'sns', topic: replyTopic, ms: 100, times: 1 })
  scenario.fault({ kind: 'swap', service: 'sns', topic: replyTopic })

  for (const text of texts) chat.says(text)
  await scenario.advance('2m')

  expect(chat.texts().sort()).toEqual(texts.toSorted())
  expect(await inOrderButForLate(chat)).toBe(true)
})

/**
 * Returns whether the phone shows the texts in the order in which the agent wrote them. Texts that
 * are marked as late are left out.
 */
async function inOrderButForLate(chat: Chat): Promise<boolean> {
  const wanted = (await chat.outbox()).flatMap(({ late, content }) =>
    !late && content.type === 'text' ? [content.body] : [],
  )
  return (
    chat
      .texts()
      .filter((text) => wanted.includes(text!))
      .join() === wanted.join()
  )
}

it('marks a text as late even if a later text was sent only a moment before it', async () => {
  const chat = await scenario.bridgedChat()
  // The first text starts an execution environment of the function, so that the next text is sent
  // without a delay.
  chat.says('Before')
  await scenario.advance('5s')
  scenario.fault({ kind: 'delay', service: 'sns', topic: replyTopic, ms: 60, times: 1 })

  chat.says('Delayed')
  chat.says('In time')
  await scenario.rest()
  await scenario.advance('1m')

  expect(chat.texts()).toEqual(['Before', 'In time', 'Delayed'])
  expect((await chat.outbox()).map(({ late }) => late)).toEqual([undefined, true, undefined])
})

it('sends a text that arrives long after a later one, and marks it as late', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'delay', service: 'sns', topic: replyTopic, ms: 20_000, times: 1 })

  chat.says('Delayed')
  chat.says('In time')
  await scenario.advance('1m')

  expect(chat.texts()).toEqual(['In time', 'Delayed'])
  expect(
    (await chat.outbox()).map(({ content, late }) => [
      content.type === 'text' && content.body,
      late ?? false,
    ]),
  ).toEqual([
    ['Delayed', true],
    ['In time', false],
  ])
})

it.each([
  ['enqueue-reply', 'PutItem'],
  ['enqueue-reply', 'SendMessage'],
  ['send-reply', 'UpdateItem'],
])(
  'sends each text once and in order if the response to %s’s %s call is lost',
  async (name, operation) => {
    for (const after of operation === 'UpdateItem' ? [0, 1, 2, 3] : [0, 1]) {
      const chat = await scenario.bridgedChat()
      if (name === 'send-reply') scenario.throughQueue()
      scenario.fault({ kind: 'drop_after', function: name, operation, after, times: 1 })

      chat.says('First')
      await scenario.advance('300ms')
      chat.says('Second')
      await scenario.advance('3m')

      expect(chat.texts()).toEqual(['First', 'Second'])
      expect(await statusesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
      scenario.calm()
    }
  },
)

it('does not repeat a send whose answer is lost, and settles the reply by WhatsApp’s status', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  scenario.fault({ kind: 'drop_after', operation: 'SendWhatsAppMessage', times: 1 })

  chat.says('Was it sent?')
  chat.says('Next')
  await scenario.advance('2m')

  expect(sends(from)).toHaveLength(2)
  expect(chat.texts()).toEqual(['Was it sent?', 'Next'])
  expect(await statusesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
  expect(chat.notices()).toEqual([])
})

it.each([
  ['the connection was dropped before an answer', { kind: 'drop_before' }],
  ['AWS answered 500', { kind: 'error', code: 'InternalServiceException', status: 500 }],
  ['AWS answered 502', { kind: 'error', code: 'DependencyException', status: 502 }],
] as const)(
  'marks a reply as unconfirmed, reports that once, and does not resend the reply, if %s',
  async (_, fault) => {
    const chat = await scenario.bridgedChat()
    const from = scenario.latestCall()
    scenario.fault({ ...fault, operation: 'SendWhatsAppMessage', times: 1 })

    chat.says('Perhaps')
    await scenario.advance('300ms')
    chat.says('Surely')
    await scenario.advance('15s')
    const soon = chat.texts()
    await scenario.advance('20m')

    expect(sends(from)).toHaveLength(2)
    expect(soon).toEqual(['Surely'])
    expect(chat.texts()).toEqual(['Surely'])
    expect(await statusesOf(chat)).toEqual(['unconfirmed, undefined', 'accepted, read'])
    expect(chat.notices()).toEqual([expect.stringContaining('may still arrive')])
  },
)

it('waits while AWS throttles sending, and then sends in order', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })

  chat.says('First')
  chat.says('Second')
  await scenario.advance('2m')

  expect(chat.texts()).toEqual(['First', 'Second'])
  expect(await statusesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
})

it('fails a reply that is throttled for ten minutes, reports the failure once, and sends later replies', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage' })

  chat.says('Too late')
  await scenario.advance('12m')
  scenario.calm()
  chat.says('Later')
  await scenario.advance('2m')

  expect(chat.texts()).toEqual(['Later'])
  expect((await chat.outbox()).map(({ state, problems }) => [state, problems?.[0]?.code])).toEqual([
    ['failed', 'not_sent_in_time'],
    ['accepted', undefined],
  ])
  expect(chat.notices()).toEqual([expect.stringContaining('could not be sent within 10 minutes')])
})

it('continues retries through the sweep after the queue has given up a reply’s signal', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  const restore = await scenario.receivesAtMost('connect-whatsapp-replies.fifo', 2)
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })

  chat.says('Here')
  await scenario.advance('8m')
  await restore()

  expect(
    scenario.calls(from, 'sweep').some(({ operation }) => operation === 'SendMessageBatch'),
  ).toBe(true)
  expect(chat.texts()).toEqual(['Here'])
})

it('replaces a signal that the queue dropped even while SQS would treat a copy as a duplicate', async () => {
  const chat = await scenario.bridgedChat()
  scenario.throughQueue()
  const restore = await scenario.receivesAtMost('connect-whatsapp-replies.fifo', 1)
  scenario.fault({
    kind: 'error',
    function: 'send-reply',
    operation: 'Query',
    code: 'ValidationException',
    status: 400,
    times: 1,
  })

  chat.says('Once')
  // The signal must be delivered again within the five minutes for which SQS remembers its
  // deduplication id.
  await scenario.advance('4m')
  await restore()

  expect(chat.texts()).toEqual(['Once'])
})

it('sends a reply whose signal was lost as soon as its chat item or request is repeated', async () => {
  const [item, draft] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  scenario.withoutSweep()
  for (const name of ['enqueue-reply', 'widget-api'])
    scenario.fault({ kind: 'crash_after', function: name, operation: 'PutItem', times: 1 })

  item.says('From the chat')
  const message = { type: 'text', body: 'From the widget' }
  const { status, requestId } = await draft.reply(message)
  await draft.reply(message, { requestId })
  await scenario.advance('2m')

  expect(status).toBeGreaterThanOrEqual(500)
  expect(item.texts()).toEqual(['From the chat'])
  expect(draft.texts()).toEqual(['From the widget'])
})

it('sends a reply once if two signals, or the sweep and a signal, arrive together', async () => {
  const chat = await scenario.bridgedChat()
  scenario.throughQueue()
  const from = scenario.latestCall()
  scenario.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    ms: 8_000,
    times: 1,
  })

  chat.says('Only once')
  await scenario.advance('1s')
  await scenario.look(chat.conversation)
  await scenario.sandbox.functions.invoke('sweep', {})
  await scenario.advance('3m')

  expect(sends(from)).toHaveLength(1)
  expect(chat.texts()).toEqual(['Only once'])
  expect(await statusesOf(chat)).toEqual(['accepted, read'])
})

it('takes over the upload of an invocation whose lease has expired, and sends the file once', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  scenario.fault({ kind: 'slow', operation: 'PostWhatsAppMessageMedia', ms: 120_000, times: 1 })

  await chat.attaches(scenario.photo)
  await scenario.advance('5m')

  expect(sends(from)).toHaveLength(1)
  expect(chat.phone()).toHaveLength(1)
  expect(await statusesOf(chat)).toEqual(['accepted, read'])
})

it('does not process a reply while another invocation is uploading its files', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  scenario.fault({ kind: 'slow', operation: 'PostWhatsAppMessageMedia', ms: 30_000, times: 1 })

  await chat.attaches(scenario.photo)
  await scenario.advance('5s')
  await scenario.look(chat.conversation)
  await scenario.advance('4m')

  expect(
    scenario.calls(from).filter(({ operation }) => operation === 'PostWhatsAppMessageMedia'),
  ).toHaveLength(1)
  expect(chat.phone()).toHaveLength(1)
})

it('does not send a reply if the lease expired while the sender was delayed', async () => {
  const chat = await scenario.bridgedChat()
  scenario.throughQueue()
  scenario.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    ms: 16_000,
    times: 1,
  })
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 5_000, times: 1 })

  chat.says('Only once')
  await scenario.advance('18s')
  await scenario.look(chat.conversation)
  const [meanwhile] = await chat.outbox()
  await scenario.advance('1m')

  expect(meanwhile?.state).toBe('sending')
  expect(chat.texts()).toEqual(['Only once'])
  expect(await statusesOf(chat)).toEqual(['accepted, read'])
})

it('records AWS’s late response at the attempt that it answers, even if the reply is unconfirmed', async () => {
  const [waited, resent] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  scenario.throughQueue()
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 30_000, times: 2 })

  for (const chat of [waited, resent]) chat.says('Slow')
  await scenario.advance('17s')
  for (const chat of [waited, resent]) await scenario.look(chat.conversation)
  const meanwhile = [...(await statusesOf(waited)), ...(await statusesOf(resent))]
  const [reply] = await resent.outbox()
  await resent.api('POST', `/replies/${reply!.id}/resend`, { attempt: 1 })
  await scenario.advance('2m')

  expect(meanwhile).toEqual(['unconfirmed, undefined', 'unconfirmed, undefined'])
  expect(await waited.outbox()).toMatchObject([
    { state: 'accepted', attempt: 1, parts: [{ messageId: expect.any(String) }] },
  ])
  expect(await resent.outbox()).toMatchObject([
    {
      state: 'accepted',
      attempt: 2,
      former: {
        a1p0: { state: 'accepted', messageId: expect.any(String), outcome: { status: 'read' } },
      },
    },
  ])
})

it('the sweep sends a reply whose signal was never sent, however late the index shows the reply', async () => {
  const chat = await scenario.bridgedChat()
  const restore = await scenario.receivesAtMost('connect-whatsapp-reply-items', 1)
  scenario.fault({ kind: 'crash_after', function: 'enqueue-reply', operation: 'PutItem', times: 1 })
  const { indexLagMs } = scenario.indexes
  scenario.indexes.indexLagMs = 150_000

  chat.says('Found')
  await scenario.advance('2m')
  const unseen = chat.texts()
  await scenario.advance('2m')
  scenario.indexes.indexLagMs = indexLagMs
  await restore()

  expect(unseen).toEqual([])
  expect(chat.texts()).toEqual(['Found'])
})

it('sends a reply once more after a temporary failure that WhatsApp reports late', async () => {
  const chat = await scenario.bridgedChat()
  chat.says('Before')
  await scenario.advance('10s')
  scenario.whatsapp.settings.messagesPerSecond = 0

  chat.says('Too many')
  await scenario.advance('1s')
  scenario.whatsapp.settings.messagesPerSecond = Number.POSITIVE_INFINITY
  await scenario.advance('6m')

  expect(chat.texts()).toEqual(['Before', 'Too many'])
  expect((await chat.outbox())[1]).toMatchObject({
    state: 'accepted',
    late: true,
    attempt: 2,
    former: { a1p0: { outcome: { status: 'failed' } } },
  })
  expect(chat.notices()).toEqual([])
})

it.each([
  ['left long after its call began, and after a later text', ['slow'], true],
  ['left so late that its answer was lost', ['slow', 'drop_after'], true],
  ['left so late that its function had died', ['slow', 'crash_after'], true],
  ['left in order, but whose answer was lost', ['drop_after'], false],
] as const)(
  'marks a text as late only if a later text was sent first: a text that %s',
  async (_, kinds, isLate) => {
    const chat = await scenario.bridgedChat()
    for (const kind of kinds)
      scenario.fault({ kind, operation: 'SendWhatsAppMessage', ms: 25_000, times: 1 })

    chat.says('First')
    await scenario.advance('1s')
    chat.says('Second')
    await scenario.advance('2m')

    expect(chat.texts()).toEqual(isLate ? ['Second', 'First'] : ['First', 'Second'])
    expect((await chat.outbox()).map(({ state, late = false }) => [state, late])).toEqual([
      ['accepted', isLate],
      ['accepted', false],
    ])
  },
)

it('notifies the agent, and does not retry, after a temporary failure that is reported too late', async () => {
  const chat = await scenario.bridgedChat()
  // The failed status arrives twice, as a webhook and as an event of EventBridge. Both are delayed.
  const ms = 11 * 60_000
  const topic = topicArn('whatsapp-events', scenario.world)
  scenario.fault({ kind: 'delay', service: 'sns', topic, ms })
  scenario.fault({ kind: 'delay', service: 'events', ms })
  scenario.whatsapp.settings.messagesPerSecond = 0

  chat.says('Too many')
  await scenario.advance('1s')
  scenario.whatsapp.settings.messagesPerSecond = Number.POSITIVE_INFINITY
  await scenario.advance('15s')
  scenario.calm()
  await scenario.advance('15m')

  expect(chat.texts()).toEqual([])
  expect(await chat.outbox()).toMatchObject([
    { attempt: 1, parts: [{ outcome: { status: 'failed' } }] },
  ])
  expect(chat.notices()).toHaveLength(1)
})

it('reports a permanent failure once in the chat, with the sentence from the table of errors', async () => {
  const chat = await scenario.bridgedChat()
  scenario.whatsapp.setCustomer(chat.customer, { registered: false })

  chat.says('Hello?')
  await scenario.advance('5m')

  expect(chat.notices()).toEqual([
    '[WhatsApp notice] Not delivered to WhatsApp: “Hello?”. This customer cannot be reached on WhatsApp. Use another channel.',
  ])
})

it('for a bridged number, ignores all of EventBridge’s statuses except failures, because WhatsApp reports the same statuses', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()
  chat.says('Hello')
  await scenario.advance('1m')
  const tableCalls = scenario
    .calls(from, 'delivery-status')
    .filter(({ service }) => service === 'dynamodb')

  scenario.whatsapp.setCustomer(chat.customer, { registered: false })
  scenario.fault({
    kind: 'lose',
    service: 'sns',
    topic: topicArn('whatsapp-events', scenario.world),
  })
  chat.says('Are you there?')
  await scenario.advance('1m')

  expect(tableCalls).toEqual([])
  expect(await statusesOf(chat)).toEqual(['accepted, read', 'accepted, failed'])
  expect(chat.notices()).toHaveLength(1)
})

it('has the same status however often, and in whatever order, WhatsApp reports statuses', async () => {
  scenario.whatsapp.settings.oddStatuses = true
  const bridged = await scenario.bridgedChat()
  const native = await scenario.nativeChat()

  // WhatsApp reports the statuses in a random order. The messages are repeated, so that `read` is
  // not the last status of all of them.
  for (let n = 0; n < (isSecondTier ? 6 : 3); n++) {
    bridged.says(`Bridged ${n}`)
    await native.reply({
      type: 'media',
      kind: 'image',
      uploadId: await native.upload(scenario.photo),
      caption: `Native ${n}`,
    })
  }
  await scenario.advance('4m')
  scenario.whatsapp.settings.oddStatuses = false

  expect(new Set(await statusesOf(bridged))).toEqual(new Set(['accepted, read']))
  expect(new Set(await statusesOf(native))).toEqual(new Set(['accepted, read']))
})

it('loses no status that arrives before the reply is recorded, in either mode and in any order', async () => {
  const bridged = await scenario.bridgedChat()
  const native = await scenario.nativeChat()
  const { pace } = scenario.whatsapp.settings
  const usual = { ...pace }
  Object.assign(pace, { sentMs: 3_000, deliveredMs: 2_000, readMs: 1_000 })
  // send-reply records that the reply was sent ten seconds late, after WhatsApp has reported all
  // statuses.
  scenario.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    after: 1,
    ms: 10_000,
    times: 1,
  })
  bridged.says('Bridged')
  await scenario.advance('3m')
  scenario.calm()

  const uploadId = await native.upload(scenario.photo)
  scenario.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    after: 2,
    ms: 9_000,
    times: 1,
  })
  await native.reply({ type: 'media', kind: 'image', uploadId, caption: 'Native' })
  await scenario.advance('3m')
  Object.assign(pace, usual)

  expect(await statusesOf(bridged)).toEqual(['accepted, read'])
  expect(await statusesOf(native)).toEqual(['accepted, read'])
})

it('sends a text over WhatsApp’s limit as several messages, each once even if one is throttled', async () => {
  const chat = await scenario.bridgedChat()
  const text = `${'a'.repeat(4000)} ${'b'.repeat(4000)} ${'c'.repeat(3000)}`
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', after: 1, times: 1 })

  chat.says(text)
  await scenario.advance('2m')

  expect(chat.texts().join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  expect(chat.texts()).toHaveLength(3)
})

it('sends the third message of a text after a status has proved that the second was accepted', async () => {
  const chat = await scenario.bridgedChat()
  scenario.withoutSweep()
  scenario.fault({ kind: 'drop_after', operation: 'SendWhatsAppMessage', after: 1, times: 1 })

  chat.says(`${'a'.repeat(4000)} ${'b'.repeat(4000)} ${'c'.repeat(3000)}`)
  await scenario.advance('3m')

  expect(chat.texts().map((text) => text?.trim()[0])).toEqual(['a', 'b', 'c'])
  expect(await chat.outbox()).toMatchObject([{ state: 'accepted' }])
})

/** Makes every call of these functions to the table fail. */
function withoutTable() {
  for (const name of [
    'enqueue-reply',
    'send-reply',
    'whatsapp-event',
    'delivery-status',
    'sweep',
    'widget-api',
  ])
    scenario.fault({
      kind: 'error',
      function: name,
      service: 'dynamodb',
      code: 'InternalServerError',
      status: 500,
    })
}

it('sends texts that were written while the database was unavailable for 5 minutes', async () => {
  const chat = await scenario.bridgedChat()
  withoutTable()
  chat.says('During')
  await scenario.advance('5m')
  scenario.calm()
  await scenario.advance('3m')

  expect(chat.texts()).toEqual(['During'])
  expect(chat.notices()).toEqual([])
})

it('reports texts that were not sent in time because the database was unavailable for 15 minutes', async () => {
  const [before, stored] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })
  stored.says('Just before')
  await scenario.advance('2s')
  withoutTable()
  before.says('During')
  const customer = scenario.newNumber()
  scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, {
    type: 'text',
    text: { body: 'Anybody there?' },
  })
  await scenario.advance('15m')
  scenario.calm()
  await scenario.advance('8m')

  for (const chat of [before, stored]) {
    expect(chat.texts()).toEqual([])
    expect(chat.notices()).toEqual([expect.stringContaining('could not be sent within 10 minutes')])
  }
  const chats = scenario.agentConsole
    .contacts()
    .filter(({ customer: who, state }) => who.name === customer && state === 'queued')
  expect(chats).toHaveLength(1)
  // A message that reaches the chat late begins with the time at which the customer wrote it.
  expect(
    scenario.agentConsole.transcript(chats[0]!.contactId).flatMap(({ Content }) => Content ?? []),
  ).toEqual([expect.stringMatching(/^\[written at .+\]\nAnybody there\?$/)])
})

it('reports a text once, instead of sending it, if it is redriven long after it was written', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'error',
    function: 'enqueue-reply',
    service: 'dynamodb',
    code: 'ValidationException',
    status: 400,
  })
  chat.says('Come at three')
  await scenario.advance('1s')
  await scenario.exhaust('connect-whatsapp-reply-items')
  scenario.calm()
  await scenario.advance('6h')

  for (const _ of ['once', 'twice'])
    await scenario.redrive('connect-whatsapp-reply-items-dead', 'connect-whatsapp-reply-items')
  await scenario.advance('1m')

  expect(chat.texts()).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('could not be sent within 10 minutes')])
})

it('records a redriven status, even if it is redriven twice', async () => {
  const chat = await scenario.nativeChat()
  scenario.fault({
    kind: 'error',
    function: 'delivery-status',
    service: 'dynamodb',
    code: 'ValidationException',
    status: 400,
  })
  const place = { type: 'location', latitude: 38.7107, longitude: -9.1366 }
  expect((await chat.reply(place)).status).toBe(202)
  await scenario.advance('10s')
  await scenario.exhaust('connect-whatsapp-delivery-events')
  scenario.calm()
  const statusOf = async () => (await chat.outbox())[0]?.parts[0]?.outcome?.status
  const before = await statusOf()

  for (const _ of ['once', 'twice'])
    await scenario.redrive(
      'connect-whatsapp-delivery-events-dead',
      'connect-whatsapp-delivery-events',
    )
  await scenario.advance('1m')

  expect(before).toBeUndefined()
  expect(await statusOf()).toBe('read')
})

it('puts a redriven message of a customer into the chat once', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'error',
    function: 'whatsapp-event',
    service: 'dynamodb',
    code: 'ValidationException',
    status: 400,
  })
  chat.writes('Left in the dead letters')
  await scenario.advance('1s')
  await scenario.exhaust('connect-whatsapp-whatsapp-events')
  scenario.calm()

  const queues = [
    'connect-whatsapp-whatsapp-events-dead',
    'connect-whatsapp-whatsapp-events',
  ] as const
  await scenario.redrive(...queues)
  await scenario.redrive(...queues)
  await scenario.advance('1m')

  const shown = scenario.agentConsole
    .transcript(chat.contactId)
    .filter(({ Content }) => Content?.includes('Left in the dead letters'))
  expect(shown).toHaveLength(1)
})

it('sends replies that it accepted before a transfer or before the end of the chat', async () => {
  const transferred = await scenario.bridgedChat()
  const ended = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 4 })

  transferred.says('Handing you over')
  ended.says('Goodbye')
  await scenario.advance('1s')
  scenario.agentConsole.transfer(transferred.contactId, 'maria', 'jonas')
  scenario.agentConsole.end(ended.contactId, 'maria')
  await scenario.advance('5m')

  expect(transferred.texts()).toEqual(['Handing you over'])
  expect(ended.texts()).toEqual(['Goodbye'])
})

it('sends replies that it accepted before the agent’s sign-in expired, but accepts no new ones', async () => {
  const chat = await scenario.bridgedChat()
  const token = await scenario.sandbox.functions.identityProvider.signIn('maria', {}, 60)
  const post = (body: string) => {
    const reply = { requestId: randomUUID(), message: { type: 'text', body } }
    return scenario.api('maria', 'POST', `/contacts/${chat.contactId}/replies`, reply, token)
  }
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 4 })

  const accepted = await post('In time')
  await scenario.advance('65s')
  const unsent = chat.texts()
  const refused = await post('Signed out')
  await scenario.advance('5m')

  expect([accepted.status, refused.status]).toEqual([202, 401])
  expect(unsent).toEqual([])
  expect(chat.texts()).toEqual(['In time'])
  expect(await chat.outbox()).toHaveLength(1)
})

it('does not delay other conversations while a conversation is throttled', async () => {
  const throttled = await scenario.bridgedChat()
  const other = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })

  throttled.says('First of all')
  await scenario.advance('7s')
  other.says('Meanwhile')
  await scenario.advance('2s')
  const meanwhile = [throttled.texts(), other.texts()]
  await scenario.advance('1m')

  expect(meanwhile).toEqual([[], ['Meanwhile']])
  expect(throttled.texts()).toEqual(['First of all'])
})

it('processes the conversations of a batch concurrently', async () => {
  const [one, other] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  const arrived = () => [...one.texts(), ...other.texts()]
  scenario.withoutSignals()
  for (const chat of [one, other]) chat.says('Now')
  await scenario.advance('1s')
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', times: 1 })

  const looked = scenario.look(one.conversation, other.conversation)
  // One call is delayed until it times out after ten seconds. The other conversation's text must
  // arrive before that.
  await expect.poll(arrived, { timeout: 8_000 }).toEqual(['Now'])
  scenario.calm()
  await looked
  await scenario.advance('2s')

  expect(arrived()).toEqual(['Now', 'Now'])
})

it('does not begin to send a reply if the function’s timeout might interrupt the call', async () => {
  const chat = await scenario.nativeChat()
  const uploadId = await chat.upload(scenario.photo)
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 48_000, times: 1 })
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 20_000, times: 1 })

  for (const caption of ['First', 'Second'])
    await chat.reply({ type: 'media', kind: 'image', uploadId, caption })
  await scenario.advance('4m')

  expect(chat.phone().map(({ media }) => media?.caption)).toEqual(['First', 'Second'])
  expect(await statusesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
})

it('delivers thirty replies, more than a page of the outbox, in order after a single signal', async () => {
  const chat = await scenario.bridgedChat()
  const texts = Array.from({ length: 30 }, (_, i) => `Line ${i}`)

  scenario.withoutSignals()
  for (const text of texts) chat.says(text)
  await scenario.advance('1s')
  // Turns off WhatsApp's limit for messages to one person, which so many messages would exceed.
  scenario.whatsapp.settings.pairRate = false
  await scenario.look(chat.conversation)
  scenario.calm()
  await scenario.advance('2s')
  scenario.whatsapp.settings.pairRate = true

  expect(chat.texts()).toEqual(texts)
})
