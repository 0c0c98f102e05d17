// Plays the main job in both modes under one combination of undocumented details.
import { expect } from 'vitest'
import type { GuessValues } from '../sandbox/guesses.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { playMainJob } from './main-job.ts'

export async function playCombination(scenario: Scenario, values: GuessValues): Promise<void> {
  Object.assign(scenario.guesses, values)

  const steps = [
    ...(await playMainJob(scenario, 'bridged')),
    ...(await playMainJob(scenario, 'native')),
  ]

  scenario.asUsual()
  const failed = steps.filter(({ found }) => found !== undefined)
  expect(failed, JSON.stringify(values, null, 2)).toEqual([])
}
