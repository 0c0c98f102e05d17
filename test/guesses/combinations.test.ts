// Plays the main job, the conversations that the product exists for, under combinations of
// undocumented details. Together, the combinations contain every possible value of every detail.
import { it } from 'vitest'
import { startScenario } from '../scenarios/start-scenario.ts'
import { combinations, FIRST_TIER, SEED } from './combinations.ts'
import { playCombination } from './play-combination.ts'

const scenario = await startScenario()

it.each(combinations(FIRST_TIER, SEED).map((values, at) => [at + 1, values] as const))(
  'delivers messages in both modes under combination %i of undocumented details',
  (_, values) => playCombination(scenario, values),
)
