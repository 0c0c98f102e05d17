import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { rateLimitWatch } from '../../../provisioning/account/rate-limit.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const context = (commandName: string) => ({ clientName: 'ConnectClient', commandName })
const throttling = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })

/**
 * Calls the two middlewares as the SDK does: `whole` once for a call, and `attempt` for each
 * attempt, with a delay between the attempts.
 */
function watched(lines: string[]) {
  const { whole, attempt } = rateLimitWatch({ report: (line) => lines.push(line) })
  return (name: string, answers: (() => Promise<unknown>)[], delayMs: number) => {
    const own = context(name)
    const attempts = answers.map((answer) => attempt(answer, own))
    const retrying = async () => {
      for (const each of attempts.slice(0, -1)) {
        await each({}).catch(() => {})
        await new Promise((go) => setTimeout(go, delayMs))
      }
      return attempts.at(-1)!({})
    }
    return whole(retrying, own)({})
  }
}

it('prints every five seconds which service limits the rate of calls, and how many calls remain', async () => {
  const lines: string[] = []
  const call = watched(lines)
  const refused = async () => {
    throw throttling
  }

  const calls = Promise.all([
    call('DescribePhoneNumber', [refused, async () => 'a'], 12_000),
    call('ListQueues', [refused, async () => 'b'], 7_000),
  ])
  await vi.advanceTimersByTimeAsync(20_000)

  expect(await calls).toEqual(['a', 'b'])
  expect(lines).toEqual([
    '… 2 calls have waited 5 s for the rate limit of Amazon Connect',
    '… 1 call has waited 10 s for the rate limit of Amazon Connect',
  ])
})

it('prints nothing about a call that is slow but not limited', async () => {
  const lines: string[] = []
  const slow = () => new Promise((done) => setTimeout(() => done('late'), 12_000))

  const answer = watched(lines)('ListQueues', [slow], 0)
  await vi.advanceTimersByTimeAsync(12_000)

  expect(await answer).toBe('late')
  expect(lines).toEqual([])
})
