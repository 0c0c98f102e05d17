import { expect, it } from 'vitest'
import type { Reply } from '#model/reply'
import { isTraced, traceOf } from '#model/trace'

const contactId = 'contact-1'
let replies = 0

const template = (name: string) => ({ type: 'template', name, values: { 'body.1': 'Ana' } })
const part = (minute: number, fields: object = {}) => ({
  state: 'accepted',
  attempt: 1,
  sentAt: `2026-11-30T12:${String(minute).padStart(2, '0')}:00.000Z`,
  ...fields,
})
const outcome = (status: string) => ({ outcome: { status, rank: 1, at: '' } })

/** Returns a reply that was sent from the widget. Each call returns a later reply. */
function reply(fields: object): Reply {
  replies += 1
  return {
    contactId,
    requestId: `request-${replies}`,
    order: `2026-11-30T12:00:00.000Z#${String(replies).padStart(6, '0')}`,
    state: 'accepted',
    content: { type: 'text', body: 'The secret is 4711' },
    parts: [part(0)],
    former: {},
    ...fields,
  } as unknown as Reply
}

it('the trace in a contact’s attributes has the last template, time, outcome and number of messages', () => {
  const trace = traceOf(
    [
      reply({ content: template('flight_changed'), parts: [part(1, outcome('read'))] }),
      reply({ parts: [part(2, outcome('delivered'))] }),
    ],
    contactId,
  )

  expect(trace).toEqual({
    whatsapp_last_template: 'flight_changed',
    whatsapp_last_sent_at: '2026-11-30T12:02:00.000Z',
    whatsapp_last_outcome: 'delivered',
    whatsapp_sent_count: '2',
    whatsapp_open_failures: '0',
  })
})

it('the trace in a contact’s attributes omits other contacts’ replies, unsent replies and typed texts', () => {
  const trace = traceOf(
    [
      reply({ contactId: 'contact-2' }),
      reply({ requestId: undefined }),
      reply({ state: 'held', parts: [part(1, { state: 'unsent', sentAt: undefined })] }),
      reply({ state: 'withdrawn', parts: [part(1, { state: 'unsent', sentAt: undefined })] }),
    ],
    contactId,
  )

  expect(trace).toEqual({ whatsapp_sent_count: '0', whatsapp_open_failures: '0' })
})

it('the trace in a contact’s attributes counts a failed reply until it is sent again or discarded', () => {
  const failed = { content: template('offer'), parts: [part(1, outcome('failed'))] }
  const doubtful = {
    state: 'unconfirmed',
    parts: [part(2, { state: 'unconfirmed' })],
  }
  const resent = { parts: [part(9, outcome('sent'))], former: { a1p0: part(3, outcome('failed')) } }

  const trace = traceOf(
    [
      reply(failed),
      reply(doubtful),
      reply(resent),
      reply({ ...failed, discardedAt: '2026-11-30T13:00:00.000Z' }),
    ],
    contactId,
  )

  expect(trace).toMatchObject({
    whatsapp_last_template: 'offer',
    whatsapp_last_sent_at: '2026-11-30T12:09:00.000Z',
    whatsapp_last_outcome: 'failed',
    whatsapp_sent_count: '3',
    whatsapp_open_failures: '2',
  })
})

it('the trace in a contact’s attributes contains no words of messages, and stays below 1 kB', () => {
  // The longest name that Meta allows for a template has 512 characters.
  const trace = traceOf([reply({ content: template('x'.repeat(512)) })], contactId)

  const bytes = Buffer.byteLength(Object.entries(trace).flat().join(''))
  expect(bytes).toBeLessThanOrEqual(1000)
  expect(JSON.stringify(trace)).not.toMatch(/Ana|4711/)
})

it('a trace is due after a reply from the widget was sent or failed, but not after a typed text', () => {
  const sent = reply({})
  expect(isTraced(sent)).toBe(true)
  expect(isTraced({ ...sent, state: 'unconfirmed' })).toBe(true)
  expect(isTraced({ ...sent, state: 'sending' })).toBe(false)
  expect(isTraced({ ...sent, state: 'withdrawn' })).toBe(false)
  expect(isTraced(reply({ requestId: undefined }))).toBe(false)
})
