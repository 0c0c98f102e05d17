// Reads the replies of all conversations for administrators. Deployed functions do not use this
// module.
import { type Key, REPLY, replyOfKey } from '#deployment/table'
import type { Reply } from '#model/reply'
import { isHeld, isUnderWay } from '#model/transitions'
import type { Item, Table } from './table.ts'

/** The attributes of a reply that the index `due` contains. */
export type IndexedReply = Pick<Reply, 'conversation' | 'id' | 'attempt' | 'state' | 'sendBy'>

/**
 * Converts an item of the index `due` into a reply. Returns undefined if the item is not a reply.
 */
export function indexedReply(item: Item): IndexedReply | undefined {
  const reply = replyOfKey(item as unknown as Key)
  return reply && { ...reply, ...(item as unknown as Pick<Reply, 'attempt' | 'state' | 'sendBy'>) }
}

/**
 * Returns the replies that must still be processed. The global index `due` is updated
 * asynchronously, so the result may lack the latest changes.
 */
export const repliesUnderWay = async (table: Table): Promise<IndexedReply[]> =>
  (await unfinishedReplies(table)).filter(isUnderWay)

/** Returns the replies that must still be processed, and the held replies. */
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

/**
 * Returns all replies. The function reads the whole table, because no index contains the ended
 * replies of all conversations.
 */
export async function allReplies(table: Table, { id }: { id?: string } = {}): Promise<Reply[]> {
  const found = table.scan({
    filter: `begins_with(sk, :reply)${id === undefined ? '' : ' AND id = :id'}`,
    values: { ':reply': REPLY, ...(id === undefined ? {} : { ':id': id }) },
  })
  const replies: Reply[] = []
  for await (const items of found) replies.push(...(items as unknown as Reply[]))
  return replies
}
