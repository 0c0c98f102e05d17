// A short campaign in which no promise may be broken.
import { expect } from 'vitest'
import { campaign } from './campaign.ts'

const SHORT = { conversations: 3, replies: 15 }

/** Plays the campaign of this seed. The message of a failure has the command that plays it again. */
export async function playedCleanly(seed: number): Promise<void> {
  const result = await campaign({ seed, ...SHORT })

  expect(
    result.violations,
    `npm run chaos -- --seed ${seed} --conversations ${SHORT.conversations} --replies ${SHORT.replies}`,
  ).toEqual([])
  // The campaign must have been hard enough to prove something. Chats that end early leave replies
  // unwritten.
  expect(result.written).toBeGreaterThan(SHORT.replies / 4)
  expect(result.faulty / result.calls).toBeGreaterThan(0.05)
}
