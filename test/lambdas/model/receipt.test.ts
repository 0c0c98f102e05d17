import { describe, expect, it } from 'vitest'
import {
  isAllowed,
  isUnread,
  isUseful,
  newestOfCustomer,
  parseReceiptRequest,
  type Receipt,
  receiptFor,
} from '#model/receipt'

const now = new Date('2026-11-30T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString()
const message = (writtenAgo: number) => ({ id: 'wamid.NEW', at: ago(writtenAgo), type: 'text' })
const aReceipt = (part: Partial<Receipt> = {}): Receipt => ({
  messageId: 'wamid.NEW',
  at: ago(10),
  ...part,
})

describe('the typing indicator', () => {
  it.each<[string, boolean, boolean, number, Receipt | undefined]>([
    ['for the first time', true, true, 10, undefined],
    ['after the read receipt', true, true, 10, aReceipt()],
    ['19 seconds after the last indicator', false, true, 60, aReceipt({ typingAt: ago(19) })],
    ['20 seconds after the last indicator', true, true, 60, aReceipt({ typingAt: ago(20) })],
    ['for a newer message', true, true, 5, aReceipt({ messageId: 'wamid.OLD', typingAt: ago(1) })],
    ['for a message that was answered', false, false, 10, undefined],
    ['for a message of almost 24 hours', true, true, 86_399, undefined],
    ['for a message of 24 hours', false, true, 86_400, undefined],
  ])('is sent only if it is due: %s (sent: %s)', (_, isSent, needsAnswer, writtenAgo, receipt) => {
    const of = { inboundAt: ago(writtenAgo), ...(receipt ? { receipt } : {}) }
    expect(receiptFor(of, message(writtenAgo), 'typing', needsAnswer, now)?.typingAt).toBe(
      isSent ? now.toISOString() : undefined,
    )
  })
})

it('sends only one read receipt for a message', () => {
  const of = { inboundAt: ago(5) }
  expect(receiptFor({ ...of, receipt: aReceipt() }, message(9), 'read', false, now)).toBeUndefined()
  // The customer called after the message, so the receipt has the time of the call.
  expect(receiptFor(of, message(9), 'read', false, now)).toEqual(aReceipt({ at: ago(5) }))
})

it('asks for a receipt only if the customer of a bridged number has written since the last receipt', () => {
  const wrote = { mode: 'bridged', inboundAt: ago(10) } as const
  expect(isUnread(wrote)).toBe(true)
  expect(isUnread({ ...wrote, receipt: aReceipt() })).toBe(false)
  expect(isUnread({ ...wrote, receipt: aReceipt({ at: ago(11) }) })).toBe(true)
  expect(isUnread({ ...wrote, mode: 'native' })).toBe(false)
})

it('marks the customer’s newest message that has a WhatsApp id as read', () => {
  const others = [
    { ...message(1), id: 'derived.1' },
    { ...message(2), by: 'colleague' as const },
    { ...message(3), deletedAt: ago(1) },
  ]
  expect(newestOfCustomer([...others, message(9), message(10)])).toEqual(message(9))
  expect(newestOfCustomer(others)).toBeUndefined()
})

it.each([
  ['off', false, false],
  ['read', true, false],
  ['read_and_typing', true, true],
])(
  'returns, for the setting %s, whether read receipts (%s) and typing indicators (%s) are allowed',
  (setting, read, typing) => {
    expect([isAllowed('read', setting), isAllowed('typing', setting)]).toEqual([read, typing])
  },
)

it('drops requests for typing after 20 seconds and requests for read receipts after 10 minutes', () => {
  const request = (sign: string, seconds: number) =>
    parseReceiptRequest(JSON.stringify({ conversation: 'c', sign, at: ago(seconds) }))
  expect(isUseful(request('typing', 19), now)).toBe(true)
  expect(isUseful(request('typing', 20), now)).toBe(false)
  expect(isUseful(request('read', 599), now)).toBe(true)
  expect(isUseful(request('read', 600), now)).toBe(false)
  expect(() => request('seen', 1)).toThrow('not a request')
})
