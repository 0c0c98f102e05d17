import { expect } from 'vitest'
import { campaign } from './campaign.ts'
import { isClean } from './result.ts'

const SHORT = { conversations: 4, replies: 20 }

/** Plays a short campaign and checks that it had enough faults to prove something. */
export async function playedCleanly(seed: number): Promise<boolean> {
  const result = await campaign({ seed, ...SHORT })
  expect(
    result.violations,
    `npm run chaos -- --seed ${seed} --conversations 4 --replies 20`,
  ).toEqual([])
  // In chats that end early, some replies are never written.
  expect(result.written).toBeGreaterThan(SHORT.replies / 4)
  expect(result.faulty / result.calls).toBeGreaterThan(0.05)
  return isClean(result)
}
