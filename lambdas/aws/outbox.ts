// Stores the replies of each conversation. A stored reply is changed only by the transitions in
// lambdas/model/transitions.ts.
import {
  conversationKey,
  duePartition,
  FIRST_REPLY,
  HEAD,
  PENDING_INBOUND,
  replyKey,
} from '#deployment/table'
import type { Write } from '#model/conditions'
import { asOne, inOneOrder, newestOf, partitionsOf } from '#model/partitions'
import type { Apply, HeldReplies, HeldReply, Outbox } from '#model/ports'
import { HELD_ORDER, type Reply } from '#model/reply'
import { mayHaveBeenSent, stored, writeOf } from '#model/transitions'
import { conversationOf } from './conversations.ts'
import { updateOf, withDuePartition } from './expressions.ts'
import { ordered } from './ordered.ts'
import type { Table } from './table.ts'

/** The number of replies that one query reads. */
const PAGE = 25

export function outbox(table: Table): Outbox {
  return {
    apply: applying(table),

    async get(conversation, id) {
      return (await table.get(replyKey(conversation, id))) as unknown as Reply | undefined
    },

    async find(of, id) {
      const [first, ...others] = partitionsOf(of).map((partition) => replyKey(partition, id))
      const found =
        (await table.get(first!)) ??
        (others.length > 0 ? (await table.getAll(others)).find(Boolean) : undefined)
      return found as unknown as Reply | undefined
    },

    async unsent(of, after) {
      let first = await page(of.id, after)
      // If a person has several conversations, the oldest one lists all others, so the oldest one
      // is read first.
      while (first.head?.joinedTo) first = await page(first.head.joinedTo, after)
      const includes = first.head ? first.head.includes : of.includes
      const others = await Promise.all((includes ?? []).map((id) => page(id, after)))
      const heads = others.flatMap(({ head }) => head ?? [])
      return {
        conversation: first.head && asOne([first.head, ...heads]),
        ...inOneOrder([first, ...others]),
      }
    },

    put(reply) {
      // A second put of the same reply fails, even if the SDK repeats the first put: the reply may
      // have changed since then, and the second put would undo the changes.
      return table.put(
        {
          ...replyKey(reply.conversation, reply.id),
          ...stored(reply),
          due: duePartition(reply.conversation),
          expiresAt: table.expiresAt(new Date(reply.acceptedAt)),
        },
        { condition: 'attribute_not_exists(pk)' },
      )
    },

    async overtaken({ order }, of) {
      const younger = await Promise.all(
        partitionsOf(of).map((id) => ordered(table, id, { after: order }, { limit: PAGE })),
      )
      return (younger.flat() as unknown as Reply[]).some(mayHaveBeenSent)
    },

    async recent(of, limit, before) {
      const range =
        before === undefined ? { after: FIRST_REPLY } : { from: FIRST_REPLY, to: before }
      const page = { limit: before === undefined ? limit : limit + 1, newestFirst: true }
      const lists = await Promise.all(partitionsOf(of).map((id) => ordered(table, id, range, page)))
      const older = (lists as unknown as Reply[][]).map((list) =>
        list.filter(({ order }) => order !== before).slice(0, limit),
      )
      return newestOf(older, ({ order }) => order, limit)
    },

    async several(replies) {
      const keys = replies.map(({ conversation, id }) => replyKey(conversation, id))
      const found = await table.getAll(keys, { consistent: false })
      return found.filter((item) => item !== undefined) as unknown as Reply[]
    },

    async since(conversation, at) {
      const found: Reply[] = []
      const pages = table.queryAll({
        index: 'ordered',
        consistent: true,
        condition: 'pk = :pk AND #order > :order',
        names: { '#order': 'order' },
        values: { ':pk': conversationKey(conversation).pk, ':order': at },
      })
      for await (const items of pages) found.push(...(items as unknown as Reply[]))
      return found
    },
  }

  /** Reads the next unsent replies of one conversation, and the conversation itself. */
  async function page(conversation: string, after: string | undefined) {
    // In the `unsent` index, the customer's pending messages come after the replies. The upper
    // bound of the query excludes the customer's messages.
    const { items, more } = await table.query({
      index: 'unsent',
      consistent: true,
      condition: 'pk = :pk AND unsentOrder BETWEEN :from AND :to',
      values: {
        ':pk': conversationKey(conversation).pk,
        ':from': after === undefined ? HEAD : `${after}\u0000`,
        ':to': PENDING_INBOUND,
      },
      limit: PAGE,
    })
    const head = items.find(({ unsentOrder }) => unsentOrder === HEAD)
    return {
      head: head && conversationOf(head),
      replies: items.filter((item) => item !== head) as unknown as Reply[],
      more,
    }
  }
}

/**
 * Reads held replies, which have positions after all other replies in the index `ordered` and are
 * not in the index `unsent`.
 */
export const heldReplies = (table: Table): HeldReplies => ({
  async of(partitions) {
    const lists = await Promise.all(
      partitionsOf(partitions).map((id) => ordered(table, id, { beginningWith: HELD_ORDER })),
    )
    const held = lists.flat() as unknown as HeldReply[]
    return held.sort((a, b) => (a.order < b.order ? -1 : 1))
  },
})

/** Applies the transitions of a reply as conditional writes. */
function applying(table: Table): Apply {
  return async (transition, reply, input) => {
    const { conversation, id } = reply
    const write = withDuePartition(
      conversation,
      withExpiry(table, writeOf(transition, reply, input)),
    )
    return (await table.update(replyKey(conversation, id), updateOf(write))) as unknown as
      | Reply
      | undefined
  }
}

/**
 * Adds the expiry date to a write that sets `acceptedAt`: a reply that is resent or released stays
 * in the table as long as a new reply.
 */
const withExpiry = (table: Table, { sets, ...write }: Write): Write => ({
  ...write,
  sets:
    typeof sets.acceptedAt === 'string'
      ? { ...sets, expiresAt: table.expiresAt(new Date(sets.acceptedAt)) }
      : sets,
})
