import { afterAll, afterEach, vi } from 'vitest'
import { atTheBrowser } from '../harness.ts'
import { type Harness, openHarness } from './harness.ts'

/**
 * Returns the harness of a test file, with the sandbox and browser of the worker. The state of the
 * harness is restored after each test.
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
