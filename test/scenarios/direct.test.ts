// enqueue-reply, the function that receives an agent's text, sends the text directly if the
// conversation has no other unsent reply.
import { randomUUID } from 'node:crypto'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, it } from 'vitest'
import { contactKey, conversationKey, DEFAULT_TABLE, HEAD } from '#deployment/table'
import { conversationId } from '#model/conversation'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()

afterEach(() => scenario.calm())

const callers = (from: number) =>
  scenario
    .calls(from)
    .filter(({ operation }) => operation === 'SendWhatsAppMessage')
    .map(({ caller }) => caller)

/** Returns the record in which SQS delivers a chat item that Connect has streamed. */
const record = (chat: { contactId: string }, Content: string, at: number, Id = randomUUID()) => ({
  messageId: Id,
  receiptHandle: Id,
  body: JSON.stringify({
    Type: 'Notification',
    TopicArn: `arn:aws:sns:${scenario.world.region}:${scenario.world.account}:connect-whatsapp-chat-replies`,
    Message: JSON.stringify({
      AbsoluteTime: new Date(at).toISOString(),
      Content,
      ContentType: 'text/plain',
      Id,
      Type: 'MESSAGE',
      ParticipantRole: 'AGENT',
      InitialContactId: chat.contactId,
      ContactId: chat.contactId,
    }),
    MessageAttributes: {
      AccountId: { Value: scenario.world.account },
      InstanceId: { Value: scenario.world.instance.id },
      MessageVisibility: { Value: 'ALL' },
    },
  }),
})
/** Stores bridged conversations whose window is open, as if their customers had just written. */
async function idleConversations(count: number): Promise<{ contactId: string }[]> {
  const now = new Date(scenario.clock.now()).toISOString()
  const { id: phoneNumberId } = scenario.business.bridged
  return Promise.all(
    Array.from({ length: count }, async () => {
      const [contactId, id] = [randomUUID(), conversationId(phoneNumberId, randomUUID())]
      const mode = 'bridged'
      const customer = { number: scenario.newNumber() }
      const put = (Item: object) =>
        scenario.db.send(new PutCommand({ TableName: DEFAULT_TABLE, Item }))
      await put({ ...contactKey(contactId), conversation: id, mode, startedAt: now })
      await put({
        ...conversationKey(id),
        ...{ unsentOrder: HEAD, id, mode, phoneNumberId, customer, inboundAt: now },
      })
      return { contactId }
    }),
  )
}
const receive = (...Records: object[]) =>
  scenario.sandbox.functions.invoke('enqueue-reply', { Records })

it('sends a text directly, without the queue, if nothing else waits in the conversation', async () => {
  const chat = await scenario.bridgedChat()
  chat.says('First')
  await scenario.advance('3s')
  const from = scenario.latestCall()

  chat.says('Hello')
  await scenario.rest()

  // The function has cached the contact and the setting that pauses sending, so it does not read
  // them again. On a slow machine, it may make a Query, to check whether a later text has overtaken
  // this one.
  const operations = scenario.calls(from, 'enqueue-reply').map(({ operation }) => operation)
  expect(operations.filter((operation) => operation !== 'Query')).toEqual([
    'PutItem',
    'UpdateItem',
    'SendWhatsAppMessage',
    'UpdateItem',
    'UpdateItem',
  ])
  expect(scenario.calls(from, 'send-reply')).toEqual([])
  await scenario.advance('5s')
  expect(chat.texts()).toEqual(['First', 'Hello'])
})

it('uses the queue for files, several parts, messages of a flow, and replies outside the window', async () => {
  const chat = await scenario.bridgedChat()
  const from = scenario.latestCall()

  chat.says(`${'a'.repeat(4000)} ${'b'.repeat(4000)}`)
  await scenario.advance('10s')
  await scenario.stream(chat.contactId, {
    Type: 'MESSAGE',
    ContentType: 'text/plain',
    Content: 'You are next in line',
    ParticipantRole: 'SYSTEM',
  })
  await scenario.advance('10s')

  expect(callers(from)).toEqual(['send-reply', 'send-reply', 'send-reply'])
  expect(chat.texts()).toHaveLength(3)
})

it('sends two texts of one conversation in the order of writing if they arrive in one batch', async () => {
  const chat = await scenario.bridgedChat()
  const at = scenario.clock.now()

  await receive(record(chat, 'Second', at), record(chat, 'First', at - 50))
  await scenario.advance('5s')

  expect(chat.texts()).toEqual(['First', 'Second'])
})

it('sends two texts once each, in order or marked as late, if two invocations receive them at the same time', async () => {
  const chat = await scenario.bridgedChat()

  for (const round of [1, 2, 3]) {
    const at = scenario.clock.now()
    await Promise.all([
      receive(record(chat, `Second ${round}`, at)),
      receive(record(chat, `First ${round}`, at - 400)),
    ])
    await scenario.advance('20s')

    const late = (await chat.outbox()).slice(-2).some((reply) => reply.late)
    const inOrder = [`First ${round}`, `Second ${round}`]
    expect([inOrder, ...(late ? [inOrder.toReversed()] : [])]).toContainEqual(
      chat.texts().slice(-2),
    )
    expect(chat.texts()).toHaveLength(2 * round)
  }
})

it('sends a text once if its record arrives twice at the same time', async () => {
  const chat = await scenario.bridgedChat()
  const twice = record(chat, 'Once', scenario.clock.now())

  await Promise.all([receive(twice), receive(twice)])
  await scenario.advance('1m')

  expect(chat.texts()).toEqual(['Once'])
})

it('sends the next message only after a slow direct send has finished', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 1_500, times: 1 })

  chat.says('First')
  await scenario.advance('500ms')
  chat.says('Second')
  await scenario.advance('30s')

  expect(chat.texts()).toEqual(['First', 'Second'])
  expect((await chat.outbox()).map(({ state, late = false }) => [state, late])).toEqual([
    ['accepted', false],
    ['accepted', false],
  ])
})

it('sends texts in order through the queue if AWS throttles the direct send', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', operation: 'SendWhatsAppMessage', times: 2 })

  chat.says('First')
  await scenario.advance('300ms')
  chat.says('Second')
  await scenario.advance('1m')

  expect(chat.texts()).toEqual(['First', 'Second'])
})

it('falls back to the queue if a step of the direct send fails', async () => {
  for (const operation of ['Query', 'UpdateItem']) {
    const chat = await scenario.bridgedChat()
    const from = scenario.latestCall()
    scenario.fault({
      kind: 'error',
      function: 'enqueue-reply',
      operation,
      code: 'ValidationException',
      status: 400,
      times: 1,
    })

    chat.says('Hello')
    await scenario.advance('10s')

    expect(callers(from)).toEqual(['send-reply'])
    expect(chat.texts()).toEqual(['Hello'])
  }
})

it('does not mark a text as unconfirmed if reading the table fails before the text is sent', async () => {
  for (const [name, through] of [
    ['enqueue-reply', () => undefined],
    ['send-reply', () => scenario.throughQueue()],
  ] as const) {
    const chat = await scenario.bridgedChat()
    through()
    scenario.fault({
      ...{ kind: 'error', function: name, operation: 'Query', after: 1, times: 2 },
      ...{ code: 'ValidationException', status: 400 },
    })

    chat.says('Hello')
    await scenario.advance('2m')
    scenario.calm()

    expect(chat.texts(), name).toEqual(['Hello'])
    expect(await chat.outbox(), name).toMatchObject([{ state: 'accepted', attempt: 1 }])
    expect(chat.notices(), name).toEqual([])
  }
})

it('reports in the chat that AWS refused a direct send', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'error',
    operation: 'SendWhatsAppMessage',
    code: 'ValidationException',
    status: 400,
    times: 1,
  })

  chat.says('Hello')
  await scenario.advance('30s')

  expect(chat.texts()).toEqual([])
  expect(chat.notices()).toEqual([expect.stringContaining('AWS refused the call')])
})

it('stores a text of another conversation within a second while twenty sends wait for an answer', async () => {
  const chat = await scenario.bridgedChat()
  const hanging = await idleConversations(20)
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 9_000 })
  const from = scenario.latestCall()
  const at = scenario.clock.now()
  const batch = (first: number) =>
    receive(...hanging.slice(first, first + 10).map((each) => record(each, 'Hanging', at)))
  const batches = [batch(0), batch(10)]

  chat.says('Next')
  await scenario.advance('1s')

  expect(callers(from)).toEqual([])
  expect(await chat.outbox()).toHaveLength(1)
  await scenario.advance('20s')
  await Promise.all(batches)
  // Which of the two functions sends a text depends on how many calls are hanging at that time, so
  // only the total is checked.
  expect(callers(from)).toHaveLength(21)
  expect(chat.texts()).toEqual(['Next'])
})

it('sends a text through the queue if too little time is left to send it directly', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'slow',
    function: 'enqueue-reply',
    operation: 'PutItem',
    ms: 14_500,
    times: 1,
  })
  const from = scenario.latestCall()

  chat.says('Hello')
  await scenario.advance('30s')

  expect(callers(from)).toEqual(['send-reply'])
})

it('sends through the queue for ten seconds after a slow direct send', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 2_100, times: 1 })
  const from = scenario.latestCall()

  chat.says('Slow')
  await scenario.advance('5s')
  chat.says('Soon after')
  await scenario.advance('11s')
  chat.says('Later')
  await scenario.advance('1s')

  expect(callers(from)).toEqual(['enqueue-reply', 'send-reply', 'enqueue-reply'])
})
