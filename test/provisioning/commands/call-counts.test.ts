import { it } from 'vitest'
import { expectBudgets } from './call-counts.ts'

const TITLE =
  'plans with at most 12 calls, 2 for each WABA and 1 for each number, and examines with at most 20, 5 and 3: %s'

it.each([
  ['a native WABA with an alarm topic and a key of one’s own', ['native'] as const],
  ['a native and a bridged WABA with both', ['native', 'bridged'] as const],
])(TITLE, { timeout: 60_000 }, (_, modes) =>
  expectBudgets({ modes, ownKey: true, alarmTopic: true, everything: true }),
)
