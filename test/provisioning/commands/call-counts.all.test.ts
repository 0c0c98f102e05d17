import { it } from 'vitest'
import { expectBudgets, type Variant } from './call-counts.ts'

const MODES: readonly Variant['modes'][] = [
  ['native'],
  ['bridged'],
  ['native', 'bridged'],
  ['native', 'native', 'native'],
  ['bridged', 'bridged'],
]
const OPTIONS = [
  {},
  { ownKey: true },
  { alarmTopic: true },
  { ownKey: true, alarmTopic: true },
  { ownRole: true },
  { ownKey: true, alarmTopic: true, everything: true },
]

const variants = MODES.flatMap((modes) => OPTIONS.map((options) => ({ modes, ...options })))

it.each(variants)(
  'makes no more calls than the budgets allow, with %j',
  { timeout: 60_000 },
  (variant) => expectBudgets(variant),
)
