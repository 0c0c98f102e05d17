import { randomUUID } from 'node:crypto'
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { InboundMessage, Inbox } from '../model/ports.ts'
import { ordered } from './ordered.ts'
import { db, expiresIn, INBOUND_ORDER, inboundKey, unlessRefused } from './table.ts'

/** Longer than `whatsapp-event` may run: a delivery that died is taken over. */
const LEASE_MS = 90_000
/** Longer than any queue keeps a message, and as long as it may be reacted to, and its file is kept. */
const KEPT_DAYS = 30

/** What is about another message is no message of its own to answer. */
const ABOUT_OTHERS = ['reaction', 'edit', 'revoke']

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
            ConditionExpression:
              'attribute_not_exists(pk) OR (attribute_not_exists(carried) AND leaseUntil < :now) OR #token = :token',
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
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key, ConsistentRead: true }),
      )
      return Item?.carried ? 'done' : 'busy'
    },

    async done(conversation, message) {
      const listed = !ABOUT_OTHERS.includes(message.type)
      await db.send(
        new UpdateCommand({
          TableName: table,
          Key: inboundKey(conversation, message.id),
          UpdateExpression: `SET carried = :true, message = :message${listed ? ', #order = :order' : ''} REMOVE leaseUntil`,
          ...(listed ? { ExpressionAttributeNames: { '#order': 'order' } } : {}),
          ExpressionAttributeValues: {
            ':true': true,
            ':message': message,
            ...(listed ? { ':order': `${INBOUND_ORDER}${message.at}#${message.id}` } : {}),
          },
        }),
      )
    },

    async message(conversation, messageId) {
      const { Item } = await db.send(
        new GetCommand({
          TableName: table,
          Key: inboundKey(conversation, messageId),
          ConsistentRead: true,
        }),
      )
      return Item && { id: messageId, ...(Item.message as InboundMessage | undefined) }
    },

    async recent(conversation, limit) {
      const messages = await ordered(
        table,
        conversation,
        { beginningWith: INBOUND_ORDER },
        { limit, newestFirst: true },
      )
      return messages.map(({ message }) => message as InboundMessage)
    },
  }
}
