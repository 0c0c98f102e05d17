// Plays the main job under further combinations of undocumented details, which `npm test` leaves
// out. Together with the combinations of `npm test`, they contain every pair of values of any two
// severe guesses.
import { it } from 'vitest'
import { startScenario } from '../scenarios/start-scenario.ts'
import { combinations, FIRST_TIER, SECOND_TIER, SEED } from './combinations.ts'
import { playCombination } from './play-combination.ts'

const scenario = await startScenario()

it.each(
  combinations(SECOND_TIER, SEED)
    .map((values, at) => [at + 1, values] as const)
    .slice(FIRST_TIER),
)('delivers messages in both modes under combination %i of undocumented details', (_, values) =>
  playCombination(scenario, values),
)
