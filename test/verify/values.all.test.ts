// Sets one undocumented detail of the sandbox to another value, and expects the command `verify` to
// find this value. Repeats this for every detail and value.
import { afterEach, beforeAll, expect, it } from 'vitest'
import { type GuessName, guesses } from '../../provisioning/verify/guesses.ts'
import { STAGES } from '../../provisioning/verify/stages.ts'
import { namesTriedIn, usualValues } from '../sandbox/guesses.ts'
import { startOwnScenario } from '../scenarios/start-scenario.ts'
import { mistakes, prepared, underValues, verifying, withPhone } from './verifying.ts'

const scenario = await startOwnScenario({ world: withPhone })
beforeAll(() => prepared(scenario))
afterEach(() => scenario.asUsual())

const probed = new Set<GuessName>(
  STAGES.flatMap(({ probes }) => probes.flatMap((each) => each.guesses)),
)
const others = namesTriedIn('sandbox')
  .filter((name) => probed.has(name))
  .flatMap((name) => guesses[name].values.slice(1).map((value) => [name, value] as const))

it.each(others)('finds that the guess %s has the value %s', async (name, value) => {
  const values = { ...usualValues(), [name]: value }
  await underValues(scenario, values)

  const { report } = await verifying(scenario)

  expect(mistakes(report, values)).toEqual([])
  expect(report.different.map(({ guess }) => guess)).toEqual([name])
})
