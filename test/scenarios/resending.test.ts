// What failed, or may not have arrived, is sent again: when an agent says so, once for each attempt.
import { afterEach, expect, it } from 'vitest'
import type { Chat } from './scenario.ts'
import { startTown } from './start-scenario.ts'

const town = await startTown()
afterEach(() => town.calm())

const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)
const resend = (chat: Chat, id: string, attempt: number, as = chat.agent) =>
  chat.api('POST', `/replies/${encodeURIComponent(id)}/resend`, { attempt }, as)

/** A text whose sending was answered by nobody. */
async function unconfirmed(kind: 'drop_before' | 'drop_after' = 'drop_before', chat?: Chat) {
  const in_ = chat ?? (await town.bridgedChat())
  town.fault({ kind, operation: 'SendWhatsAppMessage', times: 1 })
  in_.says('Did it arrive?')
  await town.advance('5s')
  return { chat: in_, id: (await in_.outbox()).at(-1)!.id }
}

it('an unconfirmed reply is sent again as the second attempt, and the agent is told that the first may still arrive', async () => {
  const { chat, id } = await unconfirmed()

  const answer = await resend(chat, id, 1)
  await town.advance('10s')

  expect(answer).toMatchObject({
    status: 202,
    body: { attempt: 2, fate: 'queued', warnings: [{ code: 'may_still_arrive' }] },
  })
  expect(chat.texts()).toEqual(['Did it arrive?'])
  expect(await chat.outbox()).toMatchObject([
    { state: 'accepted', attempt: 2, former: { a1p0: { state: 'unconfirmed' } } },
  ])
})

it('a second click, even at the same moment, does nothing more', async () => {
  const { chat, id } = await unconfirmed()

  // The first click's write is held back until the second one's message is with WhatsApp.
  town.fault({ kind: 'slow', function: 'widget-api', operation: 'UpdateItem', times: 1, ms: 5_000 })
  const first = resend(chat, id, 1)
  await town.until('the first click is held back', () => town.pending() === 0)
  const second = await resend(chat, id, 1)
  await town.advance('10s')
  const answers = [await first, second]
  await town.advance('10s')
  answers.push(await resend(chat, id, 1))
  await town.advance('3m')

  expect(answers.map(({ status, body }) => [status, body.attempt])).toEqual([
    [202, 2],
    [202, 2],
    [202, 2],
  ])
  expect(chat.texts()).toEqual(['Did it arrive?'])
})

it('what did arrive, or is on its way, cannot be sent again', async () => {
  const chat = await town.bridgedChat()
  chat.says('Arrived')
  await town.advance('10s')
  const [reply] = await chat.outbox()

  const again = await resend(chat, reply!.id, 1)
  const unknown = await resend(chat, 'chat-unknown', 1)
  const ahead = await resend(chat, reply!.id, 2)

  expect([again.status, codes(again)]).toEqual([409, ['nothing_to_resend']])
  expect([unknown.status, codes(unknown)]).toEqual([404, ['reply_unknown']])
  expect([ahead.status, codes(ahead)]).toEqual([409, ['nothing_to_resend']])
  expect(chat.texts()).toEqual(['Arrived'])
})

it('a failed reply is sent again without a warning: it is certain that it did not arrive', async () => {
  const chat = await town.bridgedChat()
  town.whatsapp.setCustomer(chat.customer, { registered: false })
  chat.says('Hello?')
  await town.advance('10s')
  town.whatsapp.setCustomer(chat.customer, { registered: true })
  const [reply] = await chat.outbox()

  const answer = await resend(chat, reply!.id, 1)
  await town.advance('10s')

  expect(answer).toMatchObject({
    status: 202,
    body: { attempt: 2, warnings: [], former: [{ attempt: 1, part: 0, fate: 'failed' }] },
  })
  expect(chat.texts()).toEqual(['Hello?'])
})

it('sending again is authorised and checked like a new send', async () => {
  const { chat, id } = await unconfirmed()
  const other = await resend(chat, id, 1, 'jonas')
  await town.advance('24h')
  const closed = await resend(chat, id, 1)
  town.desk.end(chat.contactId, 'maria')
  await town.rest()
  const ended = await resend(chat, id, 1)

  expect([other.status, codes(other)]).toEqual([403, ['not_your_contact']])
  expect([closed.status, codes(closed)]).toEqual([422, ['service_window_closed']])
  expect([ended.status, codes(ended)]).toEqual([403, ['contact_ended']])
})

it('a status of the first attempt that comes late settles the first, not the second', async () => {
  const chat = await town.bridgedChat()
  town.whatsapp.settings.pace.sentMs = 60_000
  town.whatsapp.settings.pace.deliveredMs = 61_000
  const { id } = await unconfirmed('drop_after', chat)
  await resend(chat, id, 1)
  await town.advance('5s')
  town.whatsapp.setCustomer(chat.customer, { reads: false })
  await town.advance('53s')
  const meanwhile = (await chat.outbox())[0]!
  await town.advance('2m')
  Object.assign(town.whatsapp.settings.pace, { sentMs: 200, deliveredMs: 1000 })

  expect(meanwhile.former.a1p0?.outcome?.status).toBe('delivered')
  expect(meanwhile.parts[0]).toMatchObject({ state: 'accepted', attempt: 2 })
  expect(meanwhile.parts[0]?.outcome).toBeUndefined()
  expect((await chat.outbox())[0]?.parts[0]?.outcome?.status).toBe('delivered')
})

it('a native reply that stays unconfirmed waits for the agent, who may send it again by its request id', async () => {
  const chat = await town.nativeChat()
  const uploadId = await chat.upload(town.photo)
  town.fault({ kind: 'drop_before', operation: 'SendWhatsAppMessage', times: 1 })
  const { requestId } = await chat.reply({
    type: 'media',
    kind: 'image',
    uploadId,
    caption: 'Look',
  })
  await town.advance('5m')
  const [reply] = await chat.outbox()

  const answer = await resend(chat, requestId, 1)
  await town.advance('10s')

  expect(reply?.state).toBe('unconfirmed')
  expect(answer).toMatchObject({
    status: 202,
    body: { attempt: 2, warnings: [{ code: 'may_still_arrive' }] },
  })
  expect(chat.phone().map(({ media }) => media?.caption)).toEqual(['Look'])
})

it('of a long text only what did not arrive is sent again', async () => {
  const chat = await town.bridgedChat()
  town.fault({
    kind: 'error',
    code: 'ValidationException',
    status: 400,
    operation: 'SendWhatsAppMessage',
    after: 1,
    times: 1,
  })
  chat.says(`${'a'.repeat(4000)} ${'b'.repeat(4000)}`)
  await town.advance('10s')
  const [reply] = await chat.outbox()

  await resend(chat, reply!.id, 1)
  await town.advance('10s')

  expect(reply?.state).toBe('failed')
  expect(chat.texts().map((text) => text?.trim()[0])).toEqual(['a', 'b'])
})

it('a double click on send, and the same draft posted again, are one message; the same id with another text is refused', async () => {
  const chat = await town.bridgedChat()
  const message = { type: 'text', body: 'Once' }

  const requestId = crypto.randomUUID()
  const answers = await Promise.all([
    chat.reply(message, { requestId }),
    chat.reply(message, { requestId }),
  ])
  await town.advance('10s')
  const later = await chat.reply(message, { requestId })
  const reused = await chat.reply({ type: 'text', body: 'Something else' }, { requestId })
  await town.advance('10s')

  expect([...answers, later].map(({ status }) => status)).toEqual([202, 202, 202])
  expect([reused.status, codes(reused)]).toEqual([409, ['request_id_reused']])
  expect(chat.texts()).toEqual(['Once'])
})
