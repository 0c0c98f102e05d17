// Customers' messages, followed until they are in the chat.
import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import { assigningCalls } from '../chaos/calls-by-person.ts'
import { smallPhoto } from '../files/sample-files.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const whatsappTopic = topicArn('whatsapp-events', scenario.world)
afterEach(() => scenario.calm())

const writes = (customer: string, body: string) =>
  scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, {
    type: 'text',
    text: { body },
  })
/**
 * Records from now on which operations each function calls for this chat. Calls for other chats,
 * which may still receive statuses, are left out. Returns a function that returns the operations
 * that a function has called.
 */
function callsAbout(chat: { customer: string; conversation: string; contactId: string }) {
  const person = { ...chat, number: 0, contactIds: [chat.contactId] }
  const { assign, calls } = assigningCalls([person], scenario.agentConsole)
  scenario.sandbox.calls.onCall((call, request) => assign(call, request()))
  return (caller: string) =>
    (calls.get(0) ?? []).filter((call) => call.caller === caller).map(({ operation }) => operation)
}
const chatsOf = (customer: string) =>
  scenario.agentConsole.contacts().filter(({ customer: who }) => who.name === customer)
const sendsPicture = (customer: string) =>
  scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, {
    type: 'image',
    image: {},
    mime_type: scenario.photo.mimeType,
    data: scenario.photo.bytes.toString('base64'),
  })
/** Returns the customer's messages in the chat: the text, or the type of the file. */
const shownIn = (contactId: string) =>
  scenario.agentConsole
    .transcript(contactId)
    .filter(({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type !== 'EVENT')
    .map(({ Content, Attachments }) => Content ?? Attachments?.[0]?.ContentType)
const saidIn = (contactId: string) =>
  scenario.agentConsole
    .transcript(contactId)
    .flatMap(({ ParticipantRole, Content, Type }) =>
      ParticipantRole === 'CUSTOMER' && Type === 'MESSAGE' ? [Content] : [],
    )

it('puts a text into an open chat with six calls and within half a second', async () => {
  const chat = await scenario.bridgedChat()
  await scenario.advance('1m')
  const callsOf = callsAbout(chat)

  chat.writes('Are you there?')
  await scenario.advance('500ms')

  expect(saidIn(chat.contactId)).toEqual(['Hello', 'Are you there?'])
  await scenario.advance('5s')
  expect([callsOf('whatsapp-event'), callsOf('show-message')]).toEqual([
    ['UpdateItem', 'PutItem', 'Query', 'UpdateItem', 'SendMessage', 'UpdateItem'],
    [],
  ])
})

it('puts a picture into the chat before the next text, and delays no other customer', async () => {
  const [chat, neighbor] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  scenario.fault({
    kind: 'slow',
    function: 'whatsapp-event',
    operation: 'GetWhatsAppMessageMedia',
    ms: 6_000,
    times: 1,
  })

  sendsPicture(chat.customer)
  await scenario.advance('20ms')
  chat.writes('This one is broken')
  neighbor.writes('And I?')
  await scenario.advance('1s')
  const early = [chat, neighbor].map(({ contactId }) => saidIn(contactId))
  await scenario.advance('10s')

  expect(early).toEqual([['Hello'], ['Hello', 'And I?']])
  expect(shownIn(chat.contactId)).toEqual(['Hello', 'image/jpeg', 'This one is broken'])
})

it('delays later messages for at most 20 seconds if a message cannot be shown, and marks that message as late', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'error',
    operation: 'GetWhatsAppMessageMedia',
    code: 'InternalServiceException',
    status: 500,
  })

  sendsPicture(chat.customer)
  chat.writes('This one is broken')
  await scenario.advance('18s')
  const early = shownIn(chat.contactId)
  await scenario.advance('4s')
  const passed = shownIn(chat.contactId)
  scenario.calm()
  await scenario.advance('2m')

  expect(early).toEqual(['Hello'])
  expect(passed).toEqual(['Hello', 'This one is broken'])
  expect(shownIn(chat.contactId)).toEqual([
    ...passed,
    'image/jpeg',
    expect.stringMatching(/^\[sent at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\]$/),
  ])
  expect(await scenario.deadLetters()).not.toHaveProperty('whatsapp-events')
  expect(await scenario.deadLetters()).not.toHaveProperty('inbound.fifo')
})

it('puts messages into the chat in order within seconds even if one was throttled and two were swapped', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'throttle', service: 'participant', operation: 'SendMessage', times: 5 })
  scenario.fault({ kind: 'swap', service: 'sns', topic: whatsappTopic, times: 1 })

  for (const text of ['One', 'Two', 'Three']) chat.writes(text)
  await scenario.advance('12s')

  expect(saidIn(chat.contactId).map((text) => text?.split('\n').at(-1))).toEqual([
    'Hello',
    'One',
    'Two',
    'Three',
  ])
})

it('marks a message as late if it arrives seconds after a later message', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({ kind: 'delay', service: 'sns', topic: whatsappTopic, ms: 3_000, times: 1 })

  chat.writes('One')
  chat.writes('Two')
  await scenario.advance('8s')

  expect(saidIn(chat.contactId)).toEqual([
    'Hello',
    'Two',
    expect.stringMatching(/^\[written at .*\]\nOne$/),
  ])
})

it('stores a message first, so that it reaches the chat even if the functions fail for minutes', async () => {
  const chat = await scenario.bridgedChat()
  for (const name of ['whatsapp-event', 'show-message'])
    scenario.fault({
      kind: 'error',
      function: name,
      operation: 'Query',
      code: 'InternalServerError',
    })

  chat.writes('Lost?')
  await scenario.advance('4m')
  scenario.calm()
  await scenario.advance('4m')

  expect(saidIn(chat.contactId)).toEqual(['Hello', expect.stringMatching(/\nLost\?$/)])
  expect(await scenario.deadLetters()).not.toHaveProperty('whatsapp-events')
  expect(await scenario.deadLetters()).not.toHaveProperty('inbound.fifo')
})

it('puts a customer’s message into the chat even if its dead letters are purged as the runbook describes', async () => {
  const chat = await scenario.bridgedChat()
  const restore = await scenario.receivesAtMost('connect-whatsapp-inbound.fifo', 1)
  for (const name of ['whatsapp-event', 'show-message'])
    scenario.fault({
      kind: 'error',
      function: name,
      operation: 'Query',
      code: 'InternalServerError',
    })

  chat.writes('Still there?')
  await scenario.advance('4m')
  expect(await scenario.deadLetters()).toHaveProperty('inbound.fifo')
  await scenario.discardDeadLetters()
  scenario.calm()
  await restore()
  await scenario.advance('4m')

  expect(saidIn(chat.contactId)).toEqual(['Hello', expect.stringMatching(/\nStill there\?$/)])
})

it.each([
  ['begins', { kind: 'crash_before', operation: 'Query' }],
  ['has claimed a message', { kind: 'crash_after', operation: 'UpdateItem' }],
] as const)(
  'puts the next messages into the chat within 25 seconds if show-message dies when it %s',
  async (_, death) => {
    const chat = await scenario.bridgedChat()
    scenario.withoutSweep()
    scenario.fault({
      ...{ kind: 'throttle', service: 'participant', operation: 'SendMessage', times: 5 },
      function: 'whatsapp-event',
    })
    scenario.fault({ ...death, function: 'show-message', times: 1 })
    chat.writes('One')
    await scenario.advance('100ms')
    chat.writes('Two')
    await scenario.advance('25s')

    expect(saidIn(chat.contactId).map((text) => text?.split('\n').at(-1))).toContain('Two')
    scenario.calm()
    await scenario.advance('2m')
    const shown = saidIn(chat.contactId).map((text) => text?.split('\n').at(-1))
    expect(shown.sort()).toEqual(['Hello', 'One', 'Two'])
  },
)

it('starts one chat for several simultaneous messages, and puts all of them into it within seconds', async () => {
  const customer = scenario.newNumber()

  for (const text of ['One', 'Two', 'Three']) writes(customer, text)
  await scenario.advance('10s')

  expect(chatsOf(customer)).toHaveLength(1)
  expect(saidIn(chatsOf(customer)[0]!.contactId)).toEqual(['One', 'Two', 'Three'])
})

it('marks a message as late if a later message reached the chat while it was being stored', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'slow',
    function: 'whatsapp-event',
    operation: 'PutItem',
    ms: 5_000,
    times: 1,
  })

  chat.writes('Slow')
  await scenario.advance('1s')
  chat.writes('Quick')
  await scenario.advance('20s')

  expect(saidIn(chat.contactId)).toEqual([
    'Hello',
    'Quick',
    expect.stringMatching(/^\[written at .*\]\nSlow$/),
  ])
})

it('marks a picture as late if a later text overtook it, even if the text is still being recorded', async () => {
  const chat = await scenario.bridgedChat()
  const slow = { kind: 'slow', function: 'show-message', times: 1 } as const
  // The upload of the picture ends just after the 20 seconds for which the text waits for the
  // picture. The text is then written into the chat first, but recorded later than the picture.
  scenario.fault({ ...slow, operation: 'CompleteAttachmentUpload', ms: 20_300 })

  scenario.whatsapp.customerSends(chat.customer, scenario.business.bridged.number, {
    type: 'image',
    image: {},
    mime_type: 'image/jpeg',
    data: smallPhoto().toString('base64'),
  })
  chat.writes('See photo')
  await scenario.advance('19s')
  scenario.fault({ ...slow, operation: 'UpdateItem', ms: 2_000, after: 1 })
  await scenario.advance('1m')

  const lines = chat
    .transcript()
    .flatMap(({ Content, Attachments }) => Content ?? Attachments?.[0]?.ContentType ?? [])
  expect(lines.slice(-3)).toEqual([
    'See photo',
    'image/jpeg',
    expect.stringMatching(/^\[sent at .*\]$/),
  ])
})

it('marks a text as late if a later text overtook it during a slow call to Connect', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    ...{ kind: 'slow', operation: 'SendMessage', ms: 25_000, times: 1 },
    containing: ['Slow'],
  })

  chat.writes('Slow')
  await scenario.advance('1s')
  chat.writes('Quick')
  await scenario.advance('1m')

  expect(saidIn(chat.contactId)).toEqual([
    'Hello',
    'Quick',
    'Slow',
    expect.stringMatching(
      /^\[WhatsApp notice\] The customer wrote “Slow” at .* UTC, before other messages that stand above it\.$/,
    ),
  ])
})

it('puts a message that the topic delivers twice into the chat once', async () => {
  const customer = scenario.newNumber()
  const from = scenario.latestCall()
  const twice = {
    kind: 'duplicate',
    service: 'sns',
    topic: whatsappTopic,
    times: 1,
  } as const

  scenario.fault(twice)
  writes(customer, 'One')
  await scenario.advance('4m')
  scenario.fault({ ...twice, ms: 30_000 })
  writes(customer, 'Two')
  await scenario.advance('4m')

  // If a message is sent twice with the same ClientToken, Connect ignores the second one, but AWS
  // does not document for how long. The functions must therefore send each message to the chat only
  // once.
  const written = scenario
    .calls(from)
    .filter(({ service, operation }) => service === 'participant' && operation === 'SendMessage')
  expect(written).toHaveLength(2)
  expect(chatsOf(customer)).toHaveLength(1)
  expect(saidIn(chatsOf(customer)[0]!.contactId)).toEqual(['One', 'Two'])
})

it('starts another chat if the participant token of the first expired, and delivers the agent’s answer', async () => {
  const customer = scenario.newNumber()
  // Connect starts the chat, but the functions cannot connect to it within the five minutes for
  // which its participant token can be used.
  scenario.fault({
    kind: 'error',
    operation: 'CreateParticipantConnection',
    code: 'InternalServerError',
    status: 500,
  })
  writes(customer, 'Hello?')
  await scenario.advance('8m')
  scenario.calm()
  await scenario.advance('4m')

  const known = chatsOf(customer).filter(({ state }) => state === 'queued')
  const latest = known[0]!
  scenario.agentConsole.accept(latest.contactId, 'maria')
  scenario.agentConsole.message(latest.contactId, 'maria', 'Here I am')
  await scenario.advance('10s')

  expect(saidIn(latest.contactId)).toEqual([expect.stringMatching(/^\[written at .*\]\nHello\?$/)])
  expect(scenario.phone(customer).map(({ text }) => text)).toEqual(['Here I am'])
})

it('sends answers, but no one-time code, to a customer whom WhatsApp identifies only by a user id', async () => {
  const dana = scenario.world.customers.find(({ username }) => username)!
  writes(dana.userId!, 'Hello!')
  await scenario.advance('10s')
  const { contactId } = chatsOf('Dana')[0]!
  scenario.agentConsole.accept(contactId, 'maria')
  scenario.whatsapp.setCustomer(dana.userId!, { name: '', username: '' })
  writes(dana.userId!, 'One more thing')
  await scenario.advance('10s')
  scenario.agentConsole.message(contactId, 'maria', 'Here I am')
  const code = {
    type: 'template',
    name: 'login_code',
    language: 'en_US',
    values: { 'body.1': '402913' },
  }
  const path = `/contacts/${contactId}`
  const refused = await scenario.api('maria', 'POST', `${path}/replies`, {
    requestId: randomUUID(),
    message: code,
  })
  await scenario.advance('10s')

  const { body } = await scenario.api('maria', 'GET', `${path}/conversation`)
  expect(body.customer).toEqual({ name: 'Dana', username: 'dana.travels', userId: dana.userId })
  expect(scenario.phone(dana.userId!).map(({ text }) => text)).toEqual(['Here I am'])
  expect([refused.status, refused.body.problems]).toMatchObject([
    422,
    [{ code: 'needs_number', path: 'message.name' }],
  ])
})

it('starts a new chat for the customer’s next message after a chat has ended', async () => {
  const chat = await scenario.bridgedChat()
  scenario.agentConsole.end(chat.contactId, 'maria')
  await scenario.rest()

  writes(chat.customer, 'One more thing')
  await scenario.advance('10s')

  const [next, before] = chatsOf(chat.customer)
  expect([before?.state, next?.state]).toEqual(['ended', 'queued'])
  expect(saidIn(next!.contactId)).toEqual(['One more thing'])
})
