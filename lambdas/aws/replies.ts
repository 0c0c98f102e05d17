// Reads the replies of all conversations for administrators. No deployed function reads them in
// this way.
import { type Key, REPLY, replyOfKey } from '#deployment/table'
import type { Reply } from '#model/reply'
import { isHeld, isUnderWay } from '#model/transitions'
import type { Item, Table } from './table.ts'

/** The attributes of a reply that the index of overdue items contains. */
export type IndexedReply = Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state' | 'sendBy'>

/** Returns undefined if the item of the index is not a reply. */
export function indexedReply(item: Item): IndexedReply | undefined {
  const reply = replyOfKey(item as unknown as Key)
  return reply && { ...reply, ...(item as unknown as Pick<Reply, 'attempt' | 'state' | 'sendBy'>) }
}

/**
 * Returns the replies that still have work to do. The index that this function reads may lag behind
 * by a moment.
 */
export const repliesUnderWay = async (table: Table): Promise<IndexedReply[]> =>
  (await unfinishedReplies(table)).filter(isUnderWay)

/** Returns the replies that still have work to do, and those that are held. */
export async function unfinishedReplies(table: Table): Promise<IndexedReply[]> {
  const found = table.scan({
    index: 'due',
    filter: 'begins_with(sk, :reply)',
    values: { ':reply': REPLY },
  })
  const replies: IndexedReply[] = []
  for await (const items of found)
    replies.push(...items.flatMap((item) => indexedReply(item) ?? []))
  return replies.filter((item) => isUnderWay(item) || isHeld(item))
}

/** Reads the whole table, because replies that have ended are in no index across conversations. */
export async function allReplies(table: Table, { id }: { id?: string } = {}): Promise<Reply[]> {
  const found = table.scan({
    filter: `begins_with(sk, :reply)${id === undefined ? '' : ' AND id = :id'}`,
    values: { ':reply': REPLY, ...(id === undefined ? {} : { ':id': id }) },
  })
  const replies: Reply[] = []
  for await (const items of found) replies.push(...(items as unknown as Reply[]))
  return replies
}
