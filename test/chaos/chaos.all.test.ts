// Plays a short chaos test whose seed, and therefore whose plan, is the same in every run.
import { expect, it, vi } from 'vitest'
import { playedCleanly } from './played-cleanly.ts'

vi.setConfig({ testTimeout: 180_000 })

it('keeps the promises of PROMISES.md under a mix of faults, with the seed 7', async () => {
  const result = await playedCleanly(7, { conversations: 3, replies: 15 })

  // The run must contain enough replies and faults to prove something. If a chat ends early, its
  // remaining replies are not written.
  expect(result.written).toBeGreaterThan(15 / 4)
  expect(result.faulty / result.calls).toBeGreaterThan(0.05)
})
