// What may happen to an agent's reply between the chat and the phone, each fault injected where it happens in AWS.
import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '../../lambdas/deployment/resources.ts'
import type { Chat } from './scenario.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()

afterEach(() => town.calm())

const replyTopic = topicArn('chat-replies', town.world)
const sends = (from: number) =>
  town.calls(from, 'send-reply').filter(({ operation }) => operation === 'SendWhatsAppMessage')
const fatesOf = async (chat: { outbox(): ReturnType<typeof town.outbox> }) =>
  (await chat.outbox()).map(({ state, parts }) => `${state}, ${parts[0]?.outcome?.status}`)

it('items that SNS delivers twice, at once and again when they are with WhatsApp, arrive once', async () => {
  const chat = await town.bridgedChat()
  town.fault({ kind: 'duplicate', service: 'sns', topic: replyTopic, times: 2 })
  town.fault({ kind: 'duplicate', service: 'sns', topic: replyTopic, ms: 30_000 })

  for (const text of ['One', 'Two', 'Three', 'Four']) chat.says(text)
  await town.advance('2m')

  expect(chat.texts().sort()).toEqual(['Four', 'One', 'Three', 'Two'])
})

it('items that SNS delivers swapped, the first a moment behind the others, arrive in the order of the chat', async () => {
  const texts = ['One', 'Two', 'Three']
  const ordered: boolean[] = []

  // The time to wait for stragglers is real: a busy machine may exceed it, but not every time.
  for (let turn = 0; turn < 5 && !ordered.includes(true); turn++) {
    const chat = await town.bridgedChat()
    town.fault({ kind: 'delay', service: 'sns', topic: replyTopic, ms: 100, times: 1 })
    town.fault({ kind: 'swap', service: 'sns', topic: replyTopic })
    for (const text of texts) chat.says(text)
    await town.advance('2m')
    expect(await inOrderButForLate(chat)).toBe(true)
    ordered.push(chat.texts().join() === texts.join())
    town.calm()
  }

  expect(ordered).toContain(true)
})

/** Whether the phone shows the texts in the chat's order, leaving out those that are marked late. */
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

it('an item that comes long after a younger one is sent all the same, and marked late', async () => {
  const chat = await town.bridgedChat()
  town.fault({ kind: 'delay', service: 'sns', topic: replyTopic, ms: 20_000, times: 1 })

  chat.says('Delayed')
  chat.says('In time')
  await town.advance('1m')

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
  'an answer of AWS to %s that is lost after %s did its work changes nothing',
  async (name, operation) => {
    for (const after of operation === 'UpdateItem' ? [0, 1, 2, 3] : [0, 1]) {
      const chat = await town.bridgedChat()
      town.fault({ kind: 'drop_after', function: name, operation, after, times: 1 })

      chat.says('First')
      chat.says('Second')
      await town.advance('3m')

      expect(chat.texts()).toEqual(['First', 'Second'])
      expect(await fatesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
      town.calm()
    }
  },
)

it('a lost answer of SendWhatsAppMessage is never tried again, does not hold up the next, and is settled by a status', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  town.fault({ kind: 'drop_after', operation: 'SendWhatsAppMessage', times: 1 })

  chat.says('Was it sent?')
  chat.says('Next')
  await town.advance('2m')

  expect(sends(from)).toHaveLength(2)
  expect(chat.texts()).toEqual(['Was it sent?', 'Next'])
  expect(await fatesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
  expect(chat.notices()).toEqual([])
})

it.each([
  ['the connection was dropped before', { kind: 'drop_before' }],
  ['AWS answered 500', { kind: 'error', code: 'InternalServiceException', status: 500 }],
  ['AWS answered 502', { kind: 'error', code: 'DependencyException', status: 502 }],
] as const)(
  'when %s, nobody knows: it stays unconfirmed, says so once, and is not sent by itself',
  async (_, fault) => {
    const chat = await town.bridgedChat()
    const from = town.latestCall()
    town.fault({ ...fault, operation: 'SendWhatsAppMessage', times: 1 })

    chat.says('Perhaps')
    chat.says('Surely')
    await town.advance('5s')
    const soon = chat.texts()
    await town.advance('20m')

    expect(sends(from)).toHaveLength(2)
    expect(soon).toEqual(['Surely'])
    expect(chat.texts()).toEqual(['Surely'])
    expect(await fatesOf(chat)).toEqual(['unconfirmed, undefined', 'accepted, read'])
    expect(chat.notices()).toEqual([expect.stringContaining('may still arrive')])
  },
)

it('throttling is waited out, in order', async () => {
  const chat = await town.bridgedChat()
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })

  chat.says('First')
  chat.says('Second')
  await town.advance('2m')

  expect(chat.texts()).toEqual(['First', 'Second'])
  expect(await fatesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
})

it('throttling that outlasts the ten minutes ends as not sent in time, told once, and what is written afterwards goes on', async () => {
  const chat = await town.bridgedChat()
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage' })

  chat.says('Too late')
  await town.advance('12m')
  town.calm()
  chat.says('Later')
  await town.advance('2m')

  expect(chat.texts()).toEqual(['Later'])
  expect((await chat.outbox()).map(({ state, problems }) => [state, problems?.[0]?.code])).toEqual([
    ['failed', 'not_sent_in_time'],
    ['accepted', undefined],
  ])
  expect(chat.notices()).toEqual([expect.stringContaining('could not be sent within 10 minutes')])
})

it('back-off that outlives the receive limit of its queue is carried on by the sweep', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  const restore = await town.receivesAtMost('connect-whatsapp-replies.fifo', 2)
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })

  chat.says('Here')
  await town.advance('8m')
  await restore()

  expect(town.calls(from, 'sweep').some(({ operation }) => operation === 'SendMessage')).toBe(true)
  expect(chat.texts()).toEqual(['Here'])
})

it('a wake that its queue has given up is made up for while SQS still swallows every repetition of it', async () => {
  const chat = await town.bridgedChat()
  const restore = await town.receivesAtMost('connect-whatsapp-replies.fifo', 1)
  town.fault({
    kind: 'error',
    function: 'send-reply',
    operation: 'Query',
    code: 'ValidationException',
    status: 400,
    times: 1,
  })

  chat.says('Once')
  // SQS remembers a deduplication id for five minutes.
  await town.advance('4m')
  await restore()

  expect(chat.texts()).toEqual(['Once'])
})

it('what died between storing and waking is woken by its repetition alone: the item’s, and the widget’s', async () => {
  const [item, draft] = [await town.bridgedChat(), await town.bridgedChat()]
  town.withoutSweep()
  for (const name of ['enqueue-reply', 'widget-api'])
    town.fault({ kind: 'crash_after', function: name, operation: 'PutItem', times: 1 })

  item.says('From the chat')
  const message = { type: 'text', body: 'From the widget' }
  const { status, requestId } = await draft.reply(message)
  await draft.reply(message, { requestId })
  await town.advance('2m')

  expect(status).toBeGreaterThanOrEqual(500)
  expect(item.texts()).toEqual(['From the chat'])
  expect(draft.texts()).toEqual(['From the widget'])
})

it('two wakes at once, and the sweep against a wake, send once', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  town.fault({ kind: 'slow', function: 'send-reply', operation: 'UpdateItem', ms: 8_000, times: 1 })

  chat.says('Only once')
  await town.advance('1s')
  await town.look(chat.conversation)
  await town.sandbox.functions.invoke('sweep', {})
  await town.advance('3m')

  expect(sends(from)).toHaveLength(1)
  expect(chat.texts()).toEqual(['Only once'])
  expect(await fatesOf(chat)).toEqual(['accepted, read'])
})

it('an upload that outlasts its sender’s lease is taken over, and sent once', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  town.fault({ kind: 'slow', operation: 'PostWhatsAppMessageMedia', ms: 120_000, times: 1 })

  await chat.attaches(town.photo)
  await town.advance('5m')

  expect(sends(from)).toHaveLength(1)
  expect(chat.phone()).toHaveLength(1)
  expect(await fatesOf(chat)).toEqual(['accepted, read'])
})

it('while the first delivery uploads, a second one leaves the reply alone', async () => {
  const chat = await town.bridgedChat()
  const from = town.latestCall()
  town.fault({ kind: 'slow', operation: 'PostWhatsAppMessageMedia', ms: 30_000, times: 1 })

  await chat.attaches(town.photo)
  await town.advance('5s')
  await town.look(chat.conversation)
  await town.advance('4m')

  expect(
    town.calls(from).filter(({ operation }) => operation === 'PostWhatsAppMessageMedia'),
  ).toHaveLength(1)
  expect(chat.phone()).toHaveLength(1)
})

it('a sender that was held up before its call makes none under a lease that is over', async () => {
  const chat = await town.bridgedChat()
  town.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    ms: 16_000,
    times: 1,
  })
  town.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 5_000, times: 1 })

  chat.says('Only once')
  await town.advance('18s')
  await town.look(chat.conversation)
  const [meanwhile] = await chat.outbox()
  await town.advance('1m')

  expect(meanwhile?.state).toBe('sending')
  expect(chat.texts()).toEqual(['Only once'])
  expect(await fatesOf(chat)).toEqual(['accepted, read'])
})

it('an answer that comes after the reply was given up as unconfirmed still counts, for the attempt it belongs to', async () => {
  const [waited, resent] = [await town.bridgedChat(), await town.bridgedChat()]
  town.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 30_000, times: 2 })

  for (const chat of [waited, resent]) chat.says('Slow')
  await town.advance('17s')
  for (const chat of [waited, resent]) await town.look(chat.conversation)
  const meanwhile = [...(await fatesOf(waited)), ...(await fatesOf(resent))]
  const [reply] = await resent.outbox()
  await resent.api('POST', `/replies/${reply!.id}/resend`, { attempt: 1 })
  await town.advance('2m')

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

it('the sweep finds what was stored and never woken, however late its index shows it', async () => {
  const chat = await town.bridgedChat()
  const restore = await town.receivesAtMost('connect-whatsapp-reply-items', 1)
  town.fault({ kind: 'crash_after', function: 'enqueue-reply', operation: 'PutItem', times: 1 })
  const { indexLagMs } = town.indexes
  town.indexes.indexLagMs = 150_000

  chat.says('Found')
  await town.advance('2m')
  const unseen = chat.texts()
  await town.advance('2m')
  town.indexes.indexLagMs = indexLagMs
  await restore()

  expect(unseen).toEqual([])
  expect(chat.texts()).toEqual(['Found'])
})

it('a failure that passes, learnt of late, is repeated once and marked; the first attempt’s fate is kept apart', async () => {
  const chat = await town.bridgedChat()
  chat.says('Before')
  await town.advance('10s')
  town.whatsapp.settings.messagesPerSecond = 0

  chat.says('Too many')
  await town.advance('1s')
  town.whatsapp.settings.messagesPerSecond = Number.POSITIVE_INFINITY
  await town.advance('6m')

  expect(chat.texts()).toEqual(['Before', 'Too many'])
  expect((await chat.outbox())[1]).toMatchObject({
    state: 'accepted',
    late: true,
    attempt: 2,
    former: { a1p0: { outcome: { status: 'failed' } } },
  })
  expect(chat.notices()).toEqual([])
})

it('a failure that passes, learnt of when it is too late to send, is not repeated, and the agent is told', async () => {
  const chat = await town.bridgedChat()
  town.fault({
    kind: 'delay',
    service: 'sns',
    topic: topicArn('whatsapp-events', town.world),
    ms: 11 * 60_000,
    times: 1,
  })
  town.whatsapp.settings.messagesPerSecond = 0

  chat.says('Too many')
  await town.advance('1s')
  town.whatsapp.settings.messagesPerSecond = Number.POSITIVE_INFINITY
  await town.advance('15m')

  expect(chat.texts()).toEqual([])
  expect(await chat.outbox()).toMatchObject([
    { attempt: 1, parts: [{ outcome: { status: 'failed' } }] },
  ])
  expect(chat.notices()).toHaveLength(1)
})

it('a failure for good, learnt of late, is told in the chat once, in the words of the table', async () => {
  const chat = await town.bridgedChat()
  town.whatsapp.setCustomer(chat.customer, { registered: false })

  chat.says('Hello?')
  await town.advance('5m')

  expect(chat.notices()).toEqual([
    '[Not delivered to WhatsApp: “Hello?”] This customer cannot be reached on WhatsApp. Use another channel.',
  ])
})

it('statuses that come twice and in any order end in the same fate', async () => {
  town.whatsapp.settings.oddStatuses = true
  const bridged = await town.bridgedChat()
  const native = await town.nativeChat()

  // Often enough that `read` does not come last every time.
  for (let n = 0; n < 6; n++) {
    bridged.says(`Bridged ${n}`)
    await native.reply({
      type: 'media',
      kind: 'image',
      uploadId: await native.upload(town.photo),
      caption: `Native ${n}`,
    })
  }
  await town.advance('4m')
  town.whatsapp.settings.oddStatuses = false

  expect(new Set(await fatesOf(bridged))).toEqual(new Set(['accepted, read']))
  expect(new Set(await fatesOf(native))).toEqual(new Set(['accepted, read']))
})

it('statuses that come before the record of what they are about are not lost, in either mode, even the last of them first', async () => {
  const bridged = await town.bridgedChat()
  const native = await town.nativeChat()
  const { pace } = town.whatsapp.settings
  const usual = { ...pace }
  Object.assign(pace, { sentMs: 3_000, deliveredMs: 2_000, readMs: 1_000 })
  // The record comes ten seconds after WhatsApp has told everything.
  town.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    after: 1,
    ms: 10_000,
    times: 1,
  })
  bridged.says('Bridged')
  await town.advance('3m')
  town.calm()

  const uploadId = await native.upload(town.photo)
  town.fault({
    kind: 'slow',
    function: 'send-reply',
    operation: 'UpdateItem',
    after: 2,
    ms: 9_000,
    times: 1,
  })
  await native.reply({ type: 'media', kind: 'image', uploadId, caption: 'Native' })
  await town.advance('3m')
  Object.assign(pace, usual)

  expect(await fatesOf(bridged)).toEqual(['accepted, read'])
  expect(await fatesOf(native)).toEqual(['accepted, read'])
})

it('a text longer than WhatsApp takes goes in several, and after a refusal only the rest is sent', async () => {
  const chat = await town.bridgedChat()
  const text = `${'a'.repeat(4000)} ${'b'.repeat(4000)} ${'c'.repeat(3000)}`
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', after: 1, times: 1 })

  chat.says(text)
  await town.advance('2m')

  expect(chat.texts().join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  expect(chat.texts()).toHaveLength(3)
})

it('when the answer to the middle of three is lost, its status lets the rest follow', async () => {
  const chat = await town.bridgedChat()
  town.withoutSweep()
  town.fault({ kind: 'drop_after', operation: 'SendWhatsAppMessage', after: 1, times: 1 })

  chat.says(`${'a'.repeat(4000)} ${'b'.repeat(4000)} ${'c'.repeat(3000)}`)
  await town.advance('3m')

  expect(chat.texts().map((text) => text?.trim()[0])).toEqual(['a', 'b', 'c'])
  expect(await chat.outbox()).toMatchObject([{ state: 'accepted' }])
})

it('our database is gone for 15 minutes: nothing is lost, nothing is there twice, and what came too late says so', async () => {
  const [before, stored] = [await town.bridgedChat(), await town.bridgedChat()]
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })
  stored.says('Just before')
  await town.advance('2s')
  for (const name of [
    'enqueue-reply',
    'send-reply',
    'whatsapp-event',
    'delivery-status',
    'sweep',
    'widget-api',
  ])
    town.fault({
      kind: 'error',
      function: name,
      service: 'dynamodb',
      code: 'InternalServerError',
      status: 500,
    })
  before.says('During')
  const customer = town.newNumber()
  town.whatsapp.customerSends(customer, town.business.bridged.number, {
    type: 'text',
    text: { body: 'Anybody there?' },
  })
  await town.advance('15m')
  town.calm()
  await town.advance('8m')

  expect(before.texts()).toEqual(['During'])
  expect(stored.texts()).toEqual([])
  expect(stored.notices()).toEqual([expect.stringContaining('could not be sent within 10 minutes')])
  const chats = town.desk
    .contacts()
    .filter(({ customer: who, state }) => who.name === customer && state === 'queued')
  expect(chats).toHaveLength(1)
  expect(town.desk.transcript(chats[0]!.contactId).map(({ Content }) => Content)).toContain(
    'Anybody there?',
  )
})

it('what went to the dead letters is delivered when it is redriven, and not twice', async () => {
  const chat = await town.bridgedChat()
  town.fault({
    kind: 'error',
    function: 'enqueue-reply',
    service: 'dynamodb',
    code: 'ValidationException',
    status: 400,
  })
  chat.says('Redriven')
  await town.advance('1s')
  await town.exhaust('connect-whatsapp-reply-items')
  town.calm()

  await town.redrive('connect-whatsapp-reply-items-dead', 'connect-whatsapp-reply-items')
  await town.redrive('connect-whatsapp-reply-items-dead', 'connect-whatsapp-reply-items')
  await town.advance('1m')

  expect(chat.texts()).toEqual(['Redriven'])
})

it('a transfer and the end of the chat take back nothing that was accepted', async () => {
  const transferred = await town.bridgedChat()
  const ended = await town.bridgedChat()
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 4 })

  transferred.says('Handing you over')
  ended.says('Goodbye')
  await town.advance('1s')
  town.desk.transfer(transferred.contactId, 'maria', 'jonas')
  town.desk.end(ended.contactId, 'maria')
  await town.advance('5m')

  expect(transferred.texts()).toEqual(['Handing you over'])
  expect(ended.texts()).toEqual(['Goodbye'])
})

it('a sign-in that runs out mid-send takes back nothing that was accepted, and nothing more is stored with it', async () => {
  const chat = await town.bridgedChat()
  const token = await town.sandbox.functions.identityProvider.signIn('maria', {}, 60)
  const post = (body: string) => {
    const reply = { requestId: randomUUID(), message: { type: 'text', body } }
    return town.api('maria', 'POST', `/contacts/${chat.contactId}/replies`, reply, token)
  }
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 4 })

  const accepted = await post('In time')
  await town.advance('65s')
  const unsent = chat.texts()
  const refused = await post('Signed out')
  await town.advance('5m')

  expect([accepted.status, refused.status]).toEqual([202, 401])
  expect(unsent).toEqual([])
  expect(chat.texts()).toEqual(['In time'])
  expect(await chat.outbox()).toHaveLength(1)
})

it('a conversation that waits holds up no other', async () => {
  const waiting = await town.bridgedChat()
  const other = await town.bridgedChat()
  town.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 3 })

  waiting.says('First of all')
  await town.advance('7s')
  other.says('Meanwhile')
  await town.advance('2s')
  const meanwhile = [waiting.texts(), other.texts()]
  await town.advance('1m')

  expect(meanwhile).toEqual([[], ['Meanwhile']])
  expect(waiting.texts()).toEqual(['First of all'])
})

it('the conversations of a batch are worked on side by side', async () => {
  const [one, other] = [await town.bridgedChat(), await town.bridgedChat()]
  const arrived = () => [...one.texts(), ...other.texts()]
  town.withoutWakes()
  for (const chat of [one, other]) chat.says('Now')
  await town.advance('1s')
  town.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', times: 1 })

  const looked = town.look(one.conversation, other.conversation)
  // Before the call that is held back gives up: that takes ten seconds.
  await expect.poll(arrived, { timeout: 8_000 }).toEqual(['Now'])
  town.calm()
  await looked
  await town.advance('2s')

  expect(arrived()).toEqual(['Now', 'Now'])
})

it('nothing is begun that the function’s time might cut off: it is left to the next', async () => {
  const chat = await town.nativeChat()
  const uploadId = await chat.upload(town.photo)
  town.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 48_000, times: 1 })
  town.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 20_000, times: 1 })

  for (const caption of ['First', 'Second'])
    await chat.reply({ type: 'media', kind: 'image', uploadId, caption })
  await town.advance('4m')

  expect(chat.phone().map(({ media }) => media?.caption)).toEqual(['First', 'Second'])
  expect(await fatesOf(chat)).toEqual(['accepted, read', 'accepted, read'])
})

it('thirty replies, more than a page of the outbox, arrive in order after a single wake', async () => {
  const chat = await town.bridgedChat()
  const texts = Array.from({ length: 30 }, (_, i) => `Line ${i}`)

  town.withoutWakes()
  for (const text of texts) chat.says(text)
  await town.advance('1s')
  // WhatsApp would take so many from one number to one person, and the rest later.
  town.whatsapp.settings.pairRate = false
  await town.look(chat.conversation)
  town.calm()
  await town.advance('2s')
  town.whatsapp.settings.pairRate = true

  expect(chat.texts()).toEqual(texts)
})
