import { expect, it } from 'vitest'
import { type Conversation, type MarketingChoice, marketingStoppedAt } from '#model/conversation'
import { asOne } from '#model/partitions'

const day = (count: number) => new Date(Date.UTC(2026, 0, count))
const choice = (stopped: boolean, at: number, from: MarketingChoice['from'] = 'setting') => ({
  stopped,
  at: day(at).toISOString(),
  from,
})

it.each([
  ['no decision of the customer', undefined, 31, false],
  ['a setting, however old', choice(true, 1), 1000, true],
  ['a setting that was changed back', choice(false, 1), 2, false],
  ['error 131050 of the last 30 days', choice(true, 1, 'error'), 31, true],
  [
    'an older error 131050, because WhatsApp does not report when the customer allows marketing again',
    choice(true, 1, 'error'),
    32,
    false,
  ],
])('decides whether the customer has stopped marketing, given %s', (_, marketing, now, stopped) => {
  expect(marketingStoppedAt(marketing ? { marketing } : {}, day(now)) !== undefined).toBe(stopped)
})

it('uses the latest choice of a person with several conversations', () => {
  const conversation = (id: string, marketing?: MarketingChoice) =>
    ({ id, customer: {}, ...(marketing ? { marketing } : {}) }) as Conversation

  const one = asOne([
    conversation('a', choice(true, 1)),
    conversation('b'),
    conversation('c', choice(false, 2)),
  ])

  expect(one.marketing).toEqual(choice(false, 2))
})
