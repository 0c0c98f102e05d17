import { expect } from 'vitest'
import { campaign } from './campaign.ts'
import { isClean } from './result.ts'

const SHORT = { conversations: 4, replies: 20 }

/** Plays a short campaign, which must have been hard enough to prove something. */
export async function playedCleanly(seed: number): Promise<boolean> {
  const result = await campaign({ seed, ...SHORT })
  expect(
    result.violations,
    `npm run chaos -- --seed ${seed} --conversations 4 --replies 20`,
  ).toEqual([])
  // Chats that end early leave replies unwritten.
  expect(result.written).toBeGreaterThan(SHORT.replies / 4)
  expect(result.faulty / result.calls).toBeGreaterThan(0.05)
  return isClean(result)
}
