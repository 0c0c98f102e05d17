import { afterAll, vi } from 'vitest'
import type { SandboxOptions } from '../sandbox/sandbox.ts'
import { sharedSandbox } from '../shared-sandbox.ts'
import { openScenario, type Scenario } from './scenario.ts'

// Time is virtual, so only the speed of the machine determines how long a test takes. The limit is
// long enough for a busy machine.
const PATIENT = { testTimeout: 120_000 }

const openShared = sharedSandbox(openScenario, ({ sandbox }) => sandbox)

/** Returns the sandbox that all test files of a worker share. Each test has its own customers. */
export async function startScenario(): Promise<Scenario> {
  vi.setConfig(PATIENT)
  const scenario = await openShared()
  afterAll(() => scenario.asUsual())
  return scenario
}

/** Starts a separate sandbox, for a test file that changes something that other tests depend on. */
export async function startOwnScenario(options: SandboxOptions = {}): Promise<Scenario> {
  vi.setConfig(PATIENT)
  const scenario = await openScenario(options)
  afterAll(scenario.stop)
  return scenario
}
