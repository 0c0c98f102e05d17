// A customer answers a template that an agent sent after the chat had ended. The flow that the
// command line creates offers the answer first to this agent, and then puts it into the ordinary
// queue.
import { GetContactAttributesCommand } from '@aws-sdk/client-connect'
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest'
import { guesses } from '../../provisioning/verify/guesses.ts'
import { isSecondTier } from '../tier.ts'
import { startInOurFlows } from './our-flows.ts'
import { shopTemplate as template } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { agentConsole, sandbox, world } = scenario
const { connect } = sandbox.clients

const InstanceId = world.instance.id

let flows: Awaited<ReturnType<typeof startInOurFlows>>
beforeAll(async () => {
  flows = await startInOurFlows(sandbox)
})
afterEach(() => {
  agentConsole.setAway('maria', false)
  scenario.guesses.queueFlowAfterMove = 'runs-again'
  scenario.calm()
})
afterAll(() => flows.restore())

/**
 * An agent sends a template after the chat has ended, and the customer answers the next day. With
 * `while`, the agent is in another chat by then, and therefore signed in but not available.
 */
async function answerTo(chat: Chat, agent: { while?: 'in another chat' } = {}) {
  agentConsole.end(chat.contactId, chat.agent)
  await scenario.advance('25h')
  const message =
    chat.mode === 'native'
      ? template
      : { type: 'template', name: 'hello_again', language: 'en_US', values: {} }
  const sent = await chat.reply(message)
  await scenario.advance('20h')
  if (agent.while) await scenario.bridgedChat(chat.agent)
  chat.writes('Yes, please')
  await scenario.advance('2s')
  return sent.body.id as string
}

const newest = ({ customer }: Chat) =>
  agentConsole
    .contacts()
    .find(({ customer: { name, number } }) => number === customer || name === customer)!

async function attributes(contactId: string) {
  const { Attributes } = await connect.send(
    new GetContactAttributesCommand({
      InstanceId,
      InitialContactId: contactId,
    }),
  )
  return Attributes
}

it.each([
  ['native', 'nossa_loja', 'a flow of its own'],
  ['bridged', 'hello_again', 'a flow of its own'],
  ['bridged', 'hello_again', 'the flow of a native number'],
] as const)(
  'offers an answer in a %s chat first to the agent who sent the template (%s, %s)',
  async (mode, template, flow) => {
    if (flow !== 'a flow of its own') await flows.startBridgedChats('by-function')
    onTestFinished(async () => void (await flows.startBridgedChats('by-attribute')))
    const chat = await (mode === 'native' ? scenario.nativeChat() : scenario.bridgedChat())
    const sent = await answerTo(chat, { while: 'in another chat' })

    const { contactId, state, agent } = newest(chat)
    expect({ state, agent }).toEqual({ state: 'queued', agent: 'maria' })
    expect(await attributes(contactId)).toMatchObject({ whatsapp_answers_template: template })

    agentConsole.accept(contactId, 'maria')
    const { body } = await scenario.api('maria', 'GET', `/contacts/${contactId}/conversation`)
    expect(body.answers).toBe(sent)

    // A later message of the customer does not count as an answer to the template.
    agentConsole.end(contactId, 'maria')
    await scenario.advance('2h')
    chat.writes('One more thing')
    await scenario.advance('2s')
    expect(newest(chat)).toMatchObject({ state: 'queued', agent: undefined })
  },
)

const moves = guesses.queueFlowAfterMove.values.flatMap((value) => [
  [value, 'nativeChat'] as const,
  [value, 'bridgedChat'] as const,
])
// `npm test` plays each value and each kind of chat only once, and `npm run test:all` every
// combination.
it.each(isSecondTier ? moves : [moves[0]!, moves.at(-1)!])(
  'moves a customer’s answer to the ordinary queue after two minutes, and never moves the answer back (the queue flow %s, %s)',
  async (value, start) => {
    scenario.guesses.queueFlowAfterMove = value
    const chat = await scenario[start]()
    const sent = await answerTo(chat)
    const offered = newest(chat)
    expect(offered.agent).toBe('maria')

    await scenario.advance('121s')
    const next = newest(chat)
    expect(next).toMatchObject({
      state: 'queued',
      agent: undefined,
      initialContactId: offered.contactId,
      previousContactId: offered.contactId,
    })
    await scenario.advance('10m')
    expect(newest(chat).contactId).toBe(next.contactId)
    agentConsole.accept(next.contactId, 'jonas')
    const path = `/contacts/${next.contactId}/conversation`
    const { body } = await scenario.api('jonas', 'GET', path)
    expect(body.replies.map(({ id }: { id: string }) => id)).toContain(sent)
  },
)

it.each(['nativeChat', 'bridgedChat'] as const)(
  'moves an answer to the ordinary queue at once if the agent is offline (%s)',
  async (start) => {
    const chat = await scenario[start]()
    agentConsole.setAway('maria', true)
    await answerTo(chat)

    expect(newest(chat)).toMatchObject({ state: 'queued', agent: undefined })
  },
)
