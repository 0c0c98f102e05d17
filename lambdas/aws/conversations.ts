import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Chat, Conversation } from '../model/conversation.ts'
import type { Conversations } from '../model/ports.ts'
import { conversationKey, db, HEAD, unlessRefused } from './table.ts'

export function conversations(table: string): Conversations {
  /** Keeps the latest of a point in time; an older one changes nothing. */
  const latest = (
    id: string,
    field: 'inboundAt' | 'contactStartedAt' | 'refusedAt' | 'agentWroteAt',
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
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: conversationKey(id), ConsistentRead: true }),
      )
      return Item as Conversation | undefined
    },

    async note({ id, mode, phoneNumberId, customer }) {
      const put = (
        set: readonly string[],
        condition: string,
        values: Readonly<Record<string, unknown>>,
        names = {},
      ) =>
        unlessRefused(
          db.send(
            new UpdateCommand({
              TableName: table,
              Key: conversationKey(id),
              UpdateExpression: `SET ${['id = :id, #mode = :mode, phoneNumberId = :phoneNumberId, unsentOrder = :head', ...set].join(', ')}`,
              ConditionExpression: condition,
              ExpressionAttributeNames: { '#mode': 'mode', ...names },
              ExpressionAttributeValues: {
                ':id': id,
                ':mode': mode,
                ':phoneNumberId': phoneNumberId,
                ':head': HEAD,
                ...values,
              },
            }),
          ),
        )
      const told = Object.entries(customer)
      // An event that names the customer less fully takes nothing from what is known.
      const add = () =>
        put(
          told.map(([part]) => `customer.#${part} = :${part}`),
          'attribute_exists(customer)',
          Object.fromEntries(told.map(([part, value]) => [`:${part}`, value])),
          Object.fromEntries(told.map(([part]) => [`#${part}`, part])),
        )
      const begin = () =>
        put(['customer = :customer'], 'attribute_not_exists(customer)', { ':customer': customer })
      // Another event may begin it in between.
      if (!(await add()) && !(await begin())) await add()
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

    async agentWrote(id, at) {
      await latest(id, 'agentWroteAt', at)
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
