import { expect, it } from 'vitest'
import {
  backOffSeconds,
  fromCallbackData,
  type Outcome,
  orderOf,
  outcomeOf,
  type Part,
  statusOf,
  toCallbackData,
} from '#model/reply'
import { ERROR_TABLE, mayRetryLater } from '#whatsapp/errors/error-table'

const at = '2026-03-02T12:00:00.000Z'
const outcome = (status: string): Outcome => outcomeOf(status, at)!
const part = (fields: Partial<Part> = {}): Part => ({ state: 'unsent', attempt: 1, ...fields })

it('waits 1, 4, 16, 64 and at most 256 seconds between attempts', () => {
  expect([0, 1, 2, 3, 4, 5, 9].map(backOffSeconds)).toEqual([1, 4, 16, 64, 256, 256, 256])
})

it('retries only after errors that are temporary and prove that the message was not sent', () => {
  expect([...ERROR_TABLE.keys()].filter(mayRetryLater).sort((a, b) => a - b)).toEqual([
    4, 80_007, 130_429, 131_042, 131_056, 131_057,
  ])
})

it('ranks outcomes in the order sent, failed, delivered, read, played', () => {
  const statuses = ['read', 'failed', 'played', 'sent', 'delivered']

  const byRank = statuses.map(outcome).toSorted((a, b) => a.rank - b.rank)

  // "delivered" ranks higher than "failed" because a customer may have several devices, and one of
  // them may receive a message that another could not receive.
  expect(byRank.map((each) => each.status)).toEqual([
    'sent',
    'failed',
    'delivered',
    'read',
    'played',
  ])
})

it('ignores statuses that are not delivery statuses', () => {
  for (const status of ['deleted', 'warning', 'toString', ''])
    expect(outcomeOf(status, at)).toBeUndefined()
})

it.each([
  ['queued', [part()], 'queued'],
  ['unconfirmed', [part({ state: 'unconfirmed' })], 'unconfirmed'],
  ['failed', [part()], 'failed'],
  ['failed', [part({ state: 'accepted' }), part()], 'partly_failed'],
  ['accepted', [part({ state: 'accepted' })], 'accepted'],
  [
    'accepted',
    [
      part({ state: 'accepted', outcome: outcome('read') }),
      part({ state: 'accepted', outcome: outcome('sent') }),
    ],
    'sent',
  ],
  [
    'accepted',
    [part({ state: 'accepted', outcome: outcome('read') }), part({ state: 'accepted' })],
    'accepted',
  ],
  [
    'accepted',
    [
      part({ state: 'accepted', outcome: outcome('read') }),
      part({ state: 'accepted', outcome: outcome('failed') }),
    ],
    'partly_failed',
  ],
  ['accepted', [part({ state: 'accepted', outcome: outcome('failed') })], 'failed'],
] as const)(
  'a reply in the state %s has the status of the worst of its parts %j',
  (state, parts, status) => {
    expect(statusOf({ state, parts: [...parts] })).toBe(status)
  },
)

it('reads callback data that this project wrote, and ignores other callback data', () => {
  const mine = { conversation: 'phone-number-id-1/+15550142', id: 'widget-1', attempt: 2, part: 0 }

  expect(fromCallbackData(toCallbackData(mine))).toEqual(mine)
  expect(
    toCallbackData({
      ...mine,
      conversation: `phone-number-id-${'0'.repeat(32)}/US.${'1'.repeat(40)}`,
      id: `widget-${'f'.repeat(40)}`,
    }).length,
  ).toBeLessThanOrEqual(512)
  for (const foreign of [undefined, '', 'order-17', '{}', '[1,2,3,4]', '["a","b",1.5,0]', 'null'])
    expect(fromCallbackData(foreign)).toBeUndefined()
})

it('orders replies by time first, then by id', () => {
  const orders = [
    orderOf('2026-03-02T12:00:00.001Z', 'a'),
    orderOf('2026-03-02T12:00:00Z', 'b'),
    orderOf('2026-03-02T12:00:00.000Z', 'a'),
  ]

  expect(orders.sort().map((order) => order.slice(-5))).toEqual(['00Z#a', '00Z#b', '01Z#a'])
})
