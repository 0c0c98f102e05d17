import { afterAll, afterEach, vi } from 'vitest'
import { atTheBrowser } from '../harness.ts'
import { type Desk, openDesk } from './harness.ts'

/** One desk for a test file, tidied after each story, at the sandbox and in the browser that its worker has. */
export async function startDesk(): Promise<Desk> {
  vi.setConfig({ testTimeout: 120_000 })
  const desk = await openDesk(await atTheBrowser())
  afterEach(() => desk.tidy())
  afterAll(() => desk.leave())
  return desk
}
