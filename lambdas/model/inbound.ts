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
   * A function is fetching the message's file. No other function fetches the file until the lease
   * expires.
   */
  | 'fetching'
  /** The message waits to be put into the chat. */
  | 'pending'
  /**
   * A function is putting the message into the chat. No other function puts the message into the
   * chat until the lease expires.
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
  /** The position among the customer's messages. `placeOf` returns this position. */
  place: string
  /** The message as JSON, without the members that are never displayed. */
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
 * The time for which a message waits after its publication. SNS does not preserve the order of
 * messages, so an older message may still arrive within this time.
 */
const SETTLE_MS = 300
/**
 * If a message is stored within this time after its publication, it is in the table before any
 * younger message has waited for SETTLE_MS. STORED_SOON_MS is shorter than SETTLE_MS, because the
 * clocks of the functions differ.
 */
const STORED_SOON_MS = 200
/**
 * The maximum time for which a message that cannot be put into the chat delays later messages.
 * After HOLD_MS, the later messages are put into the chat first.
 */
const HOLD_MS = 20_000
/**
 * The lease of a message that is being put into the chat. The lease is longer than the timeout of
 * the function that puts messages into chats.
 */
export const CARRYING_LEASE_MS = 70_000
/** If a message has not changed for this long, the sweep sends a signal for the message. */
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
 * Returns the number of milliseconds for which a message must still wait, because an older message
 * may arrive in this time.
 */
export const messageSettlingMs = (
  { publishedAt }: Pick<PendingMessage, 'publishedAt'>,
  now: Date,
) => Math.min(SETTLE_MS, Math.max(0, Date.parse(publishedAt) + SETTLE_MS - now.getTime()))

/**
 * Returns whether a younger message may already be in the chat, because this message was stored
 * late or no longer delays other messages. `storedBy` is the time at which the caller's own write
 * ended. Only the invocation that stored the message can pass `storedBy`.
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
 * Returns whether later messages may be put into the chat before this message, even while a
 * function is putting this message into the chat.
 */
export const mayBePassed = ({ storedAt }: Pick<PendingMessage, 'storedAt'>, now: Date): boolean =>
  now.getTime() - Date.parse(storedAt) >= HOLD_MS

/**
 * The age from which the chat displays when the customer wrote a message. The age exceeds HOLD_MS,
 * so a message that only waited for another message does not reach this age.
 */
const OLD_MS = HOLD_MS + 10_000

/** Returns whether a message is so old that the chat must display when the customer wrote it. */
export const isOld = (writtenAt: Date, now: Date): boolean =>
  now.getTime() - writtenAt.getTime() > OLD_MS

/** Returns the event as JSON, without the members that agents never see. */
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
  /** Whether the message has a file. The caller fetches a file at once, with the same token. */
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
 * Matches a message that this token has claimed. The last of `states` is the state that the write
 * sets: if the answer of a write is lost, the SDK repeats the write and finds the message in that
 * state.
 */
const underToken = (token: string, ...states: readonly InboundState[]): Condition =>
  allOf(is('token', token), anyOf(...states.map((state) => is('state', state))))

interface Claim {
  token: string
  now: Date
  file?: InboundFile | 'unavailable' | undefined
}

/** Claims a message that waits or whose lease has expired. */
const carry: InboundTransition<Claim> = {
  from: ['pending', 'fetching', 'carrying'],
  to: 'carrying',
  requires: (_, { token, now }) =>
    anyOf(
      is('state', 'pending'),
      // The caller that fetched the file may continue with the message.
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
 * Records that the message could not be put into the chat at the moment. Another attempt to put the
 * message into the chat follows later.
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
 * Ends the processing of a message that is already in the chat, because the message was also stored
 * under another identity of the person.
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
 * later sends the content under the same id. If the first message is not in the chat yet, the new
 * content replaces the first message. If the first message is in the chat already, the new content
 * is put into the chat as well.
 */
const provide: InboundTransition<PendingMessage> = {
  from: ['pending', 'done'],
  to: 'pending',
  requires: () =>
    allOf(
      missing('provided'),
      missing('message.deletedAt'),
      // Earlier versions of this project stored no state. The earlier versions set `carried` when
      // the message was in the chat.
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
   * The caller must wait for this many milliseconds. `isYoung` means that another function began to
   * process the message a moment ago, so that function will probably finish soon.
   */
  | { waitMs: number; isYoung: boolean }

/**
 * If another function claimed a message less than this time ago, the message is checked in short
 * steps.
 */
const YOUNG_MS = 2_000
/** The time after which other claimed messages are checked again. */
const LOOK_MS = 3_000

const isLeased = ({ leaseUntil }: PendingMessage, now: Date) =>
  leaseUntil !== undefined && leaseUntil > now.toISOString()

/**
 * Decides what to do with a conversation's pending messages, which must be sorted by their
 * position. Messages are put into the chat one at a time. A message that cannot be put into the
 * chat at the moment delays later messages for at most `HOLD_MS`. Returns undefined if no message
 * is pending.
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
 * Returns the time until which a message delays later messages if it cannot be put into the chat.
 * If a function claims the message after HOLD_MS, the message delays later messages a second time.
 * The second delay is needed after an outage, when all messages have already waited for `HOLD_MS`.
 * Without the second delay, two functions could put two messages of one customer into the chat at
 * the same time.
 */
function delaysUntil({ storedAt, state, claimedAt }: PendingMessage): number {
  const until = Date.parse(storedAt) + HOLD_MS
  const claimed = state === 'carrying' && claimedAt ? Date.parse(claimedAt) : 0
  return claimed >= until ? claimed + HOLD_MS : until
}

/**
 * Returns the number of milliseconds for which a message cannot be put into the chat, regardless of
 * other messages.
 */
function blockedMs(message: PendingMessage, now: Date): number {
  if (message.state !== 'pending' && isLeased(message, now))
    return Date.parse(message.leaseUntil!) - now.getTime()
  if (message.nextAttemptAt && message.nextAttemptAt > now.toISOString())
    return Date.parse(message.nextAttemptAt) - now.getTime()
  return messageSettlingMs(message, now)
}

/**
 * Waits for another function that processes the message. The other function does not report its
 * end, so the message is checked again after a short time.
 */
const waitFor = ({ claimedAt }: PendingMessage, ms: number, now: Date): NextInChat =>
  claimedAt === undefined
    ? { waitMs: ms, isYoung: false }
    : {
        waitMs: Math.min(ms, LOOK_MS),
        isYoung: now.getTime() - Date.parse(claimedAt) < YOUNG_MS,
      }
