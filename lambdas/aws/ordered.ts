// Reads the `ordered` index of a conversation with consistent reads. The index contains the
// customer's messages, then the replies, then the held replies.
import { conversationKey } from '#deployment/table'
import type { Item, Table } from './table.ts'

type Range =
  | { after: string }
  | { beginningWith: string }
  /** `from` and `to` are part of the range. */
  | { from: string; to: string }

interface Page {
  limit?: number
  newestFirst?: boolean
}

/** Returns one page of the items whose position in the index is in the range. */
export async function ordered(
  table: Table,
  conversation: string,
  range: Range,
  page: Page = {},
): Promise<Item[]> {
  const [where, values] = conditionOf(range)
  const { items } = await table.query({
    index: 'ordered',
    consistent: true,
    condition: `pk = :pk AND ${where}`,
    names: { '#order': 'order' },
    values: { ':pk': conversationKey(conversation).pk, ...values },
    ...page,
  })
  return items
}

function conditionOf(range: Range): [string, Record<string, string>] {
  if ('after' in range) return ['#order > :order', { ':order': range.after }]
  if ('from' in range)
    return ['#order BETWEEN :from AND :to', { ':from': range.from, ':to': range.to }]
  return ['begins_with(#order, :order)', { ':order': range.beginningWith }]
}
