// A short chaos test in which no message may be lost, repeated, reordered, stuck, or fail without a
// report.
import { expect } from 'vitest'
import { campaign } from './campaign.ts'
import type { Result } from './result.ts'

interface Size {
  conversations: number
  replies: number
}

/**
 * Plays the chaos test with this seed. If the test fails, its message contains the command that
 * plays the chaos test again.
 */
export async function playedCleanly(
  seed: number,
  { conversations, replies }: Size,
): Promise<Result> {
  const result = await campaign({ seed, conversations, replies })

  expect(
    result.violations,
    `npm run chaos -- --seed ${seed} --conversations ${conversations} --replies ${replies}`,
  ).toEqual([])
  return result
}
