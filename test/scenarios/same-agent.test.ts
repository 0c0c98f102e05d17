// The answer to a template that was sent from an ended contact, in the flow that the command line
// creates: it reaches the agent who sent the template, or the ordinary queue.
import { AssociateFlowCommand, GetContactAttributesCommand } from '@aws-sdk/client-connect'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { contactFlow } from '../../provisioning/channel/contact-flow.ts'
import { connectInstance } from '../../provisioning/channel/instance.ts'
import { shopTemplate as template } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { agentConsole, sandbox, world } = scenario
const { connect } = sandbox.clients
const [maria] = world.agents

async function startsIn(flow: string) {
  const instance = await connectInstance(sandbox.place.instanceArn, connect)
  const associated = [...(await instance.associations()).keys()]
  for (const ResourceId of associated)
    await connect.send(
      new AssociateFlowCommand({
        InstanceId: instance.id,
        ResourceId,
        ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
        FlowId: flow,
      }),
    )
}

beforeAll(async () => {
  const instance = await connectInstance(sandbox.place.instanceArn, connect)
  const flow = contactFlow(
    { name: 'Answers', queue: world.queues[0]!.name, instance, served: true, tags: {} },
    connect,
    async () => {},
  )
  const made = await flow.apply(await flow.read())
  await startsIn(made.arn!)
})
afterEach(() => {
  agentConsole.setAway('maria', false)
  scenario.calm()
})
afterAll(() => startsIn(world.flows[0]!.id))

/** An agent sends a template from a contact that has ended, and the customer answers the next day. */
async function answerTo(chat: Chat) {
  agentConsole.end(chat.contactId, chat.agent)
  await scenario.advance('25h')
  const message =
    chat.mode === 'native'
      ? template
      : { type: 'template', name: 'hello_again', language: 'en_US', values: {} }
  const sent = await chat.reply(message)
  await scenario.advance('20h')
  chat.writes('Yes, please')
  await scenario.advance('2s')
  return sent.body.id as string
}

const newest = ({ customer }: Chat) =>
  agentConsole.contacts().find(({ customer: who }) => who.number === customer)!

async function attributes(contactId: string) {
  const { Attributes } = await connect.send(
    new GetContactAttributesCommand({
      InstanceId: world.instance.id,
      InitialContactId: contactId,
    }),
  )
  return Attributes
}

it('offers the answer first to the agent who sent the template, with what that agent sent', async () => {
  const chat = await scenario.nativeChat()
  const sent = await answerTo(chat)

  const { contactId, state, agent } = newest(chat)
  expect({ state, agent }).toEqual({ state: 'queued', agent: 'maria' })
  expect(await attributes(contactId)).toMatchObject({ whatsapp_answers_template: 'nossa_loja' })

  agentConsole.accept(contactId, 'maria')
  const { body } = await scenario.api('maria', 'GET', `/contacts/${contactId}/conversation`)
  expect(body.answers).toBe(sent)

  // What follows is no answer to the template any more.
  agentConsole.end(contactId, 'maria')
  await scenario.advance('2h')
  chat.writes('One more thing')
  await scenario.advance('2s')
  expect(newest(chat)).toMatchObject({ state: 'queued', agent: undefined })
})

it('moves an answer to the ordinary queue after two minutes, and not back to the agent', async () => {
  const chat = await scenario.nativeChat()
  await answerTo(chat)
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
  expect((await scenario.api('jonas', 'GET', path)).body.replies).toHaveLength(1)
})

it('goes to the ordinary queue at once if the agent is not staffed', async () => {
  const chat = await scenario.nativeChat()
  agentConsole.setAway('maria', true)
  await answerTo(chat)

  expect(newest(chat)).toMatchObject({ state: 'queued', agent: undefined })
})

it('names the agent to the flow of a bridged chat', async () => {
  const chat = await scenario.bridgedChat()
  const sent = await answerTo(chat)

  const { contactId } = await scenario.contactOf(chat.customer)
  agentConsole.accept(contactId, 'jonas')
  expect(await attributes(contactId)).toMatchObject({
    whatsapp_answers_template: 'hello_again',
    whatsapp_answers_agent: maria!.id,
  })
  const { body } = await scenario.api('jonas', 'GET', `/contacts/${contactId}/conversation`)
  expect(body.answers).toBe(sent)
})
