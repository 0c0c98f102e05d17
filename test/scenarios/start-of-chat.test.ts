// Texts that an agent writes before the start of a bridged chat is complete.
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()

afterEach(() => scenario.asUsual())

const writes = (customer: string, body: string) =>
  scenario.whatsapp.customerSends(customer, scenario.business.bridged.number, {
    type: 'text',
    text: { body },
  })
const contactsOf = (customer: string) =>
  scenario.agentConsole.contacts().filter(({ customer: who }) => who.name === customer)
const textsOf = (customer: string) => scenario.phone(customer).map(({ text }) => text)
const saidBy = (role: string, contactId: string) =>
  scenario.agentConsole
    .transcript(contactId)
    .flatMap(({ ParticipantRole, Content, Type }) =>
      ParticipantRole === role && Type === 'MESSAGE' ? [Content] : [],
    )

/**
 * The customer writes, and an agent accepts the chat as soon as it is visible, even if later steps
 * of its start fail.
 */
async function acceptedChat(customer: string) {
  writes(customer, 'One')
  const { contactId } = await scenario.contactOf(customer)
  scenario.agentConsole.accept(contactId, 'maria')
  return {
    contactId,
    says: (text: string) => scenario.agentConsole.message(contactId, 'maria', text),
  }
}

it('delivers texts that the agent typed while AWS throttled the start of streaming, in order', async () => {
  const customer = scenario.newNumber()
  scenario.guesses.transcriptPages = 'one-item'
  // The fault affects all three attempts of the SDK.
  scenario.fault({ kind: 'throttle', operation: 'StartContactStreaming', times: 3 })

  const chat = await acceptedChat(customer)
  chat.says('Hello, how can I help?')
  chat.says('Are you there?')
  await scenario.advance('30s')

  expect(textsOf(customer)).toEqual(['Hello, how can I help?', 'Are you there?'])
  expect(contactsOf(customer)).toHaveLength(1)
  expect(saidBy('CUSTOMER', chat.contactId)).toEqual(['One'])
})

it.each([
  ['StartChatContact', {}],
  ['StartContactStreaming', {}],
  ['the first message', { operation: 'SendMessage', containing: ['One'] }],
  ['GetTranscript', {}],
])(
  'starts one chat and loses no message if the function dies after %s and runs again for the next message',
  async (operation, which) => {
    const customer = scenario.newNumber()
    scenario.fault({
      ...{ kind: 'crash_after', function: 'whatsapp-event', times: 1 },
      ...{ operation, ...which },
    })

    const chat = await acceptedChat(customer)
    chat.says('Hello, how can I help?')
    await scenario.advance('90s')
    writes(customer, 'Two')
    await scenario.advance('30s')
    chat.says('I see')
    await scenario.advance('5m')

    expect(contactsOf(customer)).toHaveLength(1)
    expect(textsOf(customer)).toEqual(['Hello, how can I help?', 'I see'])
    // Removes the first line of a late message, which says when it was written.
    const texts = saidBy('CUSTOMER', chat.contactId).map((text) => text?.split('\n').at(-1))
    expect(texts.sort()).toEqual(['One', 'Two'])
  },
)

it.each(['as-streamed', 'different'] as const)(
  'sends a text once even if it is both streamed and in the transcript (ids in the transcript: %s)',
  async (transcriptIds) => {
    const customer = scenario.newNumber()
    scenario.guesses.transcriptIds = transcriptIds
    scenario.fault({ kind: 'slow', operation: 'GetTranscript', ms: 2_000, times: 1 })

    writes(customer, 'One')
    const { contactId } = await scenario.contactOf(customer)
    scenario.agentConsole.accept(contactId, 'maria')
    scenario.agentConsole.message(contactId, 'maria', 'Hello, how can I help?')
    await scenario.advance('30s')

    expect(textsOf(customer)).toEqual(['Hello, how can I help?'])
    expect(await scenario.outbox(customer)).toHaveLength(1)
  },
)

it.each(['as-streamed', 'different'] as const)(
  'delivers a text once that the agent typed while streaming was starting (ids in the transcript: %s)',
  async (transcriptIds) => {
    const customer = scenario.newNumber()
    scenario.guesses.transcriptIds = transcriptIds
    scenario.fault({ kind: 'slow', operation: 'StartContactStreaming', ms: 15_000, times: 1 })

    const chat = await acceptedChat(customer)
    await scenario.advance('8s')
    chat.says('Hello, how can I help?')
    await scenario.advance('1m')
    chat.says('I see')
    await scenario.advance('10s')

    expect(textsOf(customer)).toEqual(['Hello, how can I help?', 'I see'])
    expect(await scenario.outbox(customer)).toHaveLength(2)
  },
)

it('sends a text once if the stream delivers the text after it was read in the transcript', async () => {
  const customer = scenario.newNumber()
  const topic = topicArn('chat-replies', scenario.world)
  scenario.guesses.transcriptIds = 'different'
  scenario.fault({ kind: 'slow', operation: 'GetTranscript', ms: 2_000, times: 1 })

  const chat = await acceptedChat(customer)
  scenario.fault({ kind: 'delay', service: 'sns', topic, ms: 2_500 })
  chat.says('Hello, how can I help?')
  await scenario.advance('30s')

  expect(textsOf(customer)).toEqual(['Hello, how can I help?'])
  expect(await scenario.outbox(customer)).toHaveLength(1)
})

it('reports texts that the agent typed too long before streaming began, and does not send them', async () => {
  const customer = scenario.newNumber()
  const fault = scenario.fault({ kind: 'crash_before', operation: 'StartContactStreaming' })

  const chat = await acceptedChat(customer)
  chat.says('Come at three')
  await scenario.advance('9m')
  chat.says('Are you there?')
  await scenario.advance('2m')
  scenario.sandbox.faults.remove(fault)
  writes(customer, 'Two')
  // The invocation that died last had received the conversation's queue messages. They are
  // delivered again only after their visibility time-out.
  await scenario.advance('3m')

  expect(textsOf(customer)).toEqual(['Are you there?'])
  expect(saidBy('CUSTOMER', chat.contactId)).toContainEqual(
    expect.stringMatching(/^\[WhatsApp notice\] Not delivered.*Come at three/),
  )
})

/**
 * Starts a chat to which the functions do not connect, because they die after every
 * StartChatContact until `recovers` is called. An agent accepts the chat and writes in it.
 */
async function unconnectedChat(customer: string) {
  const recovers = diesAfterStart()
  const chat = await acceptedChat(customer)
  chat.says('Come at three')
  return { ...chat, recovers }
}

/** Lets every function die after StartChatContact until the returned function is called. */
function diesAfterStart(): () => void {
  const fault = scenario.fault({ kind: 'crash_after', operation: 'StartChatContact' })
  return () => scenario.sandbox.faults.remove(fault)
}

const noticesIn = (contactId: string) =>
  saidBy('CUSTOMER', contactId).filter((text) => text?.startsWith('[WhatsApp notice]'))

it.each([
  ['Connect no longer accepts its credentials', '7m', (_contactId: string) => {}],
  ['its agent ended it', '3m', (id: string) => scenario.agentConsole.end(id, 'maria')],
] as const)(
  'starts another chat, with a notice, if the first was never connected to WhatsApp and %s',
  async (_why, after, happens) => {
    const customer = scenario.newNumber()
    const first = await unconnectedChat(customer)
    await scenario.advance(after)
    happens(first.contactId)
    first.recovers()
    await scenario.advance('3m')

    const chats = contactsOf(customer)
    expect(chats).toHaveLength(2)
    const [second, over] = chats
    expect(over).toMatchObject({ contactId: first.contactId, state: 'ended' })
    expect(noticesIn(second!.contactId)).toEqual([
      expect.stringContaining(`(contact ${first.contactId}) ended before it was connected`),
    ])
    expect(saidBy('CUSTOMER', second!.contactId).at(-1)).toMatch(/One$/)
    // The functions are connected to the second chat.
    scenario.agentConsole.accept(second!.contactId, 'maria')
    scenario.agentConsole.message(second!.contactId, 'maria', 'Come at three, please')
    await scenario.advance('5m')
    expect(textsOf(customer)).toEqual(['Come at three, please'])
    expect(noticesIn(second!.contactId)).toHaveLength(1)
  },
)

it('notifies the next agent if a chat ended before its transcript from before streaming was read', async () => {
  const customer = scenario.newNumber()
  const late = scenario.fault({ kind: 'crash_before', operation: 'StartContactStreaming' })
  const first = await acceptedChat(customer)
  first.says('Come at three')
  await scenario.advance('1m')
  const slow = scenario.fault({ kind: 'slow', operation: 'GetTranscript', ms: 10_000 })
  scenario.sandbox.faults.remove(late)
  const isBeingRead = () =>
    scenario.sandbox.faults.list().some(({ id, struck }) => id === slow && struck > 0)
  while (!isBeingRead()) await scenario.advance('5s')
  scenario.agentConsole.end(first.contactId, 'maria')
  await scenario.advance('1m')
  writes(customer, 'Two')
  await scenario.advance('5m')

  const [second] = contactsOf(customer)
  expect(textsOf(customer)).toEqual([])
  expect(noticesIn(second!.contactId)).toEqual([
    expect.stringContaining(`(contact ${first.contactId}) ended before it was connected`),
  ])
})

it('writes no notice about a chat that was never connected if no agent was in that chat', async () => {
  const customer = scenario.newNumber()
  const recovers = diesAfterStart()
  writes(customer, 'One')
  await scenario.advance('7m')
  recovers()
  await scenario.advance('3m')

  const [second, over] = contactsOf(customer)
  expect(over).toMatchObject({ state: 'ended' })
  expect(noticesIn(second!.contactId)).toEqual([])
})

it('ends a chat that was never connected even if its agent has transferred it', async () => {
  const customer = scenario.newNumber()
  const first = await unconnectedChat(customer)
  const { contactId } = scenario.agentConsole.transfer(first.contactId, 'maria', 'jonas')
  scenario.agentConsole.accept(contactId, 'jonas')
  await scenario.advance('7m')
  first.recovers()
  await scenario.advance('3m')

  const states = contactsOf(customer).map((each) => [each.contactId, each.state])
  expect(states).toContainEqual([contactId, 'ended'])
  expect(states.filter(([, state]) => state !== 'ended')).toHaveLength(1)
})

it('queues a native contact within 25 seconds even if the function that its flow calls never answers', async () => {
  const customer = scenario.newNumber()
  const fault = scenario.fault({ kind: 'slow', function: 'contact-started' })

  scenario.whatsapp.customerSends(customer, scenario.business.native.number, {
    type: 'text',
    text: { body: 'Is anybody there?' },
  })
  await scenario.advance('25s')

  expect(contactsOf(customer)).toMatchObject([{ state: 'queued' }])
  // The flow invokes the function three times, and waits eight seconds for each answer.
  const { struck } = scenario.sandbox.faults.list().find(({ id }) => id === fault)!
  expect(struck).toBe(3)
})
