import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Chat, Conversation } from '../conversation.ts'
import type { Conversations } from '../ports.ts'
import { conversationKey, db, HEAD, unlessRefused } from './table.ts'

export function conversations(table: string): Conversations {
  /** Keeps the latest of a point in time; an older one changes nothing. */
  const latest = (
    id: string,
    field: 'inboundAt' | 'contactStartedAt' | 'refusedAt',
    at: Date,
    also: Readonly<Record<string, string>> = {},
  ) =>
    unlessRefused(
      db.send(
        new UpdateCommand({
          TableName: table,
          Key: conversationKey(id),
          UpdateExpression: `SET #field = :at, unsentOrder = :head${Object.keys(also)
            .map((name) => `, ${name} = :${name}`)
            .join('')}`,
          ConditionExpression: 'attribute_not_exists(#field) OR #field < :at',
          ExpressionAttributeNames: { '#field': field },
          ExpressionAttributeValues: {
            ':at': at.toISOString(),
            ':head': HEAD,
            ...Object.fromEntries(Object.entries(also).map(([name, value]) => [`:${name}`, value])),
          },
        }),
      ),
    )

  return {
    async get(id) {
      const { Item } = await db.send(new GetCommand({ TableName: table, Key: conversationKey(id), ConsistentRead: true }))
      return Item as Conversation | undefined
    },

    async note({ id, mode, phoneNumberId, customer }) {
      await db.send(
        new UpdateCommand({
          TableName: table,
          Key: conversationKey(id),
          UpdateExpression: 'SET id = :id, #mode = :mode, phoneNumberId = :phoneNumberId, customer = :customer, unsentOrder = :head',
          ExpressionAttributeNames: { '#mode': 'mode' },
          ExpressionAttributeValues: { ':id': id, ':mode': mode, ':phoneNumberId': phoneNumberId, ':customer': customer, ':head': HEAD },
        }),
      )
    },

    async inbound(id, at, from) {
      await latest(id, 'inboundAt', at, { inboundFrom: from })
    },

    async contactStarted(id, at) {
      await latest(id, 'contactStartedAt', at)
    },

    async refused(id, sentAt) {
      await latest(id, 'refusedAt', sentAt)
    },

    async setChat(id, chat, before) {
      const written = await unlessRefused(
        db.send(
          new UpdateCommand({
            TableName: table,
            Key: conversationKey(id),
            UpdateExpression: 'SET chat = :chat, unsentOrder = :head',
            ConditionExpression: `${before ? 'chat.openedBy = :before' : 'attribute_not_exists(chat)'} OR chat.openedBy = :openedBy`,
            ExpressionAttributeValues: {
              ':chat': chat satisfies Chat,
              ':head': HEAD,
              ':openedBy': chat.openedBy,
              ...(before ? { ':before': before.openedBy } : {}),
            },
          }),
        ),
      )
      return written !== undefined
    },
  }
}
