import { afterAll, vi } from 'vitest'
import type { SandboxOptions } from '../sandbox/sandbox.ts'
import { sharedSandbox } from '../shared-sandbox.ts'
import { openScenario, type Scenario } from './scenario.ts'

// Tests wait only for the machine, so these limits are long enough for a busy one.
const PATIENT = { testTimeout: 120_000 }

const openShared = sharedSandbox(openScenario, ({ sandbox }) => sandbox)

/** One sandbox for all test files of a worker, because every test has customers of its own. */
export async function startScenario(): Promise<Scenario> {
  vi.setConfig(PATIENT)
  const scenario = await openShared()
  afterAll(async () => {
    scenario.asUsual()
    await scenario.discardQueues()
    await scenario.discardDeadLetters()
  })
  return scenario
}

/** A separate sandbox, for a test file that changes something that tests otherwise share. */
export async function startOwnScenario(options: SandboxOptions = {}): Promise<Scenario> {
  vi.setConfig(PATIENT)
  const scenario = await openScenario(options)
  afterAll(scenario.stop)
  return scenario
}
