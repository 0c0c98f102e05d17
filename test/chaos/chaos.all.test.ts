// Plays a short campaign that is the same every time.
import { expect, it, vi } from 'vitest'
import { playedCleanly } from './played-cleanly.ts'

vi.setConfig({ testTimeout: 180_000 })

it('breaks no promise under a mix of faults, with the seed 7', async () => {
  const result = await playedCleanly(7, { conversations: 3, replies: 15 })

  // The campaign must have enough replies and faults to prove something. An agent does not write
  // the remaining replies of a chat that ends early.
  expect(result.written).toBeGreaterThan(15 / 4)
  expect(result.faulty / result.calls).toBeGreaterThan(0.05)
})
