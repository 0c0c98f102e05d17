import { afterAll, vi } from 'vitest'
import { openTown } from './town.ts'

/** One sandbox for a test file, stopped when the file is done. */
export async function startTown() {
  // Stories wait for nothing but the machine: one that is busy with other things may take long.
  vi.setConfig({ testTimeout: 120_000 })
  const town = await openTown()
  afterAll(town.stop)
  return town
}
