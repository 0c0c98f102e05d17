// Merges the stored conversations of one person into one. A person has several conversations if two
// customers turned out to be the same person. The table keeps the items of each conversation under
// its own partition key, and the oldest conversation lists the others. All functions of this module
// are pure.
import type { Chat, Conversation, Partitions } from '#model/conversation'
import type { Customer } from '#model/customer'
import type { Reply } from '#model/reply'
import { isSending } from '#model/transitions'

/**
 * Returns the ids of a person's conversations. The oldest conversation comes first. Its id is also
 * the message group (SQS FIFO) in which all replies to the person are sent.
 */
export const partitionsOf = ({ id, includes = [] }: Partitions): string[] => [id, ...includes]

/** A page of the unsent replies of one conversation, in their order. */
export interface UnsentPage {
  replies: readonly Reply[]
  /** Whether the conversation has more unsent replies after this page. */
  more: boolean
}

/**
 * Merges pages of unsent replies from all conversations of a person into one list. The replies must
 * be sent in the order of the list. A reply that is already being sent comes first, whatever its
 * conversation: the next reply must wait until its lease ends, so that two replies are never sent
 * at the same time. `after` is the position of the next page, or undefined after the last page.
 */
export function inOneOrder(pages: readonly UnsentPage[]): {
  replies: Reply[]
  after: string | undefined
} {
  // If a conversation has more pages, its next page may contain replies that precede the replies of
  // another conversation. The result therefore ends at the last position up to which every
  // conversation was read.
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

/**
 * Merges lists that are sorted from the newest to the oldest item, and cuts the merged list to
 * `limit` items.
 */
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
 * Merges the conversations of one person into one. For each time, such as `inboundAt`, the latest
 * value counts. If several chats are open, the current chat is the chat in which an agent answered
 * last. `answeredAt` contains the time of the last answer in each conversation, by the
 * conversation's id.
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

/**
 * Returns a number by which chats are compared. An open chat precedes a chat that is being started,
 * which precedes a chat that has ended.
 */
const rankOf = (chat: Chat) => (isOpen(chat) ? 2 : chat.contactId ? 0 : 1)

/**
 * Returns whether this project has the credentials to write into the chat. Connect may nevertheless
 * have ended the chat.
 */
export const isOpen = ({ contactId, participantToken }: Chat): boolean =>
  contactId !== undefined && participantToken !== undefined

/**
 * Returns the customer's details from the oldest conversation. Details that are missing there are
 * taken from the other conversations.
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
 * Returns the conversation with the chat of this contact as its current chat. Callers use this for
 * a reply of a person with several chats, because a reply belongs to the chat in which it was
 * written.
 */
export function inChat(conversation: Conversation, contactId: string): Conversation {
  const own = conversation.chats?.find(({ chat }) => chat.contactId === contactId)
  return own ? { ...conversation, chat: own.chat, chatIn: own.conversation } : conversation
}
