// The recorded conversation with a customer, which the agent of the customer's current contact may
// read.
import { afterEach, expect, it } from 'vitest'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const jonas = scenario.world.agents.find(({ username }) => username === 'jonas')!

const wordsOf = (entries: any[]) =>
  entries.map(({ is, reply, message }) =>
    is === 'sent' ? (reply.shows.text ?? reply.shows.template) : message.text,
  )

it('shows a customer’s earlier chats only to the contact’s current agent, and records who opened them', async () => {
  const chat = await scenario.bridgedChat('maria', 'Is my valve ready?')
  await chat.says('It is.')
  await scenario.advance('2s')
  await chat.reply({
    type: 'media',
    kind: 'image',
    uploadId: await chat.upload(scenario.photo),
    caption: 'Here it is',
  })
  await scenario.advance('30s')
  scenario.agentConsole.end(chat.contactId, 'maria')
  await scenario.advance('24h')
  chat.writes('I come tomorrow')
  const { contactId } = await scenario.contactOf(chat.customer)
  scenario.agentConsole.accept(contactId, 'jonas')
  await scenario.rest()
  await scenario.api('jonas', 'POST', `/contacts/${contactId}/replies`, {
    requestId: crypto.randomUUID(),
    message: { type: 'template', name: 'hello_again', language: 'en_US', values: {} },
  })
  await scenario.advance('5s')
  const history = (agent: string, body: object = {}) =>
    scenario.api(agent, 'POST', `/contacts/${contactId}/history`, body)

  const { status, body } = await history('jonas')

  expect(status).toBe(200)
  expect(body.before).toBeUndefined()
  expect(wordsOf(body.entries)).toEqual([
    'hello_again',
    'I come tomorrow',
    undefined,
    'It is.',
    'Is my valve ready?',
  ])
  const [, , photo, typed] = body.entries
  expect(photo).toMatchObject({
    contactId: chat.contactId,
    reply: { status: 'read', by: { name: 'Maria' }, shows: { caption: 'Here it is' } },
  })
  expect(typed.reply).toMatchObject({ status: 'read' })
  expect(body.files).toMatchObject([{ id: `${photo.reply.id}.0`, kind: 'image' }])
  expect((await fetch(body.files[0].url)).status).toBe(200)

  expect(await history('jonas', { before: { reply: '2000' } })).toMatchObject({
    body: { entries: [{ is: 'received' }, { is: 'received' }] },
  })
  expect((await history('maria')).body.problems).toMatchObject([{ code: 'not_your_contact' }])
  const [first, older, ...others] = await scenario.items(`opened#${chat.conversation}`)
  expect(first).toMatchObject({ contactId, userId: jonas.id, at: body.at })
  expect(first!.expiresAt).toBe(Math.floor(Date.parse(body.at) / 1000) + 400 * 86_400)
  expect(older).toMatchObject({ contactId, before: { reply: '2000' } })
  expect(others).toEqual([])
})
