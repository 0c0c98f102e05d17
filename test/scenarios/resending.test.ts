// An agent resends a reply that failed, or of which nobody knows whether it arrived. However often
// the agent clicks, each attempt sends the reply once.
import { afterEach, expect, it } from 'vitest'
import type { Chat } from './scenario.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)
const resend = (chat: Chat, id: string, attempt: number, as = chat.agent) =>
  chat.api('POST', `/replies/${encodeURIComponent(id)}/resend`, { attempt }, as)

/**
 * Lets an agent write a text, and loses AWS's answer to the call that sends it. With `drop_before`,
 * AWS does not even receive the call.
 */
async function unconfirmed(kind: 'drop_before' | 'drop_after' = 'drop_before', chat?: Chat) {
  const in_ = chat ?? (await scenario.bridgedChat())
  scenario.fault({ kind, operation: 'SendWhatsAppMessage', times: 1 })
  in_.says('Did it arrive?')
  await scenario.advance('5s')
  return { chat: in_, id: (await in_.outbox()).at(-1)!.id }
}

it('resends an unconfirmed reply after a warning that the first attempt may still arrive', async () => {
  const { chat, id } = await unconfirmed()

  const answer = await resend(chat, id, 1)
  await scenario.advance('10s')

  expect(answer).toMatchObject({
    status: 202,
    body: { attempt: 2, status: 'queued', warnings: [{ code: 'may_still_arrive' }] },
  })
  expect(chat.texts()).toEqual(['Did it arrive?'])
  expect(await chat.outbox()).toMatchObject([
    { state: 'accepted', attempt: 2, former: { a1p0: { state: 'unconfirmed' } } },
  ])
})

it('keeps a reply for another whole retention time if it is resent on its last day', async () => {
  const { chat, id } = await unconfirmed()
  const partition = `conversation#${chat.conversation}`
  await scenario.age(partition)

  expect((await resend(chat, id, 1)).status).toBe(202)
  await scenario.advance('10s')

  const reply = (await scenario.items(partition)).find(({ sk }) => sk === `reply#${id}`)!
  const daysLeft = (reply.expiresAt - scenario.clock.now() / 1000) / 86_400
  expect(daysLeft).toBeGreaterThan(29)
})

it('resends a reply once after two clicks, even at the same moment', async () => {
  const { chat, id } = await unconfirmed()

  // Delays the write for the first click until the second click has sent the message to WhatsApp.
  scenario.fault({
    kind: 'slow',
    function: 'widget-api',
    operation: 'UpdateItem',
    times: 1,
    ms: 5_000,
  })
  const first = resend(chat, id, 1)
  await scenario.until('the first click is held back', () => scenario.pending() === 0)
  const second = await resend(chat, id, 1)
  await scenario.advance('10s')
  const answers = [await first, second]
  await scenario.advance('10s')
  answers.push(await resend(chat, id, 1))
  await scenario.advance('3m')

  expect(answers.map(({ status, body }) => [status, body.attempt])).toEqual([
    [202, 2],
    [202, 2],
    [202, 2],
  ])
  expect(chat.texts()).toEqual(['Did it arrive?'])
})

it('does not resend a reply that was delivered or is being sent', async () => {
  const chat = await scenario.bridgedChat()
  chat.says('Arrived')
  await scenario.advance('10s')
  const [reply] = await chat.outbox()

  const again = await resend(chat, reply!.id, 1)
  const unknown = await resend(chat, 'chat-unknown', 1)
  const ahead = await resend(chat, reply!.id, 2)

  expect([again.status, codes(again)]).toEqual([409, ['nothing_to_resend']])
  expect([unknown.status, codes(unknown)]).toEqual([404, ['reply_unknown']])
  expect([ahead.status, codes(ahead)]).toEqual([409, ['nothing_to_resend']])
  expect(chat.texts()).toEqual(['Arrived'])
})

it('resends a failed reply without a warning, because the reply certainly did not arrive', async () => {
  const chat = await scenario.bridgedChat()
  scenario.whatsapp.setCustomer(chat.customer, { registered: false })
  chat.says('Hello?')
  await scenario.advance('10s')
  scenario.whatsapp.setCustomer(chat.customer, { registered: true })
  const [reply] = await chat.outbox()

  const answer = await resend(chat, reply!.id, 1)
  await scenario.advance('10s')

  expect(answer).toMatchObject({
    status: 202,
    body: { attempt: 2, warnings: [], former: [{ attempt: 1, part: 0, status: 'failed' }] },
  })
  expect(chat.texts()).toEqual(['Hello?'])
})

it('applies the same rights and checks to a resend as to a new reply', async () => {
  const { chat, id } = await unconfirmed()
  const other = await resend(chat, id, 1, 'jonas')
  await scenario.advance('24h')
  const closed = await resend(chat, id, 1)
  scenario.agentConsole.end(chat.contactId, 'maria')
  await scenario.rest()
  const ended = await resend(chat, id, 1)

  expect([other.status, codes(other)]).toEqual([403, ['not_your_contact']])
  expect([closed.status, codes(closed)]).toEqual([422, ['service_window_closed']])
  expect([ended.status, codes(ended)]).toEqual([403, ['contact_ended']])
})

it('records a late status of the first attempt at that attempt, not at the second', async () => {
  const chat = await scenario.bridgedChat()
  scenario.whatsapp.settings.pace.sentMs = 60_000
  scenario.whatsapp.settings.pace.deliveredMs = 61_000
  const { id } = await unconfirmed('drop_after', chat)
  await resend(chat, id, 1)
  await scenario.advance('5s')
  scenario.whatsapp.setCustomer(chat.customer, { reads: false })
  await scenario.advance('53s')
  const meanwhile = (await chat.outbox())[0]!
  await scenario.advance('2m')
  Object.assign(scenario.whatsapp.settings.pace, { sentMs: 200, deliveredMs: 1000 })

  expect(meanwhile.former.a1p0?.outcome?.status).toBe('delivered')
  expect(meanwhile.parts[0]).toMatchObject({ state: 'accepted', attempt: 2 })
  expect(meanwhile.parts[0]?.outcome).toBeUndefined()
  expect((await chat.outbox())[0]?.parts[0]?.outcome?.status).toBe('delivered')
})

it('resends an unconfirmed native reply only if the agent requests it', async () => {
  const chat = await scenario.nativeChat()
  const uploadId = await chat.upload(scenario.photo)
  scenario.fault({ kind: 'drop_before', operation: 'SendWhatsAppMessage', times: 1 })
  const { requestId } = await chat.reply({
    type: 'media',
    kind: 'image',
    uploadId,
    caption: 'Look',
  })
  await scenario.advance('5m')
  const [reply] = await chat.outbox()

  const answer = await resend(chat, requestId, 1)
  await scenario.advance('10s')

  expect(reply?.state).toBe('unconfirmed')
  expect(answer).toMatchObject({
    status: 202,
    body: { attempt: 2, warnings: [{ code: 'may_still_arrive' }] },
  })
  expect(chat.phone().map(({ media }) => media?.caption)).toEqual(['Look'])
})

it('resends only the messages of a long text that did not arrive', async () => {
  const chat = await scenario.bridgedChat()
  scenario.fault({
    kind: 'error',
    code: 'ValidationException',
    status: 400,
    operation: 'SendWhatsAppMessage',
    after: 1,
    times: 1,
  })
  chat.says(`${'a'.repeat(4000)} ${'b'.repeat(4000)}`)
  await scenario.advance('10s')
  const [reply] = await chat.outbox()

  await resend(chat, reply!.id, 1)
  await scenario.advance('10s')

  expect(reply?.state).toBe('failed')
  expect(chat.texts().map((text) => text?.trim()[0])).toEqual(['a', 'b'])
})

it('accepts a draft once even if it is sent again, and refuses another text with the same request id', async () => {
  const chat = await scenario.bridgedChat()
  const message = { type: 'text', body: 'Once' }

  const requestId = crypto.randomUUID()
  const answers = await Promise.all([
    chat.reply(message, { requestId }),
    chat.reply(message, { requestId }),
  ])
  await scenario.advance('10s')
  const later = await chat.reply(message, { requestId })
  const reused = await chat.reply({ type: 'text', body: 'Something else' }, { requestId })
  await scenario.advance('10s')

  expect([...answers, later].map(({ status }) => status)).toEqual([202, 202, 202])
  expect([reused.status, codes(reused)]).toEqual([409, ['request_id_reused']])
  expect(chat.texts()).toEqual(['Once'])
})
