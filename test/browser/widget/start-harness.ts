import { afterAll, afterEach, vi } from 'vitest'
import { atTheBrowser } from '../harness.ts'
import { type Harness, openHarness } from './harness.ts'

/**
 * Returns a harness for the tests of one file, with the sandbox and the browser that the test files
 * of a worker share. After each test, the harness is restored to its initial state.
 */
export async function startHarness(): Promise<Harness> {
  vi.setConfig({ testTimeout: 120_000 })
  const harness = await openHarness(await atTheBrowser())
  // Another test file may have left a chat in an agent's panel.
  await harness.tidy()
  afterEach(() => harness.tidy())
  afterAll(() => harness.leave())
  return harness
}
