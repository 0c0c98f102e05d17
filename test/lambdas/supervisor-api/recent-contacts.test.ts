// Supervisors see how a template would be filled in for the latest contacts of a queue.
import { expect, it } from 'vitest'
import { inMemoryApi, WABA } from './in-memory.ts'

const PATH = `/supervisor/wabas/${WABA}/recent-contacts`
const chat = (id: string, minute = 0) => ({
  ...{ contactId: id, initialContactId: id },
  startedAt: new Date(Date.UTC(2026, 10, 2, 8, minute)),
})

it('returns the last 20 chats with numbers of the account, with only the requested attributes', async () => {
  const { world, ask } = inMemoryApi()
  const ids = Array.from({ length: 30 }, (_, i) => `chat-${i}`)
  world.chats = [...ids, 'web-chat', 'of-another-brand'].map((id, i) => chat(id, i))
  for (const id of ids) {
    world.conversations[id] = `phone-number-id-1/${id}`
    world.attributes[id] = { customerName: `Name ${id}`, creditCard: 'secret' }
  }
  world.conversations['of-another-brand'] = 'phone-number-id-3/customer'
  world.attributes['of-another-brand'] = { customerName: 'Somebody' }
  world.chats = world.chats.toReversed()

  const answer = await ask('POST', PATH, { queue: 'queue-1', attributes: ['customerName'] })
  const { contacts } = await answer.json()

  expect(contacts.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed().slice(0, 20))
  expect(contacts[0]).toEqual({
    id: 'chat-29',
    startedAt: '2026-11-02T08:29:00.000Z',
    attributes: { customerName: 'Name chat-29' },
  })
})

it('omits chats of numbers for which the supervisor may not choose templates', async () => {
  const { world, ask } = inMemoryApi()
  world.chats = [chat('chat-1')]
  world.conversations['chat-1'] = 'phone-number-id-2/customer'
  world.attributes['chat-1'] = { customerName: 'Ana' }
  const request = { queue: 'queue-1', attributes: ['customerName'] }

  expect((await (await ask('POST', PATH, request)).json()).contacts).toHaveLength(1)
  world.numbers = { choose: ['+15550100'] }
  expect((await ask('POST', PATH, request)).status).toBe(403)
})
