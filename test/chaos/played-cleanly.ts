// A short campaign in which no promise may be broken.
import { expect } from 'vitest'
import { campaign } from './campaign.ts'
import type { Result } from './result.ts'

interface Size {
  conversations: number
  replies: number
}

/**
 * Plays the campaign of this seed. The message of a failure contains the command that plays the
 * campaign again.
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
