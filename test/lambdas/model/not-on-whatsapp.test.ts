import { expect, it } from 'vitest'
import { notOnWhatsAppSince } from '#model/conversation'
import { asOne } from '#model/partitions'

const day = (count: number) => new Date(Date.UTC(2026, 0, count))
const at = (count: number) => day(count).toISOString()
const FAILED = { undeliverableAt: at(2) }

it.each([
  ['a customer to whom everything was delivered', {}, 3, false],
  ['a failure of the last 30 days', FAILED, 32, true],
  ['an older failure', FAILED, 33, false],
  ['a customer who wrote before', { ...FAILED, inboundAt: at(1) }, 3, true],
  ['a customer who has written since', { ...FAILED, inboundAt: at(3) }, 3, false],
  ['a customer who has begun a chat since', { ...FAILED, contactStartedAt: at(3) }, 3, false],
  ['an agent who has tried again', { ...FAILED, triedAgainAt: at(3) }, 3, false],
  ['another failure after that', { undeliverableAt: at(4), triedAgainAt: at(3) }, 4, true],
])(
  'decides whether a customer is known not to be on WhatsApp: %s',
  (_, conversation, now, isNot) => {
    expect(notOnWhatsAppSince(conversation, day(now)) !== undefined).toBe(isNot)
  },
)

it('uses the latest failure in all conversations of a person', () => {
  const one = asOne([
    { id: 'a', mode: 'native', phoneNumberId: 'p', customer: {}, undeliverableAt: at(1) },
    { id: 'b', mode: 'native', phoneNumberId: 'p', customer: {}, undeliverableAt: at(2) },
  ])

  expect(notOnWhatsAppSince(one, day(2))).toEqual(day(2))
})
