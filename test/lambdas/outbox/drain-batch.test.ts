// How send-reply processes a batch of signals (queue messages that name a conversation with unsent
// replies): how long it waits for older replies, which conversations it processes, and which
// records return to the queue. The outbox is a list in memory, and the test sets the time.
import type { SQSRecord } from 'aws-lambda'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Signal } from '#model/signal'
import { drainSignaled } from '../../../lambdas/outbox/drain-batch.ts'

const NOW = Date.parse('2026-11-30T12:00:00Z')

beforeEach(() => {
  vi.setSystemTime(NOW)
  return () => vi.useRealTimers()
})

const signal = (conversation: string, ageMs: number, messageId = conversation) =>
  ({
    messageId,
    receiptHandle: messageId,
    body: JSON.stringify({ conversation }),
    attributes: { SentTimestamp: String(NOW - ageMs) },
  }) as SQSRecord

const context = { getRemainingTimeInMillis: () => 60_000 }

async function handled(
  records: SQSRecord[],
  {
    waits = {},
    joined = {},
  }: { waits?: Record<string, number>; joined?: Record<string, string> } = {},
) {
  const drained: string[] = []
  const putBack: [string, number][] = []
  const passedOn: [string, Signal][] = []
  const handle = drainSignaled(
    async (conversation) => {
      drained.push(conversation)
      const joinedTo = joined[conversation]
      if (joinedTo) return { joinedTo }
      const afterSeconds = waits[conversation]
      return afterSeconds === undefined ? undefined : { afterSeconds }
    },
    async ({ messageId }, seconds) => void putBack.push([messageId, seconds]),
    async ({ messageId }, passed) => void passedOn.push([messageId, passed]),
  )
  const { batchItemFailures } = await handle({ Records: records }, context)
  return {
    drained,
    putBack,
    passedOn,
    failed: batchItemFailures.map((each) => each.itemIdentifier),
  }
}

it.each(['no JSON', '{}', 'null', '{"conversation":7}'])(
  'reports only the record that is not a signal (%s), and processes the others',
  async (body) => {
    const unreadable = { ...signal('b', 0), body }

    const { failed, drained } = await handled([signal('a', 0), unreadable, signal('c', 0)])

    expect(failed).toEqual(['b'])
    expect(drained).toEqual(['a', 'c'])
  },
)

it('returns to the queue all records of a conversation that must wait, and no other record', async () => {
  const records = [signal('a', 0, 'a1'), signal('b', 0, 'b1'), signal('a', 0, 'a2')]

  const { failed, putBack } = await handled(records, { waits: { a: 4 } })

  expect(failed).toEqual(['a1', 'a2'])
  expect(putBack).toEqual([
    ['a1', 4],
    ['a2', 4],
  ])
})

it('passes the signals of a joined conversation on to the older conversation as one signal', async () => {
  const held = { ...signal('b', 0, 'b2'), body: JSON.stringify({ conversation: 'b', held: true }) }
  const records = [signal('a', 0), signal('b', 0, 'b1'), held, signal('c', 0)]

  const { failed, passedOn } = await handled(records, { joined: { b: 'a', c: 'a' } })

  expect(failed).toEqual([])
  expect(passedOn).toEqual([
    ['b1', { conversation: 'a', held: true }],
    ['c', { conversation: 'a' }],
  ])
})
