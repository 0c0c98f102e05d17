// Stores the messages of customers. Until a message is in the chat, it is changed only by the
// transitions in lambdas/model/inbound.ts.
import {
  conversationKey,
  duePartition,
  INBOUND_ORDER,
  inboundKey,
  type Key,
  PENDING_INBOUND,
} from '#deployment/table'
import { conditionalWrite, is, type Write } from '#model/conditions'
import type { Partitions } from '#model/conversation'
import {
  type InboundState,
  inboundWrite,
  type PendingMessage,
  placeOf,
  storedEvent,
} from '#model/inbound'
import { corrected, deleting, type Edit, editing } from '#model/inbound-corrections'
import { newestOf, partitionsOf } from '#model/partitions'
import type { InboundMessage, Inbox } from '#model/ports'
import { updateOf, withDuePartition } from './expressions.ts'
import { ordered } from './ordered.ts'
import type { Item, Table } from './table.ts'

/**
 * The types of messages that only change or comment on another message, and that a customer cannot
 * quote.
 */
const ABOUT_OTHERS = ['reaction', 'edit', 'revoke']

/**
 * The maximum number of pending messages that one query reads from a conversation. A later query
 * reads the rest.
 */
const PAGE = 25

/**
 * Matches a message that an earlier version of this project began to process but did not finish:
 * its lease has expired.
 */
const DIED_EARLIER =
  'attribute_not_exists(place) AND attribute_not_exists(carried) AND leaseUntil < :now'

export function inbox(table: Table): Inbox {
  return {
    put(message) {
      return table.put(
        {
          ...inboundKey(message.conversation, message.id),
          ...message,
          unsentOrder: pendingAt(message.place),
          due: duePartition(message.conversation),
          // SQS deletes messages before the shortest retention ends, so the stored message exists
          // longer than any copy in a queue.
          expiresAt: table.expiresAt(new Date(message.storedAt)),
        },
        {
          condition: `attribute_not_exists(pk) OR #token = :token OR (${DIED_EARLIER})`,
          names: { '#token': 'token' },
          values: { ':now': message.storedAt, ':token': message.token },
        },
      )
    },

    async stored(conversation, messageId) {
      const item = await table.get(inboundKey(conversation, messageId))
      if (!item) return undefined
      const type = typeOf(item)
      return { state: stateOf(item), ...(type ? { type } : {}), provided: item.provided === true }
    },

    async pending(of) {
      const pages = await Promise.all(partitionsOf(of).map(pendingOf))
      return pages.flat().sort((a, b) => (a.place < b.place ? -1 : 1))
    },

    async apply(transition, message, input) {
      const { conversation, id } = message
      const write = withPlaces(message, inboundWrite(transition, message, input))
      const update = updateOf(withDuePartition(conversation, write))
      return (await table.update(inboundKey(conversation, id), update)) as unknown as
        | PendingMessage
        | undefined
    },

    async overtaken({ place }, of) {
      // A message in the state `carrying` may already be in the chat. When it is recorded as
      // `done`, it moves from the index `unsent` to the index `ordered`. The index `unsent` is read
      // first, so that a message that moves in the meantime is found in `ordered`.
      const pending = await Promise.all(partitionsOf(of).map(pendingOf))
      if (pending.flat().some((each) => each.state === 'carrying' && each.place > place))
        return true
      const lists = await Promise.all(
        partitionsOf(of).map((id) =>
          ordered(table, id, { beginningWith: INBOUND_ORDER }, { limit: 1, newestFirst: true }),
        ),
      )
      return lists.flat().some(({ order }) => (order as string) > `${INBOUND_ORDER}${place}`)
    },

    async isElsewhere({ conversation, id }, of) {
      const others = partitionsOf(of).filter((each) => each !== conversation)
      if (others.length === 0) return false
      const found = await table.getAll(others.map((each) => inboundKey(each, id)))
      return found.some((item) => item && stateOf(item) === 'done')
    },

    async message(of, messageId) {
      const item = await itemOf(of, messageId)
      return item && { id: messageId, ...messageIn(item) }
    },

    async recent(of, limit) {
      const lists = await Promise.all(
        partitionsOf(of).map((id) =>
          ordered(table, id, { beginningWith: INBOUND_ORDER }, { limit, newestFirst: true }),
        ),
      )
      const newest = newestOf(lists, ({ order }) => order as string, limit)
      return newest.map((item) => messageIn(item)!)
    },

    async older(of, limit, before) {
      const range =
        before === undefined
          ? { beginningWith: INBOUND_ORDER }
          : { from: INBOUND_ORDER, to: `${INBOUND_ORDER}${before}` }
      const page = { limit: before === undefined ? limit : limit + 1, newestFirst: true }
      const lists = await Promise.all(partitionsOf(of).map((id) => ordered(table, id, range, page)))
      const older = lists.map((list) =>
        list
          .map((item) => ({
            place: (item.order as string).slice(INBOUND_ORDER.length),
            message: messageIn(item)!,
          }))
          .filter(({ place }) => place !== before)
          .slice(0, limit),
      )
      return newestOf(older, ({ place }) => place, limit)
    },

    async record(conversation, message) {
      const at = new Date(message.at)
      await table.put(
        {
          ...inboundKey(conversation, message.id),
          state: 'done',
          message,
          order: `${INBOUND_ORDER}${placeOf(at, message.at, 0, message.id)}`,
          expiresAt: table.expiresAt(at),
        },
        { condition: 'attribute_not_exists(sk)' },
      )
    },

    async edit(of, messageId, edit) {
      const item = await itemOf(of, messageId)
      if (item) await table.update(keyOf(item), updateOf(editing(edit)))
    },

    async delete(of, messageId, at, now) {
      const item = await itemOf(of, messageId)
      const type = typeOf(item)
      const place = item && ((item.order as string | undefined) ?? `${INBOUND_ORDER}${item.place}`)
      const message = {
        id: messageId,
        at: writtenAt(item) ?? at.toISOString(),
        type: type ?? 'unknown',
        deletedAt: at.toISOString(),
      }
      const { requires, sets, removes } = withDuePartition(of.id, deleting(message, now))
      const update = updateOf({
        requires,
        sets: place ? { ...sets, order: place } : { ...sets, expiresAt: table.expiresAt(now) },
        removes,
      })
      const key = item ? keyOf(item) : inboundKey(of.id, messageId)
      if (!(await table.update(key, update))) return 'busy'
      if (place)
        for (const partition of partitionsOf(of)) await unquote(partition, place, messageId)
      return { type }
    },
  }

  async function itemOf(of: Partitions, messageId: string): Promise<Item | undefined> {
    const [first, ...others] = partitionsOf(of).map((id) => inboundKey(id, messageId))
    return (
      (await table.get(first!)) ??
      (others.length > 0 ? (await table.getAll(others)).find(Boolean) : undefined)
    )
  }

  /**
   * Removes the text of the message from all messages that quote it. Only messages after the
   * position `place` are read, because a quoting message is always younger.
   */
  async function unquote(conversation: string, place: string, messageId: string): Promise<void> {
    const younger = table.queryAll({
      index: 'ordered',
      consistent: true,
      condition: 'pk = :pk AND #order BETWEEN :from AND :to',
      names: { '#order': 'order' },
      values: {
        ':pk': conversationKey(conversation).pk,
        ':from': place,
        ':to': `${INBOUND_ORDER}~`,
      },
    })
    for await (const items of younger)
      for (const item of items)
        if (messageIn(item)?.references?.quotes?.id === messageId)
          await table.update(
            keyOf(item),
            updateOf(
              conditionalWrite(is('message.references.quotes.id', messageId), {}, [
                'message.references.quotes.text',
              ]),
            ),
          )
  }

  async function pendingOf(conversation: string): Promise<PendingMessage[]> {
    const { items } = await table.query({
      index: 'unsent',
      consistent: true,
      condition: 'pk = :pk AND begins_with(unsentOrder, :pending)',
      values: { ':pk': conversationKey(conversation).pk, ':pending': PENDING_INBOUND },
      limit: PAGE,
    })
    return items as unknown as PendingMessage[]
  }
}

const pendingAt = (place: string) => `${PENDING_INBOUND}${place}`

/**
 * Returns the state of a message. Items of earlier versions of this project have no `state`, but
 * have `carried` if the message is in the chat.
 */
const stateOf = ({ state, carried }: Item): InboundState =>
  (state as InboundState | undefined) ?? (carried ? 'done' : 'pending')

const keyOf = ({ pk, sk }: Item) => ({ pk, sk }) as Key

const messageIn = ({ message, edited }: Item): InboundMessage | undefined =>
  message ? corrected(message as InboundMessage, edited as Edit | undefined) : undefined

const eventIn = (item: Item | undefined) =>
  item?.event ? storedEvent(item as unknown as PendingMessage) : undefined

const typeOf = (item: Item | undefined): string | undefined =>
  eventIn(item)?.content.type ?? (item && messageIn(item)?.type)

const writtenAt = (item: Item | undefined): string | undefined =>
  eventIn(item)?.at?.toISOString() ?? (item && messageIn(item)?.at)

/**
 * Adds the message's positions in the local indexes to a write. A message that can be quoted gets
 * its position in `ordered` with the write that stores its copy for the history.
 */
function withPlaces({ place }: PendingMessage, { requires, sets, removes }: Write): Write {
  const copy = sets.message as InboundMessage | undefined
  const isListed = copy && !ABOUT_OTHERS.includes(copy.type)
  return {
    requires,
    sets: {
      ...sets,
      ...(isListed ? { order: `${INBOUND_ORDER}${place}` } : {}),
      ...('place' in sets ? { unsentOrder: pendingAt(sets.place as string) } : {}),
    },
    removes: sets.state === 'done' ? [...removes, 'unsentOrder'] : removes,
  }
}
