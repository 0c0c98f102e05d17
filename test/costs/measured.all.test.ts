import { expect, it } from 'vitest'
import measured from '../../provisioning/costs/calls.json' with { type: 'json' }
import { startOwnScenario } from '../scenarios/start-scenario.ts'
import { measuredCalls } from './measure-calls.ts'

it('the functions make exactly the calls on which COSTS.md is based (npm run costs updates the counts)', {
  timeout: 240_000,
}, async () => {
  expect(await measuredCalls(await startOwnScenario())).toEqual(measured)
})
