import { expect, it } from 'vitest'
import {
  backOffSeconds,
  fateOf,
  formerKey,
  fromCallbackData,
  isUnsettled,
  merged,
  nextAttempt,
  type Outcome,
  orderOf,
  outcomeOf,
  type Part,
  toCallbackData,
} from '../../../lambdas/model/reply.ts'
import { ERROR_TABLE, mayRetryLater } from '../../../lambdas/whatsapp/errors/error-table.ts'

const at = '2026-03-02T12:00:00.000Z'
const outcome = (status: string): Outcome => outcomeOf(status, at)!
const part = (fields: Partial<Part> = {}): Part => ({ state: 'unsent', attempt: 1, ...fields })

it('waits 1, 4, 16, 64, 256 seconds between tries, and never longer', () => {
  expect([0, 1, 2, 3, 4, 5, 9].map(backOffSeconds)).toEqual([1, 4, 16, 64, 256, 256, 256])
})

it('repeats by itself only what certainly did not go out and passes by itself', () => {
  expect([...ERROR_TABLE.keys()].filter(mayRetryLater).sort((a, b) => a - b)).toEqual([
    4, 80007, 130429, 131056, 131057,
  ])
})

it('ends in the same outcome whatever order statuses come in', () => {
  const statuses = ['sent', 'delivered', 'read'].map(outcome)
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
    [2, 2, 0, 1, 1],
  ]

  for (const order of orders)
    expect(order.map((i) => statuses[i]).reduce(merged, undefined)?.status).toBe('read')
})

it('believes `delivered` over `failed`: with several devices one may have got it', () => {
  expect(merged(outcome('delivered'), outcome('failed'))?.status).toBe('delivered')
  expect(merged(outcome('failed'), outcome('delivered'))?.status).toBe('delivered')
})

it('takes no fate from statuses that are none', () => {
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
  'a reply that is %s with parts %j has the fate of its least lucky part',
  (state, parts, fate) => {
    expect(fateOf({ state, parts: [...parts] })).toBe(fate)
  },
)

it('starts the next attempt for what did not arrive, and keeps what became of the one before', () => {
  const arrived = part({ state: 'accepted', outcome: outcome('read') })
  const lost = part({ state: 'unconfirmed' })

  const next = nextAttempt({ parts: [arrived, lost], attempt: 1, former: {} }, isUnsettled)

  expect(next).toEqual({
    attempt: 2,
    parts: [arrived, { state: 'unsent', attempt: 2 }],
    former: { [formerKey(1, 1)]: lost },
  })
})

it('reads back its own callback data, and nobody else’s', () => {
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

it('orders by time first, then by id', () => {
  const orders = [
    orderOf('2026-03-02T12:00:00.001Z', 'a'),
    orderOf('2026-03-02T12:00:00Z', 'b'),
    orderOf('2026-03-02T12:00:00.000Z', 'a'),
  ]

  expect(orders.sort().map((order) => order.slice(-5))).toEqual(['00Z#a', '00Z#b', '01Z#a'])
})
