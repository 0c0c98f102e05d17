// Reads the `ordered` index of one conversation consistently. It holds the customer's messages
// first, then the replies, then the held replies.
import { conversationKey } from '#deployment/table'
import type { Item, Table } from './table.ts'

type Range = { after: string } | { beginningWith: string }

interface Page {
  limit?: number
  newestFirst?: boolean
}

/** Returns the items in this range of the order. */
export async function ordered(
  table: Table,
  conversation: string,
  range: Range,
  page: Page = {},
): Promise<Item[]> {
  const [where, order] =
    'after' in range
      ? ['#order > :order', range.after]
      : ['begins_with(#order, :order)', range.beginningWith]
  const { items } = await table.query({
    index: 'ordered',
    consistent: true,
    condition: `pk = :pk AND ${where}`,
    names: { '#order': 'order' },
    values: { ':pk': conversationKey(conversation).pk, ':order': order },
    ...page,
  })
  return items
}
