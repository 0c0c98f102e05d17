// The lifecycle of a customer's message from WhatsApp to the chat, as a table like the table of
// replies in transitions.ts. For each transition, the table contains the condition on the stored
// item, the values that are set and the fields that are removed. The function `nextOf` decides
// which message of a conversation is put into the chat next. The module consists of data and pure
// functions.
import {
  allOf,
  anyOf,
  type Condition,
  conditionalWrite,
  type Fields,
  is,
  missing,
  type Write,
} from '#model/conditions'
import type { InboundFile, InboundMessage } from '#model/ports'
import type { MessageEvent } from '#whatsapp/events/types'

export type InboundState =
  /**
   * An invocation is fetching the message's file. No other invocation fetches the file until the
   * lease expires.
   */
  | 'fetching'
  /** The message waits to be put into the chat. */
  | 'pending'
  /**
   * An invocation is putting the message into the chat. No other invocation puts it into the chat
   * until the lease expires.
   */
  | 'carrying'
  /** The message is in the chat, or will not be put into a chat. */
  | 'done'

/** A message that is not in the chat yet. */
export interface PendingMessage {
  conversation: string
  /** WhatsApp's id, or an id that is derived from the message if the message came without an id. */
  id: string
  state: InboundState
  /** The position among the customer's messages, as `placeOf` returned it. */
  place: string
  /** The message as JSON, without the properties that are never displayed. */
  event: string
  /** When AWS published the message, and when this project stored the message. */
  publishedAt: string
  storedAt: string
  /** Set if WhatsApp could not provide the message at first and has provided it later. */
  provided?: true
  /** The token of the invocation that claimed the message or stored the message. */
  token: string
  leaseUntil?: string
  /** When the message was claimed. */
  claimedAt?: string
  /** The next attempt must not begin before this time. */
  nextAttemptAt?: string
  retryCount: number
  file?: InboundFile | 'unavailable'
  dueAt?: string
}

/**
 * The time for which a message waits after AWS has published it. SNS does not preserve the order of
 * messages, so an older message may still arrive within this time.
 */
const SETTLE_MS = 300
/**
 * A message that is stored within this time after its publication is in the table before any
 * younger message has waited for SETTLE_MS and is put into the chat. STORED_SOON_MS is shorter than
 * SETTLE_MS because the clocks of different servers differ.
 */
const STORED_SOON_MS = 200
/**
 * The maximum time for which a message that cannot be put into the chat delays later messages.
 * After HOLD_MS, the later messages are put into the chat first.
 */
const HOLD_MS = 20_000
/**
 * The length of the lease with which an invocation claims a message that it puts into the chat. The
 * lease is longer than the timeout of the function.
 */
export const CARRYING_LEASE_MS = 70_000
/**
 * If a message has not changed for this long, the scheduled function `sweep` sends a signal, so
 * that the message is processed again.
 */
const OVERDUE_MS = 30_000
const LONGEST_RETRY_SECONDS = 60

/** Returns the delay before the next attempt in seconds: 1, 2, 4, … up to 60. */
const retrySeconds = (retryCount: number): number =>
  Math.min(2 ** retryCount, LONGEST_RETRY_SECONDS)

const later = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString()

/**
 * Returns the position of a message among the customer's messages. WhatsApp reports the time of a
 * message in whole seconds. Messages of the same second are ordered by the time at which AWS
 * published their notifications, in nanoseconds. Messages of one notification are ordered by their
 * position in the notification.
 */
export const placeOf = (at: Date, publishedAt: string, index: number, id: string): string =>
  [at.toISOString(), publishedAt, String(index).padStart(4, '0'), id].join('#')

/**
 * Returns the number of milliseconds for which a message must still wait for older messages that
 * may arrive late.
 */
export const messageSettlingMs = (
  { publishedAt }: Pick<PendingMessage, 'publishedAt'>,
  now: Date,
) => Math.min(SETTLE_MS, Math.max(0, Date.parse(publishedAt) + SETTLE_MS - now.getTime()))

/**
 * Returns whether a younger message may already be in the chat. This is possible if this message
 * was stored late, or if it no longer delays younger messages. `storedBy` is the time at which the
 * write that stored the message ended. It is undefined if another invocation stored the message.
 */
export const mayBeOvertaken = (
  { publishedAt, storedAt }: PendingMessage,
  storedBy: Date | undefined,
  now: Date,
): boolean =>
  storedBy === undefined ||
  storedBy.getTime() - Date.parse(publishedAt) > STORED_SOON_MS ||
  mayBePassed({ storedAt }, now)

/**
 * Returns whether this message has waited so long that younger messages may be put into the chat
 * before it, even while an invocation is putting this message into the chat.
 */
export const mayBePassed = ({ storedAt }: Pick<PendingMessage, 'storedAt'>, now: Date): boolean =>
  now.getTime() - Date.parse(storedAt) >= HOLD_MS

/**
 * If a message is older than this when it is put into the chat, the chat also displays the time at
 * which the customer wrote it. The limit is longer than HOLD_MS: the time is not displayed for a
 * message that was delayed only by another message.
 */
const OLD_MS = HOLD_MS + 10_000

/** Returns whether a message is so old that the chat must display when the customer wrote it. */
export const isOld = (writtenAt: Date, now: Date): boolean =>
  now.getTime() - writtenAt.getTime() > OLD_MS

/** Returns the event as JSON, without the properties that agents never see. */
const toStoredEvent = ({ raw: _, errors: __, ...event }: MessageEvent): string =>
  JSON.stringify(event)

export function storedEvent({ event: json }: Pick<PendingMessage, 'event'>): MessageEvent {
  const event = JSON.parse(json)
  const { at, content } = event
  return {
    ...event,
    raw: {},
    errors: [],
    ...(at ? { at: new Date(at) } : {}),
    ...(content.expiresAt
      ? { content: { ...content, expiresAt: new Date(content.expiresAt) } }
      : {}),
  }
}

interface NewMessage {
  conversation: string
  /** The event about the message. The message must have an id. */
  event: MessageEvent
  id: string
  at: Date
  publishedAt: string
  /** The position of the message in the notification. */
  index: number
  storedAt: Date
  token: string
  /**
   * Whether the message has a file. The caller, which stores the message, fetches the file
   * immediately afterwards with the same token.
   */
  hasFile: boolean
}

/** Returns a new message in the form in which it is stored. */
export function newMessage({
  conversation,
  event,
  id,
  at,
  publishedAt,
  index,
  storedAt,
  token,
  hasFile,
}: NewMessage): PendingMessage {
  return {
    conversation,
    id,
    place: placeOf(at, publishedAt, index, id),
    event: toStoredEvent(event),
    publishedAt,
    storedAt: storedAt.toISOString(),
    retryCount: 0,
    token,
    dueAt: later(storedAt, OVERDUE_MS),
    ...(hasFile
      ? {
          state: 'fetching',
          claimedAt: storedAt.toISOString(),
          leaseUntil: later(storedAt, CARRYING_LEASE_MS),
        }
      : { state: 'pending' }),
  }
}

export interface InboundTransition<Input> {
  from: readonly InboundState[]
  to: InboundState
  requires(message: PendingMessage, input: Input): Condition
  /** Returns the new values by path. Undefined values are not written. */
  sets(message: PendingMessage, input: Input): Fields
  removes: readonly string[]
}

/**
 * Returns the write that applies `transition` to a message. `message` is the message as the caller
 * read it.
 */
export const inboundWrite = <Input>(
  { to, requires, sets, removes }: InboundTransition<Input>,
  message: PendingMessage,
  input: Input,
): Write =>
  conditionalWrite(requires(message, input), { state: to, ...sets(message, input) }, removes)

/**
 * A condition that the message was claimed with this token and is in one of these states. `states`
 * must include the state that the write itself sets: if the answer of a write is lost, the SDK
 * repeats the write, which then finds the message in the new state.
 */
const underToken = (token: string, ...states: readonly InboundState[]): Condition =>
  allOf(is('token', token), anyOf(...states.map((state) => is('state', state))))

interface Claim {
  token: string
  now: Date
  file?: InboundFile | 'unavailable' | undefined
}

/**
 * Claims a message so that only the caller puts it into the chat. Possible if the message is
 * waiting or if the lease of an earlier claim has expired.
 */
const carry: InboundTransition<Claim> = {
  from: ['pending', 'fetching', 'carrying'],
  to: 'carrying',
  requires: (_, { token, now }) =>
    anyOf(
      is('state', 'pending'),
      // The invocation that fetched the file may put the message into the chat without waiting.
      underToken(token, 'fetching', 'carrying'),
      allOf(anyOf(is('state', 'fetching'), is('state', 'carrying')), {
        path: 'leaseUntil',
        isBelow: now.toISOString(),
      }),
    ),
  sets: (_, { token, now, file }) => ({
    token,
    file,
    claimedAt: now.toISOString(),
    leaseUntil: later(now, CARRYING_LEASE_MS),
    dueAt: later(now, CARRYING_LEASE_MS),
  }),
  removes: ['nextAttemptAt'],
}

/**
 * Records that the file was fetched. The message waits in the state `pending`, because other
 * messages must be put into the chat first.
 */
const fetched: InboundTransition<{ token: string; file: InboundFile | 'unavailable'; now: Date }> =
  {
    from: ['fetching'],
    to: 'pending',
    requires: (_, { token }) => underToken(token, 'fetching', 'pending'),
    sets: (_, { file, now }) => ({ file, dueAt: later(now, OVERDUE_MS) }),
    removes: ['leaseUntil', 'claimedAt'],
  }

/**
 * Records that an attempt to put the message into the chat failed, and sets the time of the next
 * attempt.
 */
const putOff: InboundTransition<{ token: string; now: Date }> = {
  from: ['fetching', 'carrying'],
  to: 'pending',
  requires: (_, { token }) => underToken(token, 'fetching', 'carrying', 'pending'),
  sets: ({ retryCount }, { now }) => ({
    nextAttemptAt: later(now, retrySeconds(retryCount) * 1000),
    retryCount: retryCount + 1,
    dueAt: later(now, retrySeconds(retryCount) * 1000),
  }),
  removes: ['leaseUntil', 'claimedAt'],
}

/**
 * The fields that are needed only until the message is in the chat. `event` contains the customer's
 * words, so it should not be stored longer than necessary.
 */
export const ON_THE_WAY = [
  'event',
  'leaseUntil',
  'claimedAt',
  'nextAttemptAt',
  'dueAt',
  'file',
] as const

const carried: InboundTransition<{ token: string; message: InboundMessage }> = {
  from: ['carrying'],
  to: 'done',
  requires: (_, { token }) => underToken(token, 'carrying', 'done'),
  sets: (_, { message }) => ({ message }),
  removes: ON_THE_WAY,
}

/**
 * Ends the processing of a message that was stored twice, under two identities of the same person,
 * and that is already in the chat.
 */
const repeated: InboundTransition<{ token: string }> = {
  from: ['carrying'],
  to: 'done',
  requires: (_, { token }) => underToken(token, 'carrying', 'done'),
  sets: () => ({}),
  removes: ON_THE_WAY,
}

/**
 * Stores the content of a message that WhatsApp could not provide at first (error 131060). WhatsApp
 * later sends the content under the same id. If the message without content is not in the chat yet,
 * the content replaces it. If it is in the chat already, the content is put into the chat as a
 * further message.
 */
const provide: InboundTransition<PendingMessage> = {
  from: ['pending', 'done'],
  to: 'pending',
  requires: () =>
    allOf(
      missing('provided'),
      missing('message.deletedAt'),
      // An item from an earlier version of this project has no `state`. It has `carried: true` if
      // the message is in the chat.
      anyOf(is('state', 'pending'), is('state', 'done'), is('carried', true)),
    ),
  sets: (_, { place, event, publishedAt, storedAt, token, retryCount, dueAt }) => ({
    place,
    event,
    token,
    publishedAt,
    storedAt,
    retryCount,
    dueAt,
    provided: true,
  }),
  removes: [],
}

export const inboundTransitions = {
  carry,
  fetched,
  putOff,
  carried,
  repeated,
  provide,
} as const satisfies Record<string, InboundTransition<never>>

/** The next step for the pending messages of a conversation. */
export type NextInChat =
  | { carry: PendingMessage }
  /**
   * The caller must wait for this many milliseconds. `isYoung` means that another invocation
   * claimed the message less than YOUNG_MS ago and will probably finish soon.
   */
  | { waitMs: number; isYoung: boolean }

/**
 * If another invocation claimed a message less than this time ago, the message is checked at short
 * intervals.
 */
const YOUNG_MS = 2_000
/** The longest time after which a message that another invocation has claimed is checked again. */
const LOOK_MS = 3_000

const isLeased = ({ leaseUntil }: PendingMessage, now: Date) =>
  leaseUntil !== undefined && leaseUntil > now.toISOString()

/**
 * Decides what to do with a conversation's pending messages, which must be sorted by their
 * position. Messages are put into the chat one at a time. A message that cannot be put into the
 * chat at the moment delays younger messages for `HOLD_MS`. Returns undefined if no message is
 * pending.
 */
export function nextOf(pending: readonly PendingMessage[], now: Date): NextInChat | undefined {
  const heldFor = (message: PendingMessage) => delaysUntil(message) - now.getTime()
  const carrying = pending.find(
    (each) => each.state === 'carrying' && isLeased(each, now) && heldFor(each) > 0,
  )
  if (carrying) return waitFor(carrying, heldFor(carrying), now)
  let passed: Extract<NextInChat, { waitMs: number }> | undefined
  for (const message of pending) {
    const ms = blockedMs(message, now)
    if (ms <= 0) return { carry: message }
    const held = heldFor(message)
    if (held > 0) return waitFor(message, Math.min(ms, held), now)
    if (!passed || ms < passed.waitMs) passed = { waitMs: ms, isYoung: false }
  }
  return passed
}

/**
 * Returns the time until which a message delays younger messages while it is not in the chat. A
 * message that is claimed more than `HOLD_MS` after it was stored delays younger messages for
 * another `HOLD_MS` from the claim. This matters after an outage, when all messages are that old:
 * two invocations could otherwise put two messages of one customer into the chat at the same time.
 */
function delaysUntil({ storedAt, state, claimedAt }: PendingMessage): number {
  const until = Date.parse(storedAt) + HOLD_MS
  const claimed = state === 'carrying' && claimedAt ? Date.parse(claimedAt) : 0
  return claimed >= until ? claimed + HOLD_MS : until
}

/**
 * Returns the number of milliseconds for which a message cannot be put into the chat because of its
 * own lease, its next attempt or the wait for late older messages.
 */
function blockedMs(message: PendingMessage, now: Date): number {
  if (message.state !== 'pending' && isLeased(message, now))
    return Date.parse(message.leaseUntil!) - now.getTime()
  if (message.nextAttemptAt && message.nextAttemptAt > now.toISOString())
    return Date.parse(message.nextAttemptAt) - now.getTime()
  return messageSettlingMs(message, now)
}

/**
 * Returns how long the caller must wait for a message. If another invocation has claimed the
 * message, the wait is short, because that invocation does not report when it ends.
 */
const waitFor = ({ claimedAt }: PendingMessage, ms: number, now: Date): NextInChat =>
  claimedAt === undefined
    ? { waitMs: ms, isYoung: false }
    : {
        waitMs: Math.min(ms, LOOK_MS),
        isYoung: now.getTime() - Date.parse(claimedAt) < YOUNG_MS,
      }
