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
 * Returns the chat of a customer's first message as soon as an agent can see the chat, even if
 * later steps of its start have failed.
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

it('delivers in order the texts that the agent typed while the start of streaming was throttled', async () => {
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
  'starts one chat and loses nothing if the start dies after %s and the next message continues the start',
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
    // A message that arrives late begins with a line that contains its time.
    const texts = saidBy('CUSTOMER', chat.contactId).map((text) => text?.split('\n').at(-1))
    expect(texts.sort()).toEqual(['One', 'Two'])
  },
)

it.each(['as-streamed', 'different'] as const)(
  'sends a text once even if it is both streamed and in the transcript (whose ids are %s)',
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
  'delivers once what the agent typed while Connect was still beginning to stream (ids in the transcript: %s)',
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

it('sends a text once if the stream delivers it only after it was read in the transcript', async () => {
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
  // The function that died last has received the conversation's signals, so no other function can
  // receive them until their visibility time-out ends.
  await scenario.advance('3m')

  expect(textsOf(customer)).toEqual(['Are you there?'])
  expect(saidBy('CUSTOMER', chat.contactId)).toContainEqual(
    expect.stringMatching(/^\[WhatsApp notice\] Not delivered.*Come at three/),
  )
})

it('queues a native contact within 25 seconds although the function of its flow never answers', async () => {
  const customer = scenario.newNumber()
  const fault = scenario.fault({ kind: 'slow', function: 'contact-started' })

  scenario.whatsapp.customerSends(customer, scenario.business.native.number, {
    type: 'text',
    text: { body: 'Is anybody there?' },
  })
  await scenario.advance('25s')

  expect(contactsOf(customer)).toMatchObject([{ state: 'queued' }])
  // Connect tries the function three times, and waits eight seconds for each answer.
  const { struck } = scenario.sandbox.faults.list().find(({ id }) => id === fault)!
  expect(struck).toBe(3)
})
