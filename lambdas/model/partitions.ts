// Two conversations of the same person stay in their own partitions: the older conversation lists
// the younger conversations. This module has the pure functions that read the partitions of a
// person as one conversation.
import type { Chat, Conversation, Partitions } from '#model/conversation'
import type { Customer } from '#model/customer'
import type { Reply } from '#model/reply'
import { isSending } from '#model/transitions'

/**
 * The older conversation comes first. The id of the oldest conversation is the message group of the
 * whole person.
 */
export const partitionsOf = ({ id, includes = [] }: Partitions): string[] => [id, ...includes]

/** A page of the unsent replies of one partition, in its order. */
export interface UnsentPage {
  replies: readonly Reply[]
  /** Whether the partition has further unsent replies. */
  more: boolean
}

/**
 * Puts the unsent replies of a person's partitions into one order. The first reply of the list is
 * sent first. A reply that is being sent in any partition comes before all others, so that the next
 * reply waits for its lease and no two are sent at once. `after` is the position from which to read
 * the next page. `after` is undefined after the last page.
 */
export function inOneOrder(pages: readonly UnsentPage[]): {
  replies: Reply[]
  after: string | undefined
} {
  // A partition with further pages may have unread replies beyond the end of this page, so the
  // result ends there.
  const ends = pages.flatMap(({ replies, more }) => (more ? [replies.at(-1)?.order ?? ''] : []))
  const after = ends.length > 0 ? ends.reduce((a, b) => (a < b ? a : b)) : undefined
  const known = pages
    .flatMap(({ replies }) => replies)
    .filter(({ order }) => after === undefined || order <= after)
  if (pages.length > 1)
    known.sort((a, b) => Number(isHolding(b)) - Number(isHolding(a)) || compared(a.order, b.order))
  return { replies: known, after }
}

const isHolding = isSending

/** Merges lists that are sorted from the newest to the oldest, and cuts the result. */
export const newestOf = <Item>(
  lists: readonly (readonly Item[])[],
  orderOf: (item: Item) => string,
  limit: number,
): Item[] =>
  lists.length === 1
    ? [...lists[0]!]
    : lists
        .flat()
        .sort((a, b) => compared(orderOf(b), orderOf(a)))
        .slice(0, limit)

const compared = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Returns the conversations of one person as one. For each kind of evidence, the latest counts. If
 * several chats are open, the customer's messages go to the one that was answered last.
 * `answeredAt` has these times by conversation.
 */
export function asOne(
  conversations: readonly [Conversation, ...Conversation[]],
  answeredAt: ReadonlyMap<string, string> = new Map(),
): Conversation {
  const [first, ...others] = conversations
  if (others.length === 0) return first
  const latest = (field: 'inboundAt' | LatestTime) =>
    conversations.reduce<Conversation | undefined>(
      (best, each) => ((each[field] ?? '') > (best?.[field] ?? '') ? each : best),
      undefined,
    )
  const inbound = latest('inboundAt')
  const marketing = conversations
    .flatMap(({ marketing }) => marketing ?? [])
    .reduce<Conversation['marketing']>((a, b) => (a && a.at > b.at ? a : b), undefined)
  const chats = conversations.flatMap(({ id, chat }) => (chat ? [{ conversation: id, chat }] : []))
  const carrier = [...chats].sort(
    (a, b) =>
      rankOf(b.chat) - rankOf(a.chat) ||
      compared(answeredAt.get(b.conversation) ?? '', answeredAt.get(a.conversation) ?? '') ||
      compared(b.chat.startedAt, a.chat.startedAt),
  )[0]
  const { chat: _, ...rest } = first
  return {
    ...rest,
    ...(inbound
      ? {
          inboundAt: inbound.inboundAt!,
          ...(inbound.inboundFrom ? { inboundFrom: inbound.inboundFrom } : {}),
        }
      : {}),
    ...timesOf('contactStartedAt', latest('contactStartedAt')),
    ...timesOf('attestedAt', latest('attestedAt')),
    ...timesOf('refusedAt', latest('refusedAt')),
    ...timesOf('agentWroteAt', latest('agentWroteAt')),
    ...(marketing ? { marketing } : {}),
    ...timesOf('undeliverableAt', latest('undeliverableAt')),
    ...timesOf('triedAgainAt', latest('triedAgainAt')),
    ...timesOf('heldUntil', latest('heldUntil')),
    customer: customerOf(conversations),
    chats,
    ...(carrier ? { chat: carrier.chat, chatIn: carrier.conversation } : {}),
  }
}

type LatestTime =
  | 'contactStartedAt'
  | 'attestedAt'
  | 'refusedAt'
  | 'agentWroteAt'
  | 'heldUntil'
  | 'undeliverableAt'
  | 'triedAgainAt'

const timesOf = (field: LatestTime, from: Conversation | undefined) =>
  from?.[field] ? { [field]: from[field] } : {}

/** An open chat ranks first, and a chat that is being started second. */
const rankOf = (chat: Chat) => (isOpen(chat) ? 2 : chat.contactId ? 0 : 1)

/** Whether the chat can be written into. Connect may have ended the chat in the meantime. */
export const isOpen = ({ contactId, participantToken }: Chat): boolean =>
  contactId !== undefined && participantToken !== undefined

/**
 * Returns the details that the older conversation knows about the customer, and adds missing
 * details from the others.
 */
function customerOf([first, ...others]: readonly Conversation[]): Customer {
  const gone = new Set(first!.gone)
  const known = others
    .toSorted((a, b) => compared(a.customerAt ?? '', b.customerAt ?? ''))
    .map(({ customer }) => customer)
  const merged: Customer = Object.assign({}, ...known, first!.customer)
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined && !gone.has(value)),
  )
}

/**
 * Returns the conversation with the contact's chat as its current one. A person may have several
 * chats, and a reply belongs to the chat in which it was written.
 */
export function inChat(conversation: Conversation, contactId: string): Conversation {
  const own = conversation.chats?.find(({ chat }) => chat.contactId === contactId)
  return own ? { ...conversation, chat: own.chat, chatIn: own.conversation } : conversation
}
