// Plays a short campaign with a new random seed. The seed is in the title of the test.
import { expect, it, vi } from 'vitest'
import { playedCleanly } from './played-cleanly.ts'

vi.setConfig({ testTimeout: 180_000 })

const fresh = 1 + Math.floor(Math.random() * 1_000_000)

it(`breaks no promise under a mix of faults, with the new seed ${fresh}`, async () => {
  expect(await playedCleanly(fresh)).toBe(true)
})
