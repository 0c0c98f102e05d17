// The lifecycle of a reply (anything that an agent sends to a customer) as a table of states and
// transitions. For each transition, the table contains the condition on the stored reply, the
// values that are set and the fields that are removed. The table consists of data and pure
// functions. lambdas/aws/ and the command line execute the transitions in DynamoDB.
import {
  allOf,
  anyOf,
  type Condition,
  conditionalWrite,
  exists,
  type Fields,
  IfMissing,
  is,
  missing,
  type Write,
} from '#model/conditions'
import {
  formerKey,
  HELD_LOOK_MS,
  isUnsettled,
  type MessagePart,
  type Outcome,
  OVERDUE_MS,
  orderOf,
  type Part,
  type Reply,
  type ReplyContent,
  type ReplyState,
  SEND_WITHIN_MS,
} from '#model/reply'
import type { Problem } from '#whatsapp/errors/problems'

interface StateRules {
  /**
   * Whether send-reply must still process the reply. Such a reply is in the conversation's list of
   * unsent replies.
   */
  isWork: boolean
  /**
   * Whether one invocation has claimed the reply. No other invocation processes the reply until the
   * lease of the claim expires.
   */
  hasLease: boolean
  /**
   * Whether the reply has `dueAt`, the time after which the scheduled function `sweep` checks the
   * reply.
   */
  waitsForTime: boolean
  /** Whether a reply in this state may already have been sent to the customer. */
  mayHaveBeenSent: boolean
}

const WAITS = { isWork: false, hasLease: false, waitsForTime: true, mayHaveBeenSent: false }
const WORK = { ...WAITS, isWork: true }
const ENDED = { ...WAITS, waitsForTime: false }

export const STATES = {
  held: WAITS,
  queued: WORK,
  preparing: { ...WORK, hasLease: true },
  sending: { ...WORK, hasLease: true, mayHaveBeenSent: true },
  accepted: { ...ENDED, mayHaveBeenSent: true },
  unconfirmed: { ...ENDED, mayHaveBeenSent: true },
  failed: ENDED,
  withdrawn: ENDED,
} as const satisfies Record<ReplyState, StateRules>

const ANY = Object.keys(STATES) as ReplyState[]

export const isUnderWay = ({ state }: Pick<Reply, 'state'>): boolean => STATES[state].isWork
export const isBeingSent = ({ state }: Pick<Reply, 'state'>): boolean => STATES[state].hasLease
export const isHeld = ({ state }: Pick<Reply, 'state'>): boolean => state === 'held'
/** Returns whether the customer has received a part of the reply, or may have received one. */
export const mayHaveBeenSent = ({ state, parts, former }: Reply): boolean =>
  STATES[state].mayHaveBeenSent ||
  Object.keys(former).length > 0 ||
  parts.some((part) => part.state !== 'unsent')
/** Returns whether a call of SendWhatsAppMessage for this reply may be running. */
export const isSending = ({ state }: Pick<Reply, 'state'>): boolean => state === 'sending'

/** The fields that identify a stored reply. */
export type ReplyKey = Pick<Reply, 'conversation' | 'id'>

/**
 * A transition of a stored reply into another state. `Known` is the type of the data that the
 * caller must have read from the reply.
 */
export interface Transition<Input, Known extends ReplyKey = Reply> {
  /** The states in which the transition is possible. Callers check the state with `may`. */
  from: readonly ReplyState[]
  /** The state after the transition. If `to` is missing, the state does not change. */
  to?: ReplyState
  requires(reply: Known, input: Input): Condition
  /** Returns the values to write, by their paths in the item. Undefined values are not written. */
  sets(reply: Known, input: Input): Fields
  removes(reply: Known, input: Input): readonly string[]
}

/**
 * Returns the conditional write that applies a transition to a reply. `reply` is the reply as the
 * caller read it.
 */
export function writeOf<Input, Known extends ReplyKey>(
  { to, requires, sets, removes }: Transition<Input, Known>,
  reply: Known,
  input: Input,
): Write {
  return conditionalWrite(
    requires(reply, input),
    { ...(to ? { state: to } : {}), ...sets(reply, input) },
    removes(reply, input),
  )
}

/**
 * Returns whether a transition is possible in the state that the reply had when the caller read it.
 */
export const may = (
  { from }: Pick<Transition<never>, 'from'>,
  { state }: Pick<Reply, 'state'>,
): boolean => from.includes(state)

// Several transitions share the following conditions.

/**
 * A condition that no further attempt has begun and the state has not changed since the reply was
 * read.
 */
const asRead = ({ attempt, state }: Pick<Reply, 'attempt' | 'state'>): Condition =>
  allOf(is('attempt', attempt), is('state', state))
const fieldAsRead = (reply: Reply, name: 'token' | 'leaseUntil' | 'noticeAt'): Condition =>
  reply[name] === undefined ? missing(name) : is(name, reply[name])
/** A condition that the state of every part is the same as when the reply was read. */
const partStatesAsRead = ({ parts }: Reply): Condition =>
  allOf(...parts.map(({ state }, i) => is(`parts[${i}].state`, state)))
/**
 * A condition that no invocation has claimed or changed the reply since it was read. Comparing the
 * lease alone would not be enough: when an invocation begins to send the next part, it renews the
 * lease, and the new lease can equal the old lease if both were set in the same millisecond.
 */
const asReadWithClaim = (reply: Reply): Condition =>
  allOf(
    asRead(reply),
    fieldAsRead(reply, 'token'),
    fieldAsRead(reply, 'leaseUntil'),
    partStatesAsRead(reply),
  )
const isStillHeld = (): Condition => is('state', 'held')
/**
 * A condition that the reply is claimed with this token and is in one of these states. The last of
 * the states is the state after the transition: if the answer of a write is lost, the SDK repeats
 * the write, which then finds the reply in the new state.
 */
const underToken = (token: string, ...states: readonly ReplyState[]): Condition =>
  allOf(is('token', token), anyOf(...states.map((state) => is('state', state))))
/** A condition that WhatsApp has not reported an outcome of the part. */
const withoutOutcome = (part: number): Condition => missing(`parts[${part}].outcome`)

/** A condition that the part and its outcome are the same as when the reply was read. */
const partAsRead = ({ parts }: Reply, index: number): Condition => {
  const { attempt, state, outcome } = parts[index]!
  const path = `parts[${index}]`
  return allOf(
    is(`${path}.attempt`, attempt),
    is(`${path}.state`, state),
    outcome ? is(`${path}.outcome.rank`, outcome.rank) : withoutOutcome(index),
  )
}

// Several transitions set or remove the following fields.

export const overdueFrom = (at: Date): string => new Date(at.getTime() + OVERDUE_MS).toISOString()

const onWorkList = ({ order }: Pick<Reply, 'order'>, dueAt: string): Fields => ({
  unsentOrder: order,
  dueAt,
})
const OFF_WORK_LIST = ['unsentOrder', 'dueAt'] as const

// A notice is a line in the chat that the agent must read. `noticeAt` is the time at which the chat
// must get a notice about the failures that `unreported` returns. A reply can have `noticeAt` in
// any state. The reply remains in the list of unsent replies while it must be processed or has
// `noticeAt`, so that send-reply finds it there.

const listedForNotice = (reply: Pick<Reply, 'order'>, noticeAt: Date | undefined): Fields =>
  noticeAt ? { noticeAt: noticeAt.toISOString(), ...onWorkList(reply, noticeAt.toISOString()) } : {}
const unlessNotice = (noticeAt: Date | undefined): readonly string[] =>
  noticeAt ? [] : ['noticeAt', ...OFF_WORK_LIST]

/**
 * Returns the new `noticeAt` of a reply whose processing ended without a failure. The reply remains
 * in the list of unsent replies only if another failure must still be reported. Requires
 * `noticeAsRead`.
 */
const noticeAtEnd = (reply: Reply): Date | undefined =>
  reply.noticeAt && reply.parts.some(isUnreported) ? new Date(reply.noticeAt) : undefined
const noticeAsRead = (reply: Reply): Condition => fieldAsRead(reply, 'noticeAt')
const endsWell = (reply: Reply): readonly string[] => [
  'leaseUntil',
  'nextAttemptAt',
  'problems',
  ...(noticeAtEnd(reply) ? [] : (['noticeAt', ...OFF_WORK_LIST] as const)),
]

const isUnreported = ({ outcome, notice }: Part): boolean =>
  outcome?.status === 'failed' && notice === 'owed'

/**
 * Returns the failures in the current attempt that no notice in the chat has reported. `whole` is
 * true if the whole reply failed, and `parts` contains the failed parts.
 */
export function unreported(reply: Reply): { whole: boolean; parts: number[] } {
  const { state, attempt, noticedAttempt, parts } = reply
  return {
    whole: (state === 'failed' || state === 'unconfirmed') && noticedAttempt !== attempt,
    parts: parts.flatMap((part, i) => (isUnreported(part) ? [i] : [])),
  }
}

/**
 * Returns the position of a reply that ends. A reply that ends while it is held gets the position
 * of the time at which it was composed, instead of its position after all other replies.
 */
const orderAtEnd = (reply: Reply): { order?: string } =>
  isHeld(reply) ? { order: orderOf(reply.acceptedAt, reply.id) } : {}

export const heldDueAt = ({ heldUntil = '' }: Pick<Reply, 'heldUntil'>, now: Date): string => {
  const look = new Date(now.getTime() + HELD_LOOK_MS).toISOString()
  return heldUntil < look ? heldUntil : look
}

/** Returns a new reply in the form in which it is stored. */
export const stored = (reply: Reply): Reply => ({
  ...reply,
  ...(isHeld(reply)
    ? { dueAt: heldDueAt(reply, new Date(reply.acceptedAt)) }
    : onWorkList(reply, overdueFrom(new Date(reply.acceptedAt)))),
})

interface Claim {
  token: string
  leaseUntil: Date
  now: Date
  late?: true | undefined
}

/**
 * Claims a reply so that only the caller processes it. Possible for a queued reply, and for a reply
 * whose files were being uploaded when the lease of the earlier claim expired.
 */
const claim: Transition<Claim> = {
  from: ['queued', 'preparing'],
  requires: ({ attempt }, { token, now }) =>
    anyOf(
      allOf(
        is('attempt', attempt),
        anyOf(
          is('state', 'queued'),
          allOf(is('state', 'preparing'), { path: 'leaseUntil', isBelow: now.toISOString() }),
        ),
      ),
      // The caller's own claim: if the answer of the write was lost, the SDK repeats the write.
      is('token', token),
    ),
  sets: (_, { token, leaseUntil, late }) => ({
    token,
    late,
    leaseUntil: leaseUntil.toISOString(),
    dueAt: leaseUntil.toISOString(),
  }),
  removes: () => ['nextAttemptAt', 'problems'],
}

interface Problems {
  problems: Problem[]
  noticeAt?: Date | undefined
}

interface PartSent {
  token: string
  part: number
  messageId: string
  sentAt: string
  late?: true | undefined
}

const acceptedPart = ({ part, messageId, sentAt, late }: PartSent): Fields => ({
  late,
  [`parts[${part}].state`]: 'accepted',
  [`parts[${part}].messageId`]: messageId,
  [`parts[${part}].sentAt`]: sentAt,
})

interface Confirmed {
  part: number
  now: Date
  /** AWS's id of the message. Undefined if the id is unknown. */
  messageId?: string | undefined
  late?: true | undefined
}

const messageIdOf = (part: number, messageId: string | undefined): Fields =>
  messageId === undefined ? {} : { [`parts[${part}].messageId`]: messageId }

const confirmation: Pick<Transition<{ part: number }>, 'from' | 'requires'> = {
  from: ['sending', 'unconfirmed'],
  requires: (reply) => allOf(asReadWithClaim(reply), noticeAsRead(reply)),
}

const outcomeAt = (path: string, attempt: number, { rank }: Outcome): Condition =>
  allOf(
    is(`${path}.attempt`, attempt),
    anyOf(missing(`${path}.outcome`), { path: `${path}.outcome.rank`, isBelow: rank }),
  )
const formerPath = ({ attempt, part }: MessagePart) => `former.${formerKey(attempt, part)}`

// The following transitions are for held replies.

/**
 * Releases a held reply for sending, because the customer has written. The time limit for sending
 * begins.
 */
const release: Transition<{ at: Date }> = {
  from: ['held'],
  to: 'queued',
  requires: isStillHeld,
  sets: (reply, { at }) => {
    const acceptedAt = at.toISOString()
    const order = orderOf(acceptedAt, reply.id)
    return {
      acceptedAt,
      sendBy: new Date(at.getTime() + SEND_WITHIN_MS).toISOString(),
      order,
      ...onWorkList({ order }, overdueFrom(at)),
    }
  },
  removes: () => ['heldUntil'],
}

/**
 * Leaves a reply held, because the customer has not written yet, and sets the time of the next
 * check by the scheduled function `sweep`.
 */
const holdOn: Transition<{ now: Date }> = {
  from: ['held'],
  requires: isStillHeld,
  sets: (reply, { now }) => ({ dueAt: heldDueAt(reply, now) }),
  removes: () => [],
}

const withdraw: Transition<object> = {
  from: ['held'],
  to: 'withdrawn',
  requires: isStillHeld,
  sets: orderAtEnd,
  removes: () => ['heldUntil', ...OFF_WORK_LIST],
}

// Only the invocation that has claimed the reply can execute the following transitions, because
// they require the token of the claim.

const claimToPrepare: Transition<Claim> = { ...claim, to: 'preparing' }
const claimToSend: Transition<Claim> = { ...claim, to: 'sending' }

/** Records that the files are uploaded and that sending the first part begins. */
const beginSending: Transition<{ token: string; leaseUntil: Date }> = {
  from: ['preparing'],
  to: 'sending',
  requires: (_, { token }) => underToken(token, 'preparing', 'sending'),
  sets: (reply, { leaseUntil }) => ({
    leaseUntil: leaseUntil.toISOString(),
    ...onWorkList(reply, leaseUntil.toISOString()),
  }),
  removes: () => [],
}

/** Records that AWS accepted a part and that sending the next part begins. */
const partAccepted: Transition<PartSent & { leaseUntil: Date }> = {
  from: ['sending', 'unconfirmed'],
  to: 'sending',
  requires: (_, { token }) => underToken(token, 'unconfirmed', 'sending'),
  sets: (reply, { leaseUntil, ...sent }) => ({
    leaseUntil: leaseUntil.toISOString(),
    ...onWorkList(reply, leaseUntil.toISOString()),
    ...acceptedPart(sent),
  }),
  // Another invocation may have marked the reply as unconfirmed before AWS's answer arrived, and
  // may have stored a problem that no longer applies.
  removes: () => ['problems'],
}

const lastPartAccepted: Transition<PartSent> = {
  from: ['sending', 'unconfirmed'],
  to: 'accepted',
  requires: (reply, { token }) =>
    allOf(
      underToken(token, 'sending', 'unconfirmed', 'accepted'),
      // If the answer of the write was lost, the SDK repeats the write. The first write may have
      // removed `noticeAt`, so its absence must be accepted too.
      anyOf(noticeAsRead(reply), missing('noticeAt')),
    ),
  sets: (reply, sent) => ({
    ...acceptedPart(sent),
    ...listedForNotice(reply, noticeAtEnd(reply)),
  }),
  removes: endsWell,
}

/** Delays the next attempt to send a reply, because AWS or WhatsApp certainly did not send it. */
const backOff: Transition<{ token: string; nextAttemptAt: Date; retryCount: number }> = {
  from: ['preparing', 'sending'],
  to: 'queued',
  requires: (_, { token }) => underToken(token, 'preparing', 'sending', 'queued'),
  sets: (reply, { nextAttemptAt, retryCount }) => ({
    nextAttemptAt: nextAttemptAt.toISOString(),
    retryCount,
    ...onWorkList(reply, overdueFrom(nextAttemptAt)),
  }),
  removes: () => ['leaseUntil'],
}

const refuse: Transition<Problems & { token: string }> = {
  from: ['preparing', 'sending'],
  to: 'failed',
  requires: (_, { token }) => underToken(token, 'preparing', 'sending', 'failed'),
  sets: (reply, { problems, noticeAt }) => ({ problems, ...listedForNotice(reply, noticeAt) }),
  removes: (_, { noticeAt }) => ['leaseUntil', ...unlessNotice(noticeAt)],
}

/**
 * Records that AWS's answer to SendWhatsAppMessage was lost, so that nobody knows whether the part
 * was sent.
 */
const doubt: Transition<
  Problems & { token: string; part: number; sentAt: string; late?: true | undefined }
> = {
  from: ['sending'],
  to: 'unconfirmed',
  // If WhatsApp has already reported an outcome, the condition fails: the outcome proves that the
  // part was sent.
  requires: (_, { token, part }) =>
    allOf(
      underToken(token, 'sending', 'unconfirmed'),
      withoutOutcome(part),
      anyOf(is(`parts[${part}].state`, 'unsent'), is(`parts[${part}].state`, 'unconfirmed')),
    ),
  sets: (reply, { part, sentAt, problems, noticeAt, late }) => ({
    problems,
    late,
    [`parts[${part}].state`]: 'unconfirmed',
    [`parts[${part}].sentAt`]: sentAt,
    ...listedForNotice(reply, noticeAt),
  }),
  removes: (_, { noticeAt }) => ['leaseUntil', ...unlessNotice(noticeAt)],
}

// The following transitions can be executed without a claim, provided that the reply has not
// changed since it was read.

/**
 * Ends a reply before anything was sent, because a problem was found or because an administrator
 * discarded the reply.
 */
const fail: Transition<Problems & { discardedAt?: Date }> = {
  from: ['held', 'queued', 'preparing'],
  to: 'failed',
  requires: asReadWithClaim,
  sets: (reply, { problems, noticeAt, discardedAt }) => {
    const place = orderAtEnd(reply)
    return {
      problems,
      discardedAt: discardedAt?.toISOString(),
      ...place,
      ...listedForNotice({ ...reply, ...place }, noticeAt),
    }
  },
  removes: (_, { noticeAt }) => [
    'leaseUntil',
    'nextAttemptAt',
    'heldUntil',
    ...unlessNotice(noticeAt),
  ],
}

/**
 * Marks a reply as unconfirmed whose invocation died while it was sending. Nobody knows whether the
 * part that was being sent at that moment was sent.
 */
const abandon: Transition<Problems & { part?: number | undefined; late?: true | undefined }> = {
  from: ['sending'],
  to: 'unconfirmed',
  requires: (reply, { part }) =>
    allOf(asReadWithClaim(reply), ...(part === undefined ? [] : [withoutOutcome(part)])),
  sets: (reply, { problems, noticeAt, part, late }) => ({
    problems,
    late,
    ...(part === undefined ? {} : { [`parts[${part}].state`]: 'unconfirmed' }),
    ...listedForNotice(reply, noticeAt),
  }),
  removes: (_, { noticeAt }) => ['leaseUntil', 'nextAttemptAt', ...unlessNotice(noticeAt)],
}

/**
 * Records that an unconfirmed part was sent. Either WhatsApp has reported a status of the part, or
 * an administrator has found AWS's answer in a log.
 */
const confirm: Transition<Confirmed> = {
  ...confirmation,
  to: 'accepted',
  sets: (reply, { part, messageId, late }) => ({
    late,
    [`parts[${part}].state`]: 'accepted',
    ...messageIdOf(part, messageId),
    ...listedForNotice(reply, noticeAtEnd(reply)),
  }),
  removes: endsWell,
}

/**
 * Records that an unconfirmed part was sent, and queues the reply again because it has further,
 * unsent parts. These parts are marked as late.
 */
const confirmAndGoOn: Transition<Confirmed> = {
  ...confirmation,
  to: 'queued',
  sets: (reply, { part, now, messageId }) => ({
    [`parts[${part}].state`]: 'accepted',
    ...messageIdOf(part, messageId),
    late: true,
    ...onWorkList(reply, overdueFrom(now)),
  }),
  removes: () => ['leaseUntil', 'problems'],
}

/**
 * Returns the changes that begin the next attempt for these parts and leave all other parts
 * unchanged.
 */
function repeated({ attempt, parts }: Reply, indexes: readonly number[]): Fields {
  const next = indexes.flatMap((i) => [
    [`parts[${i}]`, { state: 'unsent', attempt: attempt + 1 } satisfies Part],
    [`former.${formerKey(parts[i]!.attempt, i)}`, parts[i]],
  ])
  return { attempt: attempt + 1, ...Object.fromEntries(next) }
}

/**
 * Records that an unconfirmed part was sent, in a reply that has another unconfirmed part. The
 * reply remains unconfirmed until the other part is confirmed or fails.
 */
const confirmPart: Transition<Confirmed> = {
  ...confirmation,
  from: ['unconfirmed'],
  sets: (_, { part, messageId, late }) => ({
    late,
    [`parts[${part}].state`]: 'accepted',
    ...messageIdOf(part, messageId),
  }),
  removes: () => [],
}

/**
 * Marks a reply as unconfirmed after the table was restored from a backup. Each part that the
 * backup contains as unsent may have been sent after the time of the backup.
 */
const restore: Transition<Problems> = {
  from: ['held', 'queued', 'preparing', 'sending'],
  to: 'unconfirmed',
  requires: asReadWithClaim,
  sets: (reply, { problems, noticeAt }) => {
    const place = orderAtEnd(reply)
    const unsent = reply.parts.flatMap(({ state }, i) => (state === 'unsent' ? [i] : []))
    return {
      problems,
      ...Object.fromEntries(unsent.map((i) => [`parts[${i}].state`, 'unconfirmed'])),
      ...place,
      ...listedForNotice({ ...reply, ...place }, noticeAt),
    }
  },
  removes: (_, { noticeAt }) => [
    'leaseUntil',
    'nextAttemptAt',
    'heldUntil',
    ...unlessNotice(noticeAt),
  ],
}

/**
 * Begins the next attempt for one part that WhatsApp first accepted and then reported as failed for
 * a temporary reason. A reply that has failed or is unconfirmed as a whole is never retried
 * automatically: the agent was informed, and only a person may resend it.
 */
const retryPart: Transition<{ part: number; at: Date }> = {
  from: ['queued', 'accepted'],
  to: 'queued',
  requires: (reply, { part }) => allOf(asRead(reply), partAsRead(reply, part)),
  sets: (reply, { part, at }) => ({
    ...repeated(reply, [part]),
    late: true,
    retryCount: reply.retryCount + 1,
    nextAttemptAt: at.toISOString(),
    ...onWorkList(reply, overdueFrom(at)),
  }),
  removes: () => ['leaseUntil', 'problems', 'token'],
}

const unsettledParts = ({ parts }: Reply): number[] =>
  parts.flatMap((part, i) => (isUnsettled(part) ? [i] : []))

/**
 * Begins the next attempt, at the request of a person, for every part that failed or was not
 * accepted. A caller that does not send a signal itself passes `dueAt`, the time at which the
 * scheduled function `sweep` sends the signal.
 */
const resend: Transition<{ at: Date; content: ReplyContent; dueAt?: Date }> = {
  from: ['accepted', 'unconfirmed', 'failed'],
  to: 'queued',
  // A part may fail after the reply was read. Without the condition on the parts, the failed part
  // would not be resent, and the notice about its failure would be lost.
  requires: (reply) => allOf(asRead(reply), ...reply.parts.map((_, i) => partAsRead(reply, i))),
  sets: (reply, { at, content, dueAt }) => {
    const acceptedAt = at.toISOString()
    const order = orderOf(acceptedAt, reply.id)
    return {
      ...repeated(reply, unsettledParts(reply)),
      content,
      retryCount: 0,
      acceptedAt,
      order,
      sendBy: new Date(at.getTime() + SEND_WITHIN_MS).toISOString(),
      ...onWorkList({ order }, dueAt?.toISOString() ?? overdueFrom(at)),
    }
  },
  removes: () => [
    'leaseUntil',
    'nextAttemptAt',
    'problems',
    'token',
    'noticeAt',
    'late',
    'discardedAt',
  ],
}

// The following transitions do not cause a call of SendWhatsAppMessage. They record results of
// scans, outcomes, notices and decisions of administrators.

/**
 * Records that Connect has finished the scan of the reply's attachments. The transition is also
 * possible for a reply that failed because the scan took too long, so that a person can resend it.
 */
const scanned: Transition<
  { attachments: Extract<ReplyContent, { type: 'attachments' }>['attachments'] },
  ReplyKey
> = {
  from: ['queued', 'failed'],
  requires: () => anyOf(is('state', 'queued'), is('state', 'failed')),
  sets: (_, { attachments }) => ({ 'content.attachments': attachments }),
  removes: () => [],
}

/**
 * Stores an outcome that WhatsApp reported for a part in its current attempt, unless an outcome of
 * the same or a higher rank is already stored.
 */
const mergeOutcome: Transition<{ outcome: Outcome }, MessagePart> = {
  from: ANY,
  requires: ({ attempt, part }, { outcome }) => outcomeAt(`parts[${part}]`, attempt, outcome),
  sets: ({ part }, { outcome }) => ({
    [`parts[${part}].outcome`]: outcome,
    [`parts[${part}].firstStatus`]: new IfMissing(outcome.status),
  }),
  removes: () => [],
}

/** Stores an outcome that WhatsApp reported for a part in an earlier attempt. */
const mergeFormerOutcome: Transition<{ outcome: Outcome }, MessagePart> = {
  from: ANY,
  requires: (of, { outcome }) => outcomeAt(formerPath(of), of.attempt, outcome),
  sets: (of, { outcome }) => ({ [`${formerPath(of)}.outcome`]: outcome }),
  removes: () => [],
}

/** Records WhatsApp's report that something in a message, such as a product, is unavailable. */
const warn: Transition<Record<never, never>, MessagePart> = {
  from: ANY,
  requires: ({ attempt, part }) => is(`parts[${part}].attempt`, attempt),
  sets: ({ part }) => ({ [`parts[${part}].isIncomplete`]: true }),
  removes: () => [],
}

/**
 * Records that AWS accepted a part in an earlier attempt. AWS's answer arrived after the next
 * attempt had begun.
 */
const formerPartAccepted: Transition<Required<Pick<Part, 'messageId' | 'sentAt'>>, MessagePart> = {
  from: ANY,
  requires: (of) => exists(formerPath(of)),
  sets: (of, { messageId, sentAt }) => ({
    [`${formerPath(of)}.state`]: 'accepted',
    [`${formerPath(of)}.messageId`]: messageId,
    [`${formerPath(of)}.sentAt`]: sentAt,
  }),
  removes: () => [],
}

/**
 * Records that the chat must get a notice, because WhatsApp accepted a part, later reported it as
 * failed, and the part will not be retried.
 */
const oweNotice: Transition<{ part: number; now: Date }> = {
  from: ['queued', 'preparing', 'sending', 'accepted', 'unconfirmed', 'failed'],
  requires: (reply, { part }) =>
    allOf(asRead(reply), partAsRead(reply, part), missing(`parts[${part}].notice`)),
  sets: (reply, { part, now }) => ({
    [`parts[${part}].notice`]: 'owed',
    ...(isUnderWay(reply) ? { noticeAt: now.toISOString() } : listedForNotice(reply, now)),
  }),
  removes: () => [],
}

/**
 * Records that a notice was written into the chat, or that the notice is no longer useful. `parts`
 * are the parts whose failures the notice reports.
 */
const noticed: Transition<{ whole: boolean; parts: readonly number[] }> = {
  from: ['queued', 'preparing', 'sending', 'accepted', 'unconfirmed', 'failed'],
  requires: (reply) => allOf(asRead(reply), exists('noticeAt'), noticeAsRead(reply)),
  sets: (reply, { whole, parts }) => ({
    ...(whole ? { noticedAttempt: reply.attempt } : {}),
    ...Object.fromEntries(parts.map((part) => [`parts[${part}].notice`, 'given'])),
  }),
  removes: (reply) => ['noticeAt', ...(isUnderWay(reply) ? [] : OFF_WORK_LIST)],
}

/** Extends the time in which an unsent reply may be sent, at the request of an administrator. */
const extend: Transition<{ sendBy: Date }, ReplyKey & Pick<Reply, 'attempt' | 'state'>> = {
  from: ['queued'],
  requires: asRead,
  sets: (_, { sendBy }) => ({ sendBy: sendBy.toISOString() }),
  removes: () => [],
}

/** Records that an administrator has removed an ended reply from the list of problems. */
const discardEnded: Transition<{ at: Date }> = {
  from: ['accepted', 'unconfirmed', 'failed', 'withdrawn'],
  requires: asRead,
  sets: (_, { at }) => ({ discardedAt: at.toISOString() }),
  removes: () => [],
}

export const transitions = {
  release,
  holdOn,
  withdraw,
  claimToPrepare,
  claimToSend,
  beginSending,
  partAccepted,
  lastPartAccepted,
  backOff,
  refuse,
  doubt,
  fail,
  abandon,
  confirm,
  confirmAndGoOn,
  confirmPart,
  restore,
  retryPart,
  resend,
  scanned,
  mergeOutcome,
  mergeFormerOutcome,
  warn,
  formerPartAccepted,
  oweNotice,
  noticed,
  extend,
  discardEnded,
} as const satisfies Record<string, Transition<never, never>>
