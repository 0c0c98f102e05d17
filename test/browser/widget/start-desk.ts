import { afterAll, afterEach, vi } from 'vitest'
import { type Desk, openDesk } from './desk.ts'

/** One desk for a test file: tidied after each story, closed when the file is done. */
export async function startDesk(): Promise<Desk> {
  vi.setConfig({ testTimeout: 120_000 })
  const desk = await openDesk()
  afterEach(() => desk.tidy())
  afterAll(() => desk.close())
  return desk
}
