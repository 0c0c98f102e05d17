// What customers write, on its way into their chat.
import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '../../lambdas/deployment/resources.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()
afterEach(() => town.calm())

const writes = (customer: string, body: string) =>
  town.whatsapp.customerSends(customer, town.business.bridged.number, {
    type: 'text',
    text: { body },
  })
const chatsOf = (customer: string) =>
  town.desk.contacts().filter(({ customer: who }) => who.name === customer)
const saidIn = (contactId: string) =>
  town.desk
    .transcript(contactId)
    .flatMap(({ ParticipantRole, Content, Type }) =>
      ParticipantRole === 'CUSTOMER' && Type === 'MESSAGE' ? [Content] : [],
    )

it('several messages at once start one chat, and all of them stand in it within seconds', async () => {
  const customer = town.newNumber()

  for (const text of ['One', 'Two', 'Three']) writes(customer, text)
  await town.advance('10s')

  expect(chatsOf(customer)).toHaveLength(1)
  expect(saidIn(chatsOf(customer)[0]!.contactId).sort()).toEqual(['One', 'Three', 'Two'])
})

it('a message that the topic delivers twice stands in the chat once', async () => {
  const customer = town.newNumber()
  const from = town.latestCall()
  const twice = {
    kind: 'duplicate',
    service: 'sns',
    topic: topicArn('whatsapp-events', town.world),
    times: 1,
  } as const

  town.fault(twice)
  writes(customer, 'One')
  await town.advance('4m')
  town.fault({ ...twice, ms: 30_000 })
  writes(customer, 'Two')
  await town.advance('4m')

  // The first one opened the chat. For how long Connect knows a ClientToken again, AWS does not say.
  expect(
    town.calls(from, 'whatsapp-event').filter(({ operation }) => operation === 'SendMessage'),
  ).toHaveLength(1)
  expect(chatsOf(customer)).toHaveLength(1)
  expect(saidIn(chatsOf(customer)[0]!.contactId)).toEqual(['One', 'Two'])
})

it('a chat that could not be recorded for longer than its token lives is started anew, and the agent’s answer arrives', async () => {
  const customer = town.newNumber()
  // Connect starts the chat, but our record of it fails: its participant token is good for five minutes only.
  town.fault({
    kind: 'error',
    function: 'whatsapp-event',
    operation: 'PutItem',
    code: 'InternalServerError',
    status: 500,
  })
  writes(customer, 'Hello?')
  await town.advance('8m')
  town.calm()
  await town.advance('4m')

  const known = chatsOf(customer).filter(({ state }) => state === 'queued')
  const latest = known[0]!
  town.desk.accept(latest.contactId, 'maria')
  town.desk.message(latest.contactId, 'maria', 'Here I am')
  await town.advance('10s')

  expect(saidIn(latest.contactId)).toEqual(['Hello?'])
  expect(town.phone(customer).map(({ text }) => text)).toEqual(['Here I am'])
})

it('a customer without a number is known by what WhatsApp tells, however little a later event tells, and gets answers but no one-time code', async () => {
  const dana = town.world.customers.find(({ username }) => username)!
  writes(dana.userId!, 'Hello!')
  await town.advance('10s')
  const { contactId } = chatsOf('Dana')[0]!
  town.desk.accept(contactId, 'maria')
  town.whatsapp.setCustomer(dana.userId!, { name: '', username: '' })
  writes(dana.userId!, 'One more thing')
  await town.advance('10s')
  town.desk.message(contactId, 'maria', 'Here I am')
  const code = {
    type: 'template',
    name: 'login_code',
    language: 'en_US',
    values: { 'body.1': '402913' },
  }
  const path = `/contacts/${contactId}`
  const refused = await town.api('maria', 'POST', `${path}/replies`, {
    requestId: randomUUID(),
    message: code,
  })
  await town.advance('10s')

  const { body } = await town.api('maria', 'GET', `${path}/conversation`)
  expect(body.customer).toEqual({ name: 'Dana', username: 'dana.travels', userId: dana.userId })
  expect(town.phone(dana.userId!).map(({ text }) => text)).toEqual(['Here I am'])
  expect([refused.status, refused.body.problems]).toMatchObject([
    422,
    [{ code: 'needs_number', path: 'message.name' }],
  ])
})

it('after the end of a chat the customer’s next message opens another', async () => {
  const chat = await town.bridgedChat()
  town.desk.end(chat.contactId, 'maria')
  await town.rest()

  writes(chat.customer, 'One more thing')
  await town.advance('10s')

  const [next, before] = chatsOf(chat.customer)
  expect([before?.state, next?.state]).toEqual(['ended', 'queued'])
  expect(saidIn(next!.contactId)).toEqual(['One more thing'])
})
