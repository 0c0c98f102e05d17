import { afterAll, vi } from 'vitest'
import type { SandboxOptions } from '../sandbox/sandbox.ts'
import { openTown, type Town } from './town.ts'

// Stories wait for nothing but the machine: one that is busy with other things may take long.
const PATIENT = { testTimeout: 120_000 }

let town: Promise<Town> | undefined

/** One sandbox for all test files of a worker: every story has customers of its own. It goes with the worker. */
export async function startTown(): Promise<Town> {
  vi.setConfig(PATIENT)
  town ??= openTown()
  const { asUsual } = await town
  afterAll(asUsual)
  return town
}

/** For a file that changes what is the same for everybody. */
export async function startOwnTown(options: SandboxOptions = {}): Promise<Town> {
  vi.setConfig(PATIENT)
  const town = await openTown(options)
  afterAll(town.stop)
  return town
}
