// Held replies in the table: behind all others in the `ordered` index, not in `unsent`, before the sweep now and then.
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { HeldReplies, HeldReply } from '../ports.ts'
import { HELD_ORDER, heldDueAt, orderOf, queuedAt, type Reply } from '../reply.ts'
import { writer } from './reply-writer.ts'
import { conversationKey, db } from './table.ts'
import { due, listed, overdueFrom, placed, UNLISTED } from './work-list.ts'

const HELD = { condition: '#state = :held', names: ['state'], values: { ':held': 'held' } } as const

export function heldReplies(table: string): HeldReplies {
  const update = writer(table)

  return {
    async of(conversation) {
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'ordered',
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND begins_with(#order, :held)',
          ExpressionAttributeNames: { '#order': 'order' },
          ExpressionAttributeValues: { ':pk': conversationKey(conversation).pk, ':held': HELD_ORDER },
        }),
      )
      return Items as unknown as HeldReply[]
    },

    async release(reply, at) {
      const { acceptedAt, sendBy } = queuedAt(at)
      const order = orderOf(acceptedAt, reply.id)
      await update(reply, {
        set: { state: 'queued', acceptedAt, sendBy, order, ...listed({ ...reply, order }, overdueFrom(at)) },
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
