import { contactOfKey, duePartitions, type Key, messageOfKey } from '#deployment/table'
import type { Overdue, OverduePage } from '#model/ports'
import { indexedReply } from './replies.ts'
import type { Table } from './table.ts'

export function overdue(table: Table): Overdue {
  async function* pagesOf(due: string, at: Date): AsyncGenerator<OverduePage> {
    const found = table.queryAll({
      index: 'due',
      consistent: false,
      condition: 'due = :due AND dueAt < :at',
      values: { ':due': due, ':at': at.toISOString() },
    })
    for await (const items of found)
      yield {
        replies: items.flatMap((item) => indexedReply(item) ?? []),
        contacts: items.flatMap((item) => contactOfKey(item as unknown as Key) ?? []),
        messages: items.flatMap((item) => messageOfKey(item as unknown as Key) ?? []),
      }
  }

  return { before: (at) => duePartitions.map((due) => pagesOf(due, at)) }
}
