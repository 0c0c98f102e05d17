import { expect, it } from 'vitest'
import type { OverduePage, OverdueReply } from '#model/ports'
import { sweep } from '../../../lambdas/outbox/sweep.ts'

const now = new Date('2026-11-30T12:00:00Z')
const reply = (conversation: string, id: string, state: OverdueReply['state'] = 'queued') => ({
  conversation,
  id,
  attempt: 1,
  state,
})

async function* pages(...all: OverdueReply[][]) {
  yield* all.map((replies) => ({ replies, messages: [], contacts: [] }))
}

/**
 * Runs the scheduled function "sweep" with these partitions of the index of overdue replies.
 * Returns the batches of signals in the order in which they were sent.
 */
function swept(partitions: AsyncIterable<OverduePage>[], fail = '') {
  const sent: string[][] = []
  const run = sweep({
    overdue: { before: () => partitions },
    signals: {
      sweep: async (replies) => {
        if (replies.some(({ id }) => id === fail)) throw new Error('SQS does not answer')
        sent.push(replies.map(({ id }) => id))
      },
    },
    streamAgain: async () => {},
    inboundSignals: {
      sweep: async (messages) => void sent.push(messages.map(({ id }) => `message ${id}`)),
    },
    now: () => now,
  })
  return { sent, run }
}

it('sends one signal for all unsent replies of a conversation, and one signal for its held replies', async () => {
  const { run, sent } = swept([
    pages([reply('a', '1'), reply('a', '2'), reply('a', '3', 'held')], [reply('a', '4', 'held')]),
  ])

  expect(await run()).toEqual({ signaled: 2 })
  expect(sent).toEqual([['1', '3']])
})

it('sends one signal per conversation for all messages that have not reached the chat', async () => {
  const message = (conversation: string, id: string) => ({ conversation, id })
  async function* page(): AsyncGenerator<OverduePage> {
    yield {
      replies: [reply('a', 'reply')],
      messages: [message('a', '1'), message('a', '2'), message('b', '3')],
      contacts: [],
    }
  }
  const { run, sent } = swept([page()])

  expect(await run()).toEqual({ signaled: 3 })
  expect(sent).toEqual([['reply'], ['message 1', 'message 3']])
})

it('reads all partitions at the same time, so that a full partition does not delay the others', async () => {
  const full = Array.from({ length: 5 }, (_, i) => [reply(`full${i}`, `full${i}`)])
  const { run, sent } = swept([pages(...full), pages([reply('b', 'other')])])

  await run()

  expect(sent.flat().indexOf('other')).toBeLessThan(3)
})

it('sends the signals of all other partitions if one partition fails, and then throws', async () => {
  const { run, sent } = swept([pages([reply('a', 'bad')]), pages([reply('b', 'good')])], 'bad')

  await expect(run()).rejects.toThrow('SQS does not answer')
  expect(sent).toEqual([['good']])
})
