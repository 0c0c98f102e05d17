// Plays a short campaign with a new random seed, which is in the title of the test.
import { it, vi } from 'vitest'
import { playedCleanly } from './played-cleanly.ts'

vi.setConfig({ testTimeout: 180_000 })

const fresh = 1 + Math.floor(Math.random() * 1_000_000)

it(`breaks no promise under a mix of faults, with the fresh seed ${fresh}`, () =>
  playedCleanly(fresh))
