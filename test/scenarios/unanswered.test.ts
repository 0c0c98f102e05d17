// The list of an agent's messages that customers have not answered, from all of the agent's
// contacts.
import { afterEach, expect, it } from 'vitest'
import { shopPlace as place, shopTemplate as template } from './sample-messages.ts'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

interface Entry {
  contactId: string
  customer: { number?: string }
  businessNumber?: string
  sent?: { id: string; status: string; shows: object }
  held: { id: string; status: string }[]
}
async function unanswered(agent: string, ...chats: Chat[]): Promise<Entry[]> {
  const { status, body } = await scenario.api(agent, 'GET', '/unanswered')
  expect(status).toBe(200)
  return body.entries.filter(({ contactId }: Entry) =>
    chats.some((chat) => chat.contactId === contactId),
  )
}

it('lists an agent’s unanswered messages and held messages from all contacts', async () => {
  const ended = await scenario.nativeChat()
  const answered = await scenario.bridgedChat()
  const others = await scenario.nativeChat('jonas')
  await scenario.advance('24h5m')
  const held = await ended.reply(place, { hold: true })
  const sent = await ended.reply(template)
  await answered.reply({ type: 'template', name: 'hello_again', language: 'en_US', values: {} })
  await others.reply(template)
  await scenario.advance('30s')
  scenario.agentConsole.end(ended.contactId, ended.agent)
  answered.writes('Here I am')
  await scenario.advance('10s')

  const list = await unanswered('maria', ended, answered, others)

  expect(list).toMatchObject([
    {
      contactId: ended.contactId,
      customer: { number: ended.customer },
      businessNumber: scenario.business.native.number,
      sent: { id: sent.body.id, status: 'read', shows: { template: 'nossa_loja' } },
      held: [{ id: held.body.id, status: 'held' }],
    },
  ])
  expect(await unanswered('jonas', ended, answered, others)).toMatchObject([
    { contactId: others.contactId },
  ])

  // The list changes when the agent withdraws the held message, and when the customer answers.
  await ended.api('POST', `/replies/${held.body.id}/withdraw`)
  await scenario.advance('1s')
  expect(await unanswered('maria', ended)).toMatchObject([{ sent: { id: sent.body.id }, held: [] }])
  ended.writes('Yes?')
  await scenario.advance('10s')
  expect(await unanswered('maria', ended)).toEqual([])
})

it('lists no unanswered messages if the agent is not signed in', async () => {
  expect((await scenario.api('maria', 'GET', '/unanswered', undefined, '')).status).toBe(401)
})
