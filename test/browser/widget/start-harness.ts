import { afterAll, afterEach, vi } from 'vitest'
import { atTheBrowser } from '../harness.ts'
import { type Harness, openHarness } from './harness.ts'

/**
 * One harness for a test file, in the worker's sandbox and browser. The state of the harness is
 * restored after each story.
 */
export async function startHarness(): Promise<Harness> {
  vi.setConfig({ testTimeout: 120_000 })
  const harness = await openHarness(await atTheBrowser())
  // An earlier file of the worker may have left a chat in an agent's panel.
  await harness.tidy()
  afterEach(() => harness.tidy())
  afterAll(() => harness.leave())
  return harness
}
