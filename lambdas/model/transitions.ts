// The lifecycle of a reply as a table of states and transitions. For each transition, the table
// contains the condition on the stored reply, the values that are set and the fields that are
// removed. The table consists of data and pure functions. The DynamoDB adapter and the command line
// execute the transitions.
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
   * Whether a function must still process the reply. A reply that must be processed is in the
   * conversation's list of unsent replies.
   */
  isWork: boolean
  /** Whether the reply has a lease. The lease belongs to the token of one invocation. */
  hasLease: boolean
  /** Whether the reply has a due time. The sweep checks the reply after this time. */
  waitsForTime: boolean
  /** Whether a younger reply in this state may already have reached the customer. */
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
/** Returns whether a call that sends the reply may be running. */
export const isSending = ({ state }: Pick<Reply, 'state'>): boolean => state === 'sending'

/** The fields that identify a stored reply. */
export type ReplyKey = Pick<Reply, 'conversation' | 'id'>

/** A transition of a reply. `Known` is the type of what the caller has read of the reply. */
export interface Transition<Input, Known extends ReplyKey = Reply> {
  /** The states in which the transition is expected. The function `may` checks these states. */
  from: readonly ReplyState[]
  /** The state after the transition. If `to` is missing, the state does not change. */
  to?: ReplyState
  requires(reply: Known, input: Input): Condition
  /** Returns the new values by path. Undefined values are not written. */
  sets(reply: Known, input: Input): Fields
  removes(reply: Known, input: Input): readonly string[]
}

/**
 * Returns the write that applies `transition` to a reply. `reply` is the reply as the caller read
 * it.
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
 * Returns whether `transition` is expected in the state that the reply had when the caller read it.
 */
export const may = (
  { from }: Pick<Transition<never>, 'from'>,
  { state }: Pick<Reply, 'state'>,
): boolean => from.includes(state)

// Several transitions share the following conditions.

/** No attempt has begun and the state has not changed since the reply was read. */
const asRead = ({ attempt, state }: Pick<Reply, 'attempt' | 'state'>): Condition =>
  allOf(is('attempt', attempt), is('state', state))
const fieldAsRead = (reply: Reply, name: 'token' | 'leaseUntil' | 'noticeAt'): Condition =>
  reply[name] === undefined ? missing(name) : is(name, reply[name])
/** The state of every part is the same as when the reply was read. */
const partStatesAsRead = ({ parts }: Reply): Condition =>
  allOf(...parts.map(({ state }, i) => is(`parts[${i}].state`, state)))
/**
 * The reply was not claimed since it was read, and the invocation that holds the claim has not
 * changed the reply. An unchanged lease alone does not prove that nothing has changed, because
 * sending the next part may have begun in the same millisecond as the claim.
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
 * The claim still belongs to this token, and the reply is in one of these states. The last of the
 * states is the state after the transition, because the SDK repeats a write if the answer was lost.
 */
const underToken = (token: string, ...states: readonly ReplyState[]): Condition =>
  allOf(is('token', token), anyOf(...states.map((state) => is('state', state))))
/** WhatsApp has reported no status for the part. */
const withoutOutcome = (part: number): Condition => missing(`parts[${part}].outcome`)

/** The part and its outcome are the same as when the reply was read. */
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

// A notice is a line in the chat that the agent must read. From the time `noticeAt` on, the chat
// must display the failures that `unreported` returns. The state of the reply does not affect the
// time of its notices. A reply is in the list of unsent replies while it is being processed or has
// `noticeAt`.

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
 * Returns the failures of the current attempts for which the chat contains no notice. `whole` is
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
 * Returns the final position of the reply. When a held reply ends, it gets the position that
 * corresponds to the time at which it was composed.
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

/** Claims a queued reply, or a reply whose preparation took longer than its lease. */
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
      // This condition allows the SDK to repeat the claim if the answer was lost.
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

/** Releases a held reply, because the customer has answered. The time limit for sending begins. */
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
 * Keeps a reply held, because the customer has not answered yet. The sweep checks the reply again
 * later.
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

// The following transitions require the token of the reply's claim.

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
  // The reply may have been marked as unconfirmed, with a problem, before the answer of AWS
  // arrived.
  removes: () => ['problems'],
}

const lastPartAccepted: Transition<PartSent> = {
  from: ['sending', 'unconfirmed'],
  to: 'accepted',
  requires: (reply, { token }) =>
    allOf(
      underToken(token, 'sending', 'unconfirmed', 'accepted'),
      // This condition allows the SDK to repeat the write if the answer was lost. The condition is
      // also true for a reply without a pending notice.
      anyOf(noticeAsRead(reply), missing('noticeAt')),
    ),
  sets: (reply, sent) => ({
    ...acceptedPart(sent),
    ...listedForNotice(reply, noticeAtEnd(reply)),
  }),
  removes: endsWell,
}

/** Delays a reply that was certainly not sent. */
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

/** Records that the answer of SendWhatsAppMessage was lost. */
const doubt: Transition<
  Problems & { token: string; part: number; sentAt: string; late?: true | undefined }
> = {
  from: ['sending'],
  to: 'unconfirmed',
  // This condition fails if WhatsApp has already reported a status, because the status proves that
  // the part was sent.
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

// The following transitions need no claim. Each transition requires that the reply has not changed
// since it was read.

/**
 * Ends a reply before it is claimed, because a problem was found or because an administrator
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
 * Ends a reply whose function died while it was sending. Nobody knows whether the part that was
 * being sent at that moment was sent.
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
 * Records that an unconfirmed part was sent. The proof is a status from WhatsApp, or AWS's answer
 * in a log that an administrator has read.
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
 * Confirms a part of a reply that has further, unsent parts. After the confirmation, the unsent
 * parts are sent and marked as late.
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
 * Confirms a part of a reply that has another unconfirmed part. The reply remains unconfirmed until
 * the other part is confirmed or fails.
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
 * Ends a reply after the table was restored to an earlier time. Each unsent part may have been sent
 * since that time.
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
 * a temporary reason. If the whole reply has failed or is unconfirmed, the agent was already
 * informed, and only a person may send the reply again.
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
 * Begins the next attempt for every part that did not arrive, at the request of a person. Callers
 * that send no signal pass `dueAt`, the time at which the sweep checks the reply.
 */
const resend: Transition<{ at: Date; content: ReplyContent; dueAt?: Date }> = {
  from: ['accepted', 'unconfirmed', 'failed'],
  to: 'queued',
  // The condition detects a part that fails after the reply was read. Without the condition, the
  // failed part would not be resent, and the notice of the failed part would be removed.
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

// The following transitions do not send anything. These transitions are for files, outcomes,
// notices and decisions of administrators.

/**
 * Records that Connect has finished the scan of the files. A reply that failed while it waited for
 * the scan may be sent again.
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
 * Merges an outcome into a part of the current attempt. An outcome is replaced only by an outcome
 * of a higher rank.
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

/** Merges an outcome into a part of an earlier attempt. */
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

/** Records that AWS accepted a part although a later attempt has begun in the meantime. */
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
 * Records that the chat must display a notice, because a part failed after it was sent and will not
 * be retried.
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
 * Records that a notice was written into the chat or is no longer useful. `parts` are the parts
 * whose failures the notice reports.
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

/** Removes an ended reply from the list of problems, at the request of an administrator. */
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
