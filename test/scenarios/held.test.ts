// An agent can compose a reply while the service window is closed. Such a reply is held: it is sent
// once when the customer answers, unless the agent withdraws it or the customer does not answer in
// time.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, it } from 'vitest'
import { DEFAULT_TABLE as tableName } from '#deployment/table'
import type { MissedWord } from '#model/missed'
import type { Reply } from '#model/reply'
import { missedByAgents } from '../../lambdas/aws/missed.ts'
import { tableOf } from '../../provisioning/account/table.ts'
import { dieAtEachPoint } from './death-points.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const place = (name: string) => ({ type: 'location', latitude: 38.7, longitude: -9.1, name })
const hold = (chat: Chat, name: string, options: object = {}) =>
  chat.reply(place(name), { hold: true, ...options })
const withdraw = (chat: Chat, id: string, as = chat.agent) =>
  chat.api('POST', `/replies/${id}/withdraw`, undefined, as)
const places = (chat: Chat) =>
  chat.phone().map(({ location }) => (location as { name: string }).name)
const statesOf = async (chat: Chat) => (await chat.outbox()).map(({ state }) => state)
const code = ({ status, body }: { status: number; body: any }) => [
  status,
  body.problems?.[0]?.code ?? body.status,
]

const conversationItem = (chat: Chat) => ({
  TableName: tableName,
  Key: { pk: `conversation#${chat.conversation}`, sk: 'conversation' },
})

/**
 * Deletes everything that shows that this customer has written, so that the service window does not
 * count as open, and a reply can be held at once.
 */
async function forget(chat: Chat) {
  await scenario.db.send(
    new UpdateCommand({
      ...conversationItem(chat),
      UpdateExpression: 'REMOVE inboundAt, contactStartedAt, refusedAt',
    }),
  )
}

/** Returns a bridged chat whose service window does not count as open. */
async function quietChat(agent = 'maria') {
  const chat = await scenario.bridgedChat(agent)
  await forget(chat)
  return chat
}

/**
 * Lets whatsapp-event and delivery-status record the customer's answer, but not read the held
 * replies.
 */
function tellNobody() {
  for (const name of ['whatsapp-event', 'delivery-status'])
    scenario.fault({ kind: 'drop_before', function: name, operation: 'Query' })
}

/** Changes the held reply as if it had been composed 24 hours ago, so that its time is over. */
async function endHold(chat: Chat) {
  const [{ id }] = (await chat.outbox()).filter(({ state }) => state === 'held') as [Reply]
  const Key = { pk: `conversation#${chat.conversation}`, sk: `reply#${id}` }
  const now = new Date(scenario.clock.now()).toISOString()
  await scenario.db.send(
    new UpdateCommand({
      TableName: tableName,
      Key,
      UpdateExpression: 'SET heldUntil = :now, dueAt = :now, sendBy = :now',
      ExpressionAttributeValues: { ':now': now },
    }),
  )
}

// In these chats, the service window is really closed, because one virtual day passes for all of
// them.
const [closed, refused, transferred, unanswered] = [
  await scenario.bridgedChat(),
  await scenario.bridgedChat(),
  await scenario.bridgedChat(),
  await scenario.bridgedChat(),
]
const native = [await scenario.nativeChat(), await scenario.nativeChat('jonas')] as const
await scenario.advance('24h1m')

it('holds a reply while the service window is closed, and sends the reply once when the customer answers', async () => {
  const chat = closed

  const answer = await hold(chat, 'Shop')
  await scenario.advance('5m')
  const whileHeld = [...places(chat), ...(await statesOf(chat))]
  chat.writes('Yes please')
  await scenario.advance('1m')

  expect(answer.status).toBe(202)
  expect(answer.body).toMatchObject({ status: 'held', type: 'location' })
  expect(
    new Date(answer.body.heldUntil).getTime() - new Date(answer.body.acceptedAt).getTime(),
  ).toBe(24 * 3_600_000)
  expect(whileHeld).toEqual(['held'])
  expect(places(chat)).toEqual(['Shop'])
  const { body } = await chat.api('GET', '/conversation')
  expect(body.replies[0]).toMatchObject({ status: 'read' })
  expect(body.replies[0]).not.toHaveProperty('heldUntil')
})

it('lists words from texts that agents wrote after the service window closed or that were held in vain', async () => {
  const chat = unanswered
  const { id: waba, numbers } = scenario.world.wabas[1]!
  const missed = missedByAgents(tableOf(scenario.sandbox.clients))
  for (const colleague of ['colleague-1', 'colleague-2'])
    for (const [kind, word] of [
      ['after_window', 'invoice'],
      ['never_answered', 'appointment'],
    ] as const)
      await missed.note(numbers[0]!.id, { kind, word }, colleague, new Date(scenario.clock.now()))

  chat.says('Your invoice 4711 is ready.')
  await chat.reply({ type: 'text', body: 'Your appointment, Maria' }, { hold: true })
  await scenario.advance('1m')
  await endHold(chat)
  await scenario.advance('2m')

  const { body } = await scenario.api('jonas', 'GET', `/supervisor/wabas/${waba}/missed`)
  expect(body.lines.map(({ kind, word }: MissedWord) => [kind, word])).toEqual([
    ['never_answered', 'appointment'],
    ['after_window', 'invoice'],
  ])
})

it('releases a held reply on a native number when the customer answers in an open chat or a new one', async () => {
  const [open, ended] = native
  const answers = [await hold(open, 'Shop'), await hold(ended, 'Shop')]
  // Connect itself sends the texts that agents type in a native chat. The API refuses to send them,
  // but can hold them.
  const text = { type: 'text', body: 'We close at six.' }
  answers.push(await open.reply(text, { hold: true }), await open.reply(text))
  scenario.agentConsole.end(ended.contactId, 'jonas')
  // Connect refuses to stream the new chat that the customer's message opens. The functions then
  // know only from the start of the chat that the customer has written.
  scenario.fault({
    kind: 'error',
    code: 'InvalidRequestException',
    status: 400,
    operation: 'StartContactStreaming',
  })

  open.writes('Yes please')
  ended.writes('Yes please')
  await scenario.advance('2m')

  expect(answers.map(code)).toEqual([
    [202, 'held'],
    [202, 'held'],
    [202, 'held'],
    [422, 'text_goes_through_chat'],
  ])
  expect(open.phone()).toMatchObject([
    { location: { name: 'Shop' } },
    { type: 'text', text: 'We close at six.' },
  ])
  expect(places(ended)).toEqual(['Shop'])
})

it('reports problems of a message before holding the message, and never holds a template', async () => {
  const chat = refused

  const wrong = await chat.reply({ ...place('Moon'), latitude: 200 }, { hold: true })
  const template = await chat.reply(
    { type: 'template', name: 'may_we_call_you', language: 'en_US', values: {} },
    { hold: true },
  )
  const unheld = await chat.reply(place('Shop'))

  expect([code(wrong), code(template), code(unheld)]).toEqual([
    [422, 'out_of_range'],
    [422, 'hold_not_for_templates'],
    [422, 'service_window_closed'],
  ])
  expect(await statesOf(chat)).toEqual([])
})

it('after a transfer, lets only the next agent see and withdraw a held reply', async () => {
  const chat = transferred
  const { body } = await hold(chat, 'Shop')
  const known = new Set(scenario.agentConsole.contacts().map(({ contactId }) => contactId))
  scenario.agentConsole.transfer(chat.contactId, 'maria', 'jonas')
  const { contactId } = await scenario.contactOf(chat.customer, known)
  scenario.agentConsole.accept(contactId, 'jonas')
  await scenario.rest()

  const seen = await scenario.api('jonas', 'GET', `/contacts/${contactId}/conversation`)
  const before = await withdraw(chat, body.id)
  const next = await scenario.api(
    'jonas',
    'POST',
    `/contacts/${contactId}/replies/${body.id}/withdraw`,
  )

  expect(seen.body.replies[0]).toMatchObject({ id: body.id, status: 'held', by: { name: 'Maria' } })
  expect(before.status).toBe(403)
  expect(code(next)).toEqual([200, 'withdrawn'])
})

it('releases held replies when the customer calls', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')

  scenario.whatsapp.customerCalls(chat.customer, scenario.business.bridged.number)
  await scenario.advance('1m')

  expect(places(chat)).toEqual(['Shop'])
})

it('sends held replies in the order of writing, and before replies that were written after the answer', async () => {
  const chat = await quietChat()
  for (const name of ['One', 'Two', 'Three', 'Four']) {
    await hold(chat, name)
    await scenario.advance('1s')
  }

  chat.writes('Here I am')
  await scenario.advance('2s')
  await chat.reply(place('Five'))
  await scenario.advance('1m')

  expect(places(chat)).toEqual(['One', 'Two', 'Three', 'Four', 'Five'])
  expect((await chat.outbox()).some(({ late }) => late)).toBe(false)
})

it('sends a reply at once, instead of holding the reply, while the service window is open', async () => {
  const chat = await scenario.bridgedChat()

  const answer = await hold(chat, 'Shop')
  await scenario.advance('1m')

  expect(answer.body.status).toBe('queued')
  expect(places(chat)).toEqual(['Shop'])
})

it('never sends a reply that was withdrawn before the customer answered, and accepts a second withdrawal', async () => {
  const chat = await quietChat()
  const { body } = await hold(chat, 'Shop')

  const answers = await Promise.all([withdraw(chat, body.id), withdraw(chat, body.id)])
  chat.writes('Yes please')
  await scenario.advance('10m')

  expect([...answers, await withdraw(chat, body.id)].map(code)).toEqual([
    [200, 'withdrawn'],
    [200, 'withdrawn'],
    [200, 'withdrawn'],
  ])
  expect(places(chat)).toEqual([])
  expect(await statesOf(chat)).toEqual(['withdrawn'])
  expect(code(await chat.api('POST', `/replies/${body.id}/resend`, { attempt: 1 }))).toEqual([
    409,
    'nothing_to_resend',
  ])
})

it('sends a held reply if the customer answers first, and refuses to withdraw it then', async () => {
  const chat = await quietChat()
  const { body } = await hold(chat, 'Shop')

  chat.writes('Yes please')
  await scenario.advance('30s')

  expect(code(await withdraw(chat, body.id))).toEqual([409, 'already_released'])
  expect(places(chat)).toEqual(['Shop'])
})

it('shows agent and customer the same result if the agent withdraws a held reply while the customer answers', async () => {
  const statuses = new Set<string>()
  for (let turn = 0; turn < 4; turn++) {
    const chat = await quietChat()
    const { body } = await hold(chat, 'Shop')
    // Slows one of the two functions down, so that one releases the reply while the other withdraws
    // it.
    const slow = turn % 2 === 0 ? 'widget-api' : 'send-reply'
    scenario.fault({ kind: 'slow', function: slow, operation: 'UpdateItem', ms: 3_000, times: 1 })

    chat.writes('Yes please')
    const answer = withdraw(chat, body.id)
    await scenario.advance('1m')
    const [httpStatus, status] = code(await answer)
    statuses.add(status)

    expect(places(chat)).toEqual(httpStatus === 200 ? [] : ['Shop'])
    expect(await statesOf(chat)).toEqual([httpStatus === 200 ? 'withdrawn' : 'accepted'])
    scenario.calm()
  }
  expect(
    [...statuses].every((status) => status === 'withdrawn' || status === 'already_released'),
  ).toBe(true)
})

it('holds a draft once if two tabs send it', async () => {
  const chat = await quietChat()
  const requestId = crypto.randomUUID()

  const answers = await Promise.all([
    hold(chat, 'Shop', { requestId }),
    hold(chat, 'Shop', { requestId }),
  ])
  chat.writes('Yes please')
  await scenario.advance('1m')

  expect(answers.map(code)).toEqual([
    [202, 'held'],
    [202, 'held'],
  ])
  expect(places(chat)).toEqual(['Shop'])
})

it('fails a held reply at its deadline, reports that once, and can send it when the customer writes', async () => {
  const chat = await quietChat()
  const { body } = await hold(chat, 'Shop')

  await endHold(chat)
  await scenario.advance('3m')
  const { body: seen } = await chat.api('GET', '/conversation')
  chat.writes('Sorry, I was away')
  await scenario.advance('5m')
  const unsent = places(chat)
  await chat.api('POST', `/replies/${body.id}/resend`, { attempt: 1 })
  await scenario.advance('1m')

  expect(seen.replies[0]).toMatchObject({ status: 'failed', problems: [{ code: 'hold_expired' }] })
  expect(chat.notices()).toEqual([
    expect.stringContaining('We received no answer from the customer within 24 hours'),
  ])
  expect(unsent).toEqual([])
  expect(places(chat)).toEqual(['Shop'])
})

it('does not send a held reply after its deadline, even before the reply is marked as expired', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  // Lets send-reply process the signal of the held reply before its time is over.
  await scenario.advance('5s')
  await endHold(chat)
  // The customer answers two seconds later. WhatsApp reports times in whole seconds, so a shorter
  // time might be lost.
  await scenario.advance('2s')

  chat.writes('Am I late?')
  await scenario.advance('5m')

  expect(places(chat)).toEqual([])
  expect(await statesOf(chat)).toEqual(['failed'])
})

it('holds a reply until its deadline if the service window closes again before the reply is released', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  // Lets send-reply process the signal of the held reply before the customer answers.
  await scenario.advance('5s')
  tellNobody()
  chat.writes('Yes please')
  await scenario.advance('5s')
  // Records that WhatsApp has later refused another message, which proves that the window is
  // closed.
  const refusedAt = new Date(scenario.clock.now()).toISOString()
  const refusal = {
    UpdateExpression: 'SET refusedAt = :at',
    ExpressionAttributeValues: { ':at': refusedAt },
  }
  await scenario.db.send(new UpdateCommand({ ...conversationItem(chat), ...refusal }))
  scenario.calm()

  await scenario.advance('20m')
  const whileHeld = await statesOf(chat)
  await endHold(chat)
  await scenario.advance('3m')

  expect(whileHeld).toEqual(['held'])
  expect(await statesOf(chat)).toEqual(['failed'])
  expect(places(chat)).toEqual([])
})

it('sends a held reply if the customer answered in time, even if the functions then failed for hours', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  const faults = ['whatsapp-event', 'send-reply', 'sweep'].map(
    (name) => ({ kind: 'crash_before', function: name }) as const,
  )
  for (const fault of faults) scenario.fault(fault)
  chat.writes('Yes please')
  await scenario.advance('6m')
  const down = places(chat)
  scenario.calm()
  await scenario.advance('4m')

  expect(down).toEqual([])
  expect(places(chat)).toEqual(['Shop'])
})

it('releases a held reply by the sweep if the queue message about the customer’s answer was lost', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  // Lets send-reply process the signal of the held reply before the customer answers.
  await scenario.advance('5s')
  tellNobody()

  chat.writes('Yes please')
  await scenario.advance('17m')

  expect(places(chat)).toEqual(['Shop'])
})

it('releases a held reply once if WhatsApp reports the answer twice or AWS’s response is lost', async () => {
  for (const after of [0, 1]) {
    const chat = await quietChat()
    await hold(chat, 'Shop')
    scenario.fault({
      kind: 'duplicate',
      service: 'sns',
      topic: 'arn:aws:sns:us-east-1:111122223333:connect-whatsapp-whatsapp-events',
    })
    scenario.fault({
      kind: 'drop_after',
      function: 'send-reply',
      operation: 'UpdateItem',
      after,
      times: 1,
    })

    chat.writes('Yes please')
    await scenario.advance('3m')
    scenario.calm()

    expect(places(chat)).toEqual(['Shop'])
    expect(await statesOf(chat)).toEqual(['accepted'])
  }
})

// The numbers in the table are those of the function's first calls, after which it is killed. Other
// tests kill it after later calls.
it.each([
  ['whatsapp-event', 5],
  ['send-reply', 10],
] as const)('sends held replies once and in order, wherever %s dies', async (name, most) => {
  const chat = await scenario.bridgedChat()
  let n = 0

  const wrong = await dieAtEachPoint(
    scenario,
    name,
    async () => {
      const names = [`One ${++n}`, `Two ${n}`]
      await forget(chat)
      for (const each of names) await hold(chat, each)
      chat.writes('Yes please')
      await scenario.advance('4m')
      const shown = places(chat).filter((each) => names.includes(each))
      const states = (await chat.outbox()).slice(-2).map(({ state }) => state)
      const doubtful = states.filter((state) => state === 'unconfirmed').length
      if (new Set(shown).size < shown.length) return [`twice on the phone: ${shown}`]
      if (shown.length + doubtful < 2) return [`lost: the phone has ${shown}, the outbox ${states}`]
      if (shown.join() !== names.filter((each) => shown.includes(each)).join())
        return [`out of order: ${shown}`]
      return states.every((state) => state === 'accepted' || state === 'unconfirmed')
        ? []
        : [`the outbox has ${states}`]
    },
    most,
  )

  expect(wrong).toEqual([])
})
