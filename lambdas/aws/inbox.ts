import { randomUUID } from 'node:crypto'
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Inbox } from '../ports.ts'
import { db, expiresIn, inboundKey, unlessRefused } from './table.ts'

/** Longer than `whatsapp-event` may run: a delivery that died is taken over. */
const LEASE_MS = 90_000
/** Longer than any queue keeps a message. */
const KEPT_DAYS = 15

export function inbox(table: string): Inbox {
  return {
    async take(conversation, messageId, at) {
      const Key = inboundKey(conversation, messageId)
      const taken = await unlessRefused(
        db.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'SET leaseUntil = :until, expiresAt = :expiresAt, #token = :token',
            ConditionExpression: 'attribute_not_exists(pk) OR (attribute_not_exists(carried) AND leaseUntil < :now) OR #token = :token',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: {
              ':until': new Date(at.getTime() + LEASE_MS).toISOString(),
              ':token': randomUUID(),
              ':now': at.toISOString(),
              ':expiresAt': expiresIn(KEPT_DAYS, at),
            },
          }),
        ),
      )
      if (taken) return 'taken'
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
      return Item?.carried ? 'done' : 'busy'
    },

    async done(conversation, messageId) {
      await db.send(
        new UpdateCommand({
          TableName: table,
          Key: inboundKey(conversation, messageId),
          UpdateExpression: 'SET carried = :true REMOVE leaseUntil',
          ExpressionAttributeValues: { ':true': true },
        }),
      )
    },
  }
}
