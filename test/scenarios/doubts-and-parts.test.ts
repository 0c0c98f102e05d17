// Replies with several parts, for which several things go wrong at the same time: a part is retried
// while another part fails, AWS answers late, or a status arrives before the reply is marked as
// unconfirmed.
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const replyTopic = topicArn('chat-replies', scenario.world)
const whatsappTopic = topicArn('whatsapp-events', scenario.world)

afterEach(() => scenario.asUsual())

/** A text that is too long for one WhatsApp message, so that it is sent in three parts. */
const longText = ['a', 'b', 'c'].map((letter) => letter.repeat(4000)).join(' ')
const first = ({ text }: { text?: string }) => text?.[0]
const initials = (chat: Chat) => chat.phone().map(first).join('')
const refuseFor = async (duration: string) => {
  scenario.whatsapp.settings.messagesPerSecond = 0
  await scenario.advance(duration)
  scenario.whatsapp.settings.messagesPerSecond = Number.POSITIVE_INFINITY
}
/** Lets WhatsApp accept the next message, and later report this error for it. */
const fail = (code: number) => scenario.whatsapp.settings.refusals.push(code)

it('retries and delivers every part of a reply that WhatsApp refused temporarily', async () => {
  const chats = await Promise.all(Array.from({ length: 4 }, () => scenario.bridgedChat()))

  for (const chat of chats) chat.says(longText)
  await refuseFor('2s')
  await scenario.advance('15m')

  for (const chat of chats) {
    expect([...initials(chat)].sort().join('')).toBe('abc')
    expect(chat.notices()).toEqual([])
    const [reply] = await chat.outbox()
    expect(reply).toMatchObject({ state: 'accepted', late: true })
    expect(reply!.parts.map(({ outcome }) => outcome?.status)).toEqual(['read', 'read', 'read'])
  }
})

it('sends a text again if AWS answered late and WhatsApp then refused the text temporarily', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 22_000, times: 1 })
  fail(131056)

  chat.says('Hello there')
  await scenario.advance('17s')
  await scenario.look(chat.conversation)
  const [doubted] = await chat.outbox()
  await scenario.advance('10m')

  expect(doubted).toMatchObject({ state: 'unconfirmed' })
  expect(chat.texts()).toEqual(['Hello there'])
  expect(await chat.outbox()).toMatchObject([{ state: 'accepted', attempt: 2 }])
  expect(chat.notices()).toEqual([])
})

it('no longer marks a reply as unconfirmed after AWS’s late answer has arrived', async () => {
  const chat = await scenario.bridgedChat()
  scenario.whatsapp.setCustomer(chat.customer, { online: false })
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 22_000, times: 1 })

  chat.says('Hello there')
  await scenario.advance('17s')
  await scenario.look(chat.conversation)
  await scenario.advance('5m')

  const { body } = await chat.api('GET', '/conversation')
  expect(body.replies).toMatchObject([{ status: 'sent', problems: [] }])
  expect(chat.notices()).toEqual([])
})

it.each([
  ['retries a file after another file failed permanently', [131053, 131056]],
  ['reports a permanent failure although another file is being retried', [131056, 131053]],
])('%s, and writes one line about the permanent failure', async (_, codes) => {
  const chat = await scenario.bridgedChat()
  const Attachments = [
    await scenario.attachmentOf(chat.contactId, { ...scenario.photo, name: 'one.jpg' }),
    await scenario.attachmentOf(chat.contactId, {
      ...scenario.photo,
      name: 'two.jpg',
      bytes: Buffer.concat([scenario.photo.bytes, Buffer.from([0])]),
    }),
  ]
  for (const code of codes) fail(code)

  await scenario.stream(chat.contactId, { Type: 'ATTACHMENT', Attachments })
  await scenario.advance('15m')

  const [reply] = await chat.outbox()
  expect(reply!.parts.map(({ outcome }) => outcome?.status)).toEqual(
    codes.map((code) => (code === 131053 ? 'failed' : 'read')),
  )
  expect(chat.phone()).toHaveLength(1)
  expect(chat.notices()).toHaveLength(1)
  const { body } = await chat.api('GET', '/conversation')
  expect(body.replies).toMatchObject([{ status: 'partly_failed' }])
})

it('does not send a part that was already reported to the agent as not delivered', async () => {
  const chat = await scenario.bridgedChat()
  fail(131056)
  scenario.fault({
    kind: 'error',
    operation: 'SendWhatsAppMessage',
    code: 'ValidationException',
    status: 400,
    after: 1,
    times: 1,
  })

  chat.says(`${'a'.repeat(4000)} ${'b'.repeat(4000)}`)
  await scenario.advance('15m')

  expect(initials(chat)).toBe('')
  expect(await chat.outbox()).toMatchObject([{ state: 'failed', attempt: 1 }])
  const notices = chat.notices().join()
  expect(notices).toContain('AWS refused the call SendWhatsAppMessage')
  expect(notices).toContain('WhatsApp was too busy')
})

it('marks a text as late if it was stored after a text that was written later', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'slow',
    function: 'enqueue-reply',
    operation: 'PutItem',
    ms: 5_000,
    times: 1,
  })

  chat.says('One')
  await scenario.advance('500ms')
  chat.says('Two')
  await scenario.advance('2m')

  expect(chat.texts()).toEqual(['Two', 'One'])
  expect((await chat.outbox()).map(({ late = false }) => late)).toEqual([true, false])
})

/**
 * The part of a fault that lets it affect only the second text that is sent. It does not affect
 * read receipts, which another function sends.
 */
const atSecondText = {
  function: 'enqueue-reply',
  operation: 'SendWhatsAppMessage',
  after: 1,
  times: 1,
} as const

it.each([
  ['before', 0, 'accepted'],
  ['after', 60_000, 'unconfirmed'],
])(
  'marks a late text as late even if a status confirms the text %s it becomes unconfirmed',
  async (_, ms, state) => {
    const chat = await scenario.bridgedChat()
    scenario.fault({ kind: 'delay', service: 'sns', topic: replyTopic, ms: 20_000, times: 1 })
    scenario.fault({ kind: 'delay', service: 'sns', topic: whatsappTopic, ms })
    scenario.fault({ kind: 'drop_after', ...atSecondText })

    chat.says('Delayed')
    chat.says('In time')
    await scenario.advance('40s')
    const [meanwhile] = await chat.outbox()
    await scenario.advance('3m')

    expect(meanwhile).toMatchObject({ state })
    expect(chat.texts()).toEqual(['In time', 'Delayed'])
    expect((await chat.outbox()).map(({ state, late = false }) => [state, late])).toEqual([
      ['accepted', true],
      ['accepted', false],
    ])
  },
)

it('marks a late text as late even if the sender dies before it can record AWS’s answer', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'delay', service: 'sns', topic: replyTopic, ms: 20_000, times: 1 })
  scenario.fault({ kind: 'crash_after', ...atSecondText })

  chat.says('Delayed')
  chat.says('In time')
  await scenario.advance('3m')

  expect(chat.texts()).toEqual(['In time', 'Delayed'])
  expect((await chat.outbox()).map(({ state, late = false }) => [state, late])).toEqual([
    ['accepted', true],
    ['accepted', false],
  ])
})

it('does not mark a text as unconfirmed if its status was recorded first', async () => {
  const chat = await scenario.bridgedChat()
  scenario.throughQueue()
  scenario.fault({ kind: 'drop_after', operation: 'SendWhatsAppMessage', times: 1 })
  // Delays the write that marks the reply as unconfirmed until the reply's statuses have been
  // recorded.
  scenario.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    after: 1,
    ms: 8_000,
    times: 1,
  })

  chat.says('Is it there?')
  await scenario.advance('20m')

  expect(chat.texts()).toEqual(['Is it there?'])
  expect(await chat.outbox()).toMatchObject([
    { state: 'accepted', parts: [{ outcome: { status: 'read' } }] },
  ])
  expect(chat.notices()).toEqual([])
})

it('logs the message id if AWS’s answer cannot be stored in the table', async () => {
  const chat = await scenario.nativeChat()
  scenario.fault({
    kind: 'error',
    function: 'send-reply',
    operation: 'UpdateItem',
    code: 'ValidationException',
    status: 400,
    after: 1,
    times: 2,
  })

  await chat.reply({ type: 'location', latitude: 38.7, longitude: -9.1, name: 'Shop' })
  await scenario.advance('2m')

  const logged = scenario.logs().filter(({ line }) => line.includes('answer_not_recorded'))
  expect(logged.map(({ line }) => JSON.parse(line).messageId)).toContainEqual(
    expect.stringMatching(/^[0-9a-f-]{36}$/),
  )
})

it('sends later texts first if a reply’s item cannot be written, and then that reply, marked as late', async () => {
  const chat = await scenario.bridgedChat()
  scenario.throughQueue()
  const cannotWrite = (containing?: string[]) =>
    scenario.fault({
      ...{ kind: 'error', function: 'send-reply', operation: 'UpdateItem' },
      ...{ code: 'ValidationException', status: 400 },
      ...(containing && { containing }),
    })
  cannotWrite()
  chat.says('Blocked')
  await scenario.advance('5s')
  const [blocked] = await chat.outbox()
  scenario.calm()
  scenario.throughQueue()
  cannotWrite([blocked!.id])
  chat.says('Behind it')
  await scenario.advance('10s')
  const meanwhile = chat.texts()
  scenario.calm()
  await scenario.advance('2m')

  expect([meanwhile, chat.texts()]).toEqual([['Behind it'], ['Behind it', 'Blocked']])
  expect((await chat.outbox()).map(({ late = false }) => late)).toEqual([true, false])
})

it('sends later texts even if the item of an earlier reply cannot be read', async () => {
  const chat = await scenario.bridgedChat()
  scenario.throughQueue()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 1 })
  chat.says('Unreadable')
  await scenario.advance('500ms')
  const [{ content: _, ...unreadable } = undefined!] = await chat.outbox()
  await scenario.store(unreadable)
  chat.says('Behind it')
  await scenario.advance('10s')

  expect(chat.texts()).toEqual(['Behind it'])
})
