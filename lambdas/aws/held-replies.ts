// Held replies in the table: behind all others in the `ordered` index, not in `unsent`, before the sweep now and then.
import type { HeldReplies, HeldReply } from '../model/ports.ts'
import { HELD_ORDER, heldDueAt, orderOf, queuedAt, type Reply } from '../model/reply.ts'
import { ordered } from './ordered.ts'
import { writer } from './reply-writer.ts'
import { due, listed, overdueFrom, placed, UNLISTED } from './work-list.ts'

const HELD = { condition: '#state = :held', names: ['state'], values: { ':held': 'held' } } as const

export function heldReplies(table: string): HeldReplies {
  const update = writer(table)

  return {
    async of(conversation) {
      return (await ordered(table, conversation, {
        beginningWith: HELD_ORDER,
      })) as unknown as HeldReply[]
    },

    async release(reply, at) {
      const { acceptedAt, sendBy } = queuedAt(at)
      const order = orderOf(acceptedAt, reply.id)
      await update(reply, {
        set: {
          state: 'queued',
          acceptedAt,
          sendBy,
          order,
          ...listed({ ...reply, order }, overdueFrom(at)),
        },
        remove: ['heldUntil'],
        when: HELD,
      })
    },

    async keep(reply, now) {
      await update(reply, { set: due(reply, heldDueAt(reply, now)), when: HELD })
    },

    async withdraw(reply) {
      const withdrawn = await update(reply, {
        set: { state: 'withdrawn', ...placed(reply) },
        remove: ['heldUntil', ...UNLISTED],
        when: HELD,
      })
      return withdrawn !== undefined && (withdrawn.Attributes as unknown as Reply)
    },
  }
}
