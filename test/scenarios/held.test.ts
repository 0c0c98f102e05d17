// Replies composed for a closed window: held until the customer answers, then sent once, unless somebody takes them back or
// nobody answers in time.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, it } from 'vitest'
import { tableName } from '../../lambdas/deployment/resources.ts'
import type { Reply } from '../../lambdas/model/reply.ts'
import { dyingAtEachPoint } from './death-points.ts'
import type { Chat } from './scenario.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()
afterEach(() => town.calm())

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
  body.problems?.[0]?.code ?? body.fate,
]

const conversationItem = (chat: Chat) => ({
  TableName: tableName,
  Key: { pk: `conversation#${chat.conversation}`, sk: 'conversation' },
})

/** As if nobody had ever told us that this customer wrote: then a reply may be held at once. */
async function forget(chat: Chat) {
  await town.db.send(
    new UpdateCommand({
      ...conversationItem(chat),
      UpdateExpression: 'REMOVE inboundAt, contactStartedAt, refusedAt',
    }),
  )
}

/** A chat of which nothing says that its window is open. */
async function quietChat(agent = 'maria') {
  const chat = await town.bridgedChat(agent)
  await forget(chat)
  return chat
}

/** Evidence of an answer is written down, but whoever does it cannot see that something is held. */
function tellNobody() {
  for (const name of ['whatsapp-event', 'delivery-status'])
    town.fault({ kind: 'drop_before', function: name, operation: 'Query' })
}

/** As if the reply had been composed 24 hours ago. */
async function endHold(chat: Chat) {
  const [{ id }] = (await chat.outbox()).filter(({ state }) => state === 'held') as [Reply]
  const Key = { pk: `conversation#${chat.conversation}`, sk: `reply#${id}` }
  const now = new Date(town.clock.now()).toISOString()
  await town.db.send(
    new UpdateCommand({
      TableName: tableName,
      Key,
      UpdateExpression: 'SET heldUntil = :now, dueAt = :now, sendBy = :now',
      ExpressionAttributeValues: { ':now': now },
    }),
  )
}

// Those whose window really closes: a day passes once for all of them.
const [closed, refused, transferred] = [
  await town.bridgedChat(),
  await town.bridgedChat(),
  await town.bridgedChat(),
]
const native = [await town.nativeChat(), await town.nativeChat('jonas')] as const
await town.advance('24h1m')

it('a reply for a closed window waits, and goes out once when the customer answers', async () => {
  const chat = closed

  const answer = await hold(chat, 'Shop')
  await town.advance('5m')
  const waiting = [...places(chat), ...(await statesOf(chat))]
  chat.writes('Yes please')
  await town.advance('1m')

  expect(answer.status).toBe(202)
  expect(answer.body).toMatchObject({ fate: 'held', type: 'location' })
  expect(
    new Date(answer.body.heldUntil).getTime() - new Date(answer.body.acceptedAt).getTime(),
  ).toBe(24 * 3_600_000)
  expect(waiting).toEqual(['held'])
  expect(places(chat)).toEqual(['Shop'])
  const { body } = await chat.api('GET', '/conversation')
  expect(body.replies[0]).toMatchObject({ fate: 'read' })
  expect(body.replies[0]).not.toHaveProperty('heldUntil')
})

it('on a native number the customer’s answer releases it too, in the chat that is open or by the one it opens', async () => {
  const [open, ended] = native
  const answers = [await hold(open, 'Shop'), await hold(ended, 'Shop')]
  town.desk.end(ended.contactId, 'jonas')
  // Of the chat that is opened by it nothing is streamed: its start is all there is to know.
  town.fault({
    kind: 'error',
    code: 'InvalidRequestException',
    status: 400,
    operation: 'StartContactStreaming',
  })

  open.writes('Yes please')
  ended.writes('Yes please')
  await town.advance('2m')

  expect(answers.map(code)).toEqual([
    [202, 'held'],
    [202, 'held'],
  ])
  expect([places(open), places(ended)]).toEqual([['Shop'], ['Shop']])
})

it('what is wrong with a message is said before it is held, and a template is never held', async () => {
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

it('after a transfer the next agent sees what is held and may take it back; the agent before may not', async () => {
  const chat = transferred
  const { body } = await hold(chat, 'Shop')
  const known = new Set(town.desk.contacts().map(({ contactId }) => contactId))
  town.desk.transfer(chat.contactId, 'maria', 'jonas')
  const { contactId } = await town.contactOf(chat.customer, known)
  town.desk.accept(contactId, 'jonas')
  await town.rest()

  const seen = await town.api('jonas', 'GET', `/contacts/${contactId}/conversation`)
  const before = await withdraw(chat, body.id)
  const next = await town.api('jonas', 'POST', `/contacts/${contactId}/replies/${body.id}/withdraw`)

  expect(seen.body.replies[0]).toMatchObject({ id: body.id, fate: 'held', by: { name: 'Maria' } })
  expect(before.status).toBe(403)
  expect(code(next)).toEqual([200, 'withdrawn'])
})

it('a call of the customer releases as a message does', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')

  town.whatsapp.customerCalls(chat.customer, town.business.bridged.number)
  await town.advance('1m')

  expect(places(chat)).toEqual(['Shop'])
})

it('several go out in the order in which they were composed, before what is written after the answer', async () => {
  const chat = await quietChat()
  for (const name of ['One', 'Two', 'Three', 'Four']) {
    await hold(chat, name)
    await town.advance('1s')
  }

  chat.writes('Here I am')
  await town.advance('2s')
  await chat.reply(place('Five'))
  await town.advance('1m')

  expect(places(chat)).toEqual(['One', 'Two', 'Three', 'Four', 'Five'])
  expect((await chat.outbox()).some(({ late }) => late)).toBe(false)
})

it('with an open window nothing is held: it is simply sent', async () => {
  const chat = await town.bridgedChat()

  const answer = await hold(chat, 'Shop')
  await town.advance('1m')

  expect(answer.body.fate).toBe('queued')
  expect(places(chat)).toEqual(['Shop'])
})

it('taken back before the answer it is never sent; taking it back again is the same', async () => {
  const chat = await quietChat()
  const { body } = await hold(chat, 'Shop')

  const answers = await Promise.all([withdraw(chat, body.id), withdraw(chat, body.id)])
  chat.writes('Yes please')
  await town.advance('10m')

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

it('answered before it is taken back it is sent, and the agent is told that it is on its way', async () => {
  const chat = await quietChat()
  const { body } = await hold(chat, 'Shop')

  chat.writes('Yes please')
  await town.advance('30s')

  expect(code(await withdraw(chat, body.id))).toEqual([409, 'already_released'])
  expect(places(chat)).toEqual(['Shop'])
})

it('an answer and a withdrawal at the same moment: one of them wins, and everybody is told the same', async () => {
  const fates = new Set<string>()
  for (let turn = 0; turn < 4; turn++) {
    const chat = await quietChat()
    const { body } = await hold(chat, 'Shop')
    // Released at the same time as the withdrawal is looked at, or the other way round.
    const slow = turn % 2 === 0 ? 'widget-api' : 'send-reply'
    town.fault({ kind: 'slow', function: slow, operation: 'UpdateItem', ms: 3_000, times: 1 })

    chat.writes('Yes please')
    const answer = withdraw(chat, body.id)
    await town.advance('1m')
    const [status, fate] = code(await answer)
    fates.add(fate)

    expect(places(chat)).toEqual(status === 200 ? [] : ['Shop'])
    expect(await statesOf(chat)).toEqual([status === 200 ? 'withdrawn' : 'accepted'])
    town.calm()
  }
  expect([...fates].every((fate) => fate === 'withdrawn' || fate === 'already_released')).toBe(true)
})

it('the same draft posted from two tabs is held once', async () => {
  const chat = await quietChat()
  const requestId = crypto.randomUUID()

  const answers = await Promise.all([
    hold(chat, 'Shop', { requestId }),
    hold(chat, 'Shop', { requestId }),
  ])
  chat.writes('Yes please')
  await town.advance('1m')

  expect(answers.map(code)).toEqual([
    [202, 'held'],
    [202, 'held'],
  ])
  expect(places(chat)).toEqual(['Shop'])
})

it('without an answer it fails after its time, told once in the chat, and may be sent again when the customer does write', async () => {
  const chat = await quietChat()
  const { body } = await hold(chat, 'Shop')

  await endHold(chat)
  await town.advance('3m')
  const { body: seen } = await chat.api('GET', '/conversation')
  chat.writes('Sorry, I was away')
  await town.advance('5m')
  const unsent = places(chat)
  await chat.api('POST', `/replies/${body.id}/resend`, { attempt: 1 })
  await town.advance('1m')

  expect(seen.replies[0]).toMatchObject({ fate: 'failed', problems: [{ code: 'hold_expired' }] })
  expect(chat.notices()).toEqual([expect.stringContaining('did not answer within 24 hours')])
  expect(unsent).toEqual([])
  expect(places(chat)).toEqual(['Shop'])
})

it('an answer that came after its time does not send it, even when nothing of ours was there to end it', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  // Its own wake is over before its time is.
  await town.advance('5s')
  await endHold(chat)
  // WhatsApp tells whole seconds.
  await town.advance('2s')

  chat.writes('Am I late?')
  await town.advance('5m')

  expect(places(chat)).toEqual([])
  expect(await statesOf(chat)).toEqual(['failed'])
})

it('when the window closes again before it is released it stays held, until its time is over', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  // Its own wake is over before the customer answers.
  await town.advance('5s')
  tellNobody()
  chat.writes('Yes please')
  await town.advance('5s')
  // WhatsApp refused what another agent sent after that: it knows better.
  const refusedAt = new Date(town.clock.now()).toISOString()
  const refusal = {
    UpdateExpression: 'SET refusedAt = :at',
    ExpressionAttributeValues: { ':at': refusedAt },
  }
  await town.db.send(new UpdateCommand({ ...conversationItem(chat), ...refusal }))
  town.calm()

  await town.advance('20m')
  const waiting = await statesOf(chat)
  await endHold(chat)
  await town.advance('3m')

  expect(waiting).toEqual(['held'])
  expect(await statesOf(chat)).toEqual(['failed'])
  expect(places(chat)).toEqual([])
})

it('after hours in which nothing of ours worked it goes out, as the answer came in time', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  const faults = ['whatsapp-event', 'send-reply', 'sweep'].map(
    (name) => ({ kind: 'crash_before', function: name }) as const,
  )
  for (const fault of faults) town.fault(fault)
  chat.writes('Yes please')
  await town.advance('6m')
  const down = places(chat)
  town.calm()
  await town.advance('4m')

  expect(down).toEqual([])
  expect(places(chat)).toEqual(['Shop'])
})

it('an answer whose wake was lost is found by the sweep', async () => {
  const chat = await quietChat()
  await hold(chat, 'Shop')
  // Its own wake is over before the customer answers.
  await town.advance('5s')
  tellNobody()

  chat.writes('Yes please')
  await town.advance('17m')

  expect(places(chat)).toEqual(['Shop'])
})

it('an answer that WhatsApp tells of twice, and an answer of AWS that is lost, release once', async () => {
  for (const after of [0, 1]) {
    const chat = await quietChat()
    await hold(chat, 'Shop')
    town.fault({
      kind: 'duplicate',
      service: 'sns',
      topic: 'arn:aws:sns:us-east-1:111122223333:connect-whatsapp-whatsapp-events',
    })
    town.fault({
      kind: 'drop_after',
      function: 'send-reply',
      operation: 'UpdateItem',
      after,
      times: 1,
    })

    chat.writes('Yes please')
    await town.advance('3m')
    town.calm()

    expect(places(chat)).toEqual(['Shop'])
    expect(await statesOf(chat)).toEqual(['accepted'])
  }
})

// What comes after these calls, other deaths are about.
it.each([
  ['whatsapp-event', 5],
  ['send-reply', 10],
] as const)('what was held goes out once and in order, wherever %s dies', async (name, most) => {
  const chat = await town.bridgedChat()
  let n = 0

  const wrong = await dyingAtEachPoint(
    town,
    name,
    async () => {
      const names = [`One ${++n}`, `Two ${n}`]
      await forget(chat)
      for (const each of names) await hold(chat, each)
      chat.writes('Yes please')
      await town.advance('4m')
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
