// Plays a short chaos test with a random seed, which the test's title contains.
import { expect, it, vi } from 'vitest'
import { playedCleanly } from './played-cleanly.ts'
import { isClean, lines, sum } from './result.ts'

vi.setConfig({ testTimeout: 180_000 })

const fresh = 1 + Math.floor(Math.random() * 1_000_000)

it(`keeps the promises of PROMISES.md under a mix of faults, with the fresh seed ${fresh}`, async () => {
  const { calls } = await playedCleanly(fresh, { conversations: 2, replies: 8 })

  expect(calls).toBeGreaterThan(0)
})

it('adds up the figures of several chaos tests, and fails if one of them breaks a promise', () => {
  const none = {
    seed: 1,
    conversations: 1,
    replies: 2,
    written: 2,
    calls: 10,
    faulty: 1,
    lost: 0,
    twice: 0,
    disordered: 0,
    stuck: 0,
    unreported: 0,
    late: { slow: 1 },
    unconfirmed: {},
    failed: {},
    deadLetters: {},
    violations: [],
  }

  const total = sum([none, { ...none, seed: 2, twice: 1, late: { slow: 1, swapped: 2 } }])

  expect(total).toMatchObject({ seed: '1, 2', written: 4, twice: 1, late: { slow: 2, swapped: 2 } })
  expect([isClean(none), isClean(total)]).toEqual([true, false])
  expect(lines(total)).toContain('! sent twice: 1')
})
