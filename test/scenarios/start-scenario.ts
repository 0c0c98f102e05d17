import { afterAll, vi } from 'vitest'
import type { SandboxOptions } from '../sandbox/sandbox.ts'
import { sharedSandbox } from '../shared-sandbox.ts'
import { openTown, type Town } from './scenario.ts'

// Stories wait for nothing but the machine: one that is busy with other things may take long.
const PATIENT = { testTimeout: 120_000 }

const openShared = sharedSandbox(openTown, ({ sandbox }) => sandbox)

/** One sandbox for all test files of a worker: every story has customers of its own. */
export async function startTown(): Promise<Town> {
  vi.setConfig(PATIENT)
  const town = await openShared()
  afterAll(town.asUsual)
  return town
}

/** For a file that changes what is the same for everybody. */
export async function startOwnTown(options: SandboxOptions = {}): Promise<Town> {
  vi.setConfig(PATIENT)
  const town = await openTown(options)
  afterAll(town.stop)
  return town
}
