// The `ordered` index of one conversation, read consistently: the customer's messages, then its replies, then what is held.
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { conversationKey, db } from './table.ts'

type Place = { after: string } | { beginningWith: string }

interface Page {
  limit?: number
  newestFirst?: boolean
}

/** The items at these places of the order. */
export async function ordered(
  table: string,
  conversation: string,
  place: Place,
  { limit, newestFirst = false }: Page = {},
): Promise<Record<string, unknown>[]> {
  const [where, order] =
    'after' in place
      ? ['#order > :order', place.after]
      : ['begins_with(#order, :order)', place.beginningWith]
  const { Items = [] } = await db.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'ordered',
      ConsistentRead: true,
      ScanIndexForward: !newestFirst,
      KeyConditionExpression: `pk = :pk AND ${where}`,
      ExpressionAttributeNames: { '#order': 'order' },
      ExpressionAttributeValues: { ':pk': conversationKey(conversation).pk, ':order': order },
      ...(limit === undefined ? {} : { Limit: limit }),
    }),
  )
  return Items
}
