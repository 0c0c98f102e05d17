// The lifecycle of a customer's message on its way into the chat, as one table like that of a reply
// (transitions.ts): its states, and for every transition what it requires of the stored item, what
// it sets and what it removes. This module also decides which message of a conversation is put into
// the chat next. Everything here is data and pure functions.
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
   * The message's file is being fetched. No other function fetches the file until the lease
   * expires.
   */
  | 'fetching'
  /** The message waits to be put into the chat. */
  | 'pending'
  /**
   * The message is being put into the chat. No other function puts the message into the chat until
   * the lease expires.
   */
  | 'carrying'
  /** The message is in the chat, or needs no chat. */
  | 'done'

/** A message that is not in the chat yet. */
export interface PendingMessage {
  conversation: string
  /** WhatsApp's id, or one that is derived from a message without an id. */
  id: string
  state: InboundState
  /** The position among the customer's messages: see `placeOf`. */
  place: string
  /** The message as JSON, without the members that are never displayed. */
  event: string
  /** When AWS published the message, and when we stored it. */
  publishedAt: string
  storedAt: string
  /** Set when WhatsApp has provided a message that it could not provide at first. */
  provided?: true
  /** The token of the claim, or of the write that stored the message. */
  token: string
  leaseUntil?: string
  /** When the claim began. */
  claimedAt?: string
  /** The next attempt must not begin before this time. */
  nextAttemptAt?: string
  retryCount: number
  file?: InboundFile | 'unavailable'
  dueAt?: string
}

/**
 * SNS does not preserve order. If a message was published less than this time ago, an older one may
 * still arrive.
 */
const SETTLE_MS = 300
/**
 * A message that was stored within this time after its publication was in the table before a younger
 * one settled. This time is shorter than SETTLE_MS, because the clocks of the functions differ.
 */
const STORED_SOON_MS = 200
/**
 * A message that cannot be put into the chat delays the messages behind it for no longer than this.
 * When this time is over, later messages are put into the chat first.
 */
const HOLD_MS = 20_000
/** The lease is longer than a function that puts messages into chats may run. */
export const CARRYING_LEASE_MS = 70_000
/** If nothing has happened to a message for this long, the sweep sends a signal for it. */
const OVERDUE_MS = 30_000
const LONGEST_RETRY_SECONDS = 60

/** Returns the wait before the next attempt: 1, 2, 4, … and then always 60 seconds. */
const retrySeconds = (retryCount: number): number =>
  Math.min(2 ** retryCount, LONGEST_RETRY_SECONDS)

const later = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString()

/**
 * Returns the position of a message among the customer's messages. WhatsApp's own time has whole
 * seconds. Messages of the same second are ordered by the time at which AWS published the
 * notification, in nanoseconds, and then by the position in the notification.
 */
export const placeOf = (at: Date, publishedAt: string, index: number, id: string): string =>
  [at.toISOString(), publishedAt, String(index).padStart(4, '0'), id].join('#')

/**
 * Returns for how many milliseconds a message must not be shown yet, because an older one may still
 * arrive.
 */
export const messageSettlingMs = (
  { publishedAt }: Pick<PendingMessage, 'publishedAt'>,
  now: Date,
) => Math.min(SETTLE_MS, Math.max(0, Date.parse(publishedAt) + SETTLE_MS - now.getTime()))

/**
 * Returns whether a younger message may have been shown before this one, because this one was
 * stored late or no longer delays others. `storedBy` is when the caller's own write had ended. Only
 * the invocation that stored the message knows how long that write took.
 */
export const mayBeOvertaken = (
  { publishedAt, storedAt }: PendingMessage,
  storedBy: Date | undefined,
  now: Date,
): boolean =>
  storedBy === undefined ||
  storedBy.getTime() - Date.parse(publishedAt) > STORED_SOON_MS ||
  mayBePassed({ storedAt }, now)

/** Returns whether the message no longer delays those behind it, even while it is being written. */
export const mayBePassed = ({ storedAt }: Pick<PendingMessage, 'storedAt'>, now: Date): boolean =>
  now.getTime() - Date.parse(storedAt) >= HOLD_MS

/** A message that only waited for another message is not marked as old. */
const OLD_MS = HOLD_MS + 10_000

/** Returns whether the message is so old that the agent must be told when the customer wrote it. */
export const isOld = (writtenAt: Date, now: Date): boolean =>
  now.getTime() - writtenAt.getTime() > OLD_MS

/** Members of the event that no agent ever sees are left out. */
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
  /** The event. The message must have an id. */
  event: MessageEvent
  id: string
  at: Date
  publishedAt: string
  /** The position in the notification. */
  index: number
  storedAt: Date
  token: string
  /**
   * Whether the message has a file. The caller then fetches the file at once, under the same token.
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
  /** Undefined values are left out. */
  sets(message: PendingMessage, input: Input): Fields
  removes: readonly string[]
}

/** Returns the write that applies `transition` to a message as it was read. */
export const inboundWrite = <Input>(
  { to, requires, sets, removes }: InboundTransition<Input>,
  message: PendingMessage,
  input: Input,
): Write =>
  conditionalWrite(requires(message, input), { state: to, ...sets(message, input) }, removes)

/**
 * Matches a message that this token has claimed. The last of `states` is the state to which the
 * write leads: the SDK may repeat a write whose answer was lost, and then finds the message in it.
 */
const underToken = (token: string, ...states: readonly InboundState[]): Condition =>
  allOf(is('token', token), anyOf(...states.map((state) => is('state', state))))

interface Claim {
  token: string
  now: Date
  file?: InboundFile | 'unavailable' | undefined
}

/** Claims a message that waits, or one whose lease has expired. */
const carry: InboundTransition<Claim> = {
  from: ['pending', 'fetching', 'carrying'],
  to: 'carrying',
  requires: (_, { token, now }) =>
    anyOf(
      is('state', 'pending'),
      // The caller that has fetched the file may continue with the message.
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

/** The file has been fetched, but other messages must be put into the chat first. */
const fetched: InboundTransition<{ token: string; file: InboundFile | 'unavailable'; now: Date }> =
  {
    from: ['fetching'],
    to: 'pending',
    requires: (_, { token }) => underToken(token, 'fetching', 'pending'),
    sets: (_, { file, now }) => ({ file, dueAt: later(now, OVERDUE_MS) }),
    removes: ['leaseUntil', 'claimedAt'],
  }

/** The message could not be put into the chat at the moment, so it is tried again later. */
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
 * These fields are needed only until the message is in the chat. `event` above all is removed,
 * because it contains the customer's words.
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
 * The same message, which was also stored under another identity of the person, is already in the
 * chat.
 */
const repeated: InboundTransition<{ token: string }> = {
  from: ['carrying'],
  to: 'done',
  requires: (_, { token }) => underToken(token, 'carrying', 'done'),
  sets: () => ({}),
  removes: ON_THE_WAY,
}

/**
 * WhatsApp provides a message under the id of one that it could not provide at first (131060). If
 * the first message is not in the chat yet, the new content replaces it. If the first message is in
 * the chat already, the new content is put into the chat as well.
 */
const provide: InboundTransition<PendingMessage> = {
  from: ['pending', 'done'],
  to: 'pending',
  requires: () =>
    allOf(
      missing('provided'),
      missing('message.deletedAt'),
      // Earlier versions stored no state. Those versions set `carried` when the message was in the
      // chat.
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

/** The next step for a conversation's pending messages. */
export type NextInChat =
  | { carry: PendingMessage }
  /**
   * `isYoung` means that a function began its work on the message a moment ago, and will probably
   * end soon.
   */
  | { waitMs: number; isYoung: boolean }

/** Work that began less than this time ago is checked in short steps. */
const YOUNG_MS = 2_000
/** All other work is checked again after this time. */
const LOOK_MS = 3_000

const isLeased = ({ leaseUntil }: PendingMessage, now: Date) =>
  leaseUntil !== undefined && leaseUntil > now.toISOString()

/**
 * Decides what to do with a conversation's pending messages, which must be passed in their order.
 * One at a time is put into the chat. A message that cannot be put there now delays the messages
 * behind it for at most `HOLD_MS`. Returns undefined if there is nothing to do.
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
 * Returns until when a message that cannot be put into the chat delays those behind it. A claim that
 * begins after that time delays them once more. Otherwise, after an outage, when all messages have
 * waited that long, two functions would put two messages of one customer into the chat at once.
 */
function delaysUntil({ storedAt, state, claimedAt }: PendingMessage): number {
  const until = Date.parse(storedAt) + HOLD_MS
  const claimed = state === 'carrying' && claimedAt ? Date.parse(claimedAt) : 0
  return claimed >= until ? claimed + HOLD_MS : until
}

/**
 * Returns for how many milliseconds the message cannot be put into the chat, regardless of other
 * messages.
 */
function blockedMs(message: PendingMessage, now: Date): number {
  if (message.state !== 'pending' && isLeased(message, now))
    return Date.parse(message.leaseUntil!) - now.getTime()
  if (message.nextAttemptAt && message.nextAttemptAt > now.toISOString())
    return Date.parse(message.nextAttemptAt) - now.getTime()
  return messageSettlingMs(message, now)
}

/**
 * The end of another function's work is not announced, so the message is checked again after a
 * short time.
 */
const waitFor = ({ claimedAt }: PendingMessage, ms: number, now: Date): NextInChat =>
  claimedAt === undefined
    ? { waitMs: ms, isYoung: false }
    : {
        waitMs: Math.min(ms, LOOK_MS),
        isYoung: now.getTime() - Date.parse(claimedAt) < YOUNG_MS,
      }
