// A status may come before we know that its message was ours, and the other way round: both sides write
// into one item and read back what the other has written.
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { MessagePart, Messages } from '../model/ports.ts'
import type { Outcome } from '../model/reply.ts'
import { db, expiresIn, messageKey, unlessRefused } from './table.ts'

/** WhatsApp tries to deliver for up to 30 days; statuses of messages that are not ours go with the same date. */
const KEPT_DAYS = 31

export function messages(table: string): Messages {
  return {
    async sent(messageId, part, at) {
      const { Attributes } = await db.send(
        new UpdateCommand({
          TableName: table,
          Key: messageKey(messageId),
          UpdateExpression: 'SET part = :part, expiresAt = :expiresAt',
          ExpressionAttributeValues: { ':part': part, ':expiresAt': expiresIn(KEPT_DAYS, at) },
          ReturnValues: 'ALL_NEW',
        }),
      )
      return Attributes?.outcome as Outcome | undefined
    },

    async status(messageId, outcome, at) {
      const updated = await unlessRefused(
        db.send(
          new UpdateCommand({
            TableName: table,
            Key: messageKey(messageId),
            UpdateExpression: 'SET outcome = :outcome, expiresAt = :expiresAt',
            ConditionExpression: 'attribute_not_exists(outcome) OR outcome.#rank < :rank',
            ExpressionAttributeNames: { '#rank': 'rank' },
            ExpressionAttributeValues: {
              ':outcome': outcome,
              ':rank': outcome.rank,
              ':expiresAt': expiresIn(KEPT_DAYS, at),
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      )
      const known =
        updated?.Attributes ??
        (
          await db.send(
            new GetCommand({ TableName: table, Key: messageKey(messageId), ConsistentRead: true }),
          )
        ).Item
      return {
        part: known?.part as MessagePart | undefined,
        outcome: (known?.outcome as Outcome | undefined) ?? outcome,
      }
    },
  }
}
