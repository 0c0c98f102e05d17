// The lifecycle of a reply as one table: its states, and for every transition what it requires of
// the stored reply, what it sets and what it removes. The table consists of data and pure
// functions. The DynamoDB adapter and the command line execute it.
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
   * Whether the reply has work to do, and therefore is in its conversation's list of unsent
   * replies.
   */
  isWork: boolean
  /** Whether the reply has a lease. A lease belongs to exactly one token. */
  hasLease: boolean
  /** Whether the reply has a due time, after which the sweep checks it. */
  waitsForTime: boolean
  /** Whether a younger reply in this state has, or may have, reached the customer already. */
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
/** Whether the customer has received a part of the reply, or may have. */
export const mayHaveBeenSent = ({ state, parts, former }: Reply): boolean =>
  STATES[state].mayHaveBeenSent ||
  Object.keys(former).length > 0 ||
  parts.some((part) => part.state !== 'unsent')
/** Whether the call that sends the reply may be under way. */
export const isSending = ({ state }: Pick<Reply, 'state'>): boolean => state === 'sending'

/** The fields that identify a stored reply. */
export type ReplyKey = Pick<Reply, 'conversation' | 'id'>

/** `Known` is the part of the reply that the caller has read. */
export interface Transition<Input, Known extends ReplyKey = Reply> {
  /** The states in which the transition is expected: see `may`. */
  from: readonly ReplyState[]
  /** The state to which the transition leads. If `to` is missing, the state does not change. */
  to?: ReplyState
  requires(reply: Known, input: Input): Condition
  /** The new values by path. Undefined values are left out. */
  sets(reply: Known, input: Input): Fields
  removes(reply: Known, input: Input): readonly string[]
}

/** Returns the write that applies `transition` to a reply as it was read. */
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

/** Returns whether a reply, as it was read, is in a state in which `transition` is expected. */
export const may = (
  { from }: Pick<Transition<never>, 'from'>,
  { state }: Pick<Reply, 'state'>,
): boolean => from.includes(state)

// Several transitions share the following conditions.

/** The reply has had no new attempt and no change of state since it was read. */
const asRead = ({ attempt, state }: Pick<Reply, 'attempt' | 'state'>): Condition =>
  allOf(is('attempt', attempt), is('state', state))
const fieldAsRead = (reply: Reply, name: 'token' | 'leaseUntil' | 'noticeAt'): Condition =>
  reply[name] === undefined ? missing(name) : is(name, reply[name])
/** No part has been sent, confirmed or given up since the reply was read. */
const partStatesAsRead = ({ parts }: Reply): Condition =>
  allOf(...parts.map(({ state }, i) => is(`parts[${i}].state`, state)))
/**
 * The reply has not been claimed since it was read, and the holder of its claim has not changed it.
 * The lease alone does not show that: the next part may have begun in the millisecond of the claim.
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
 * The claim still belongs to the same token, and the reply is in one of these states. The last of
 * these is the state that the transition leads to, because the SDK may repeat a write whose answer
 * was lost.
 */
const underToken = (token: string, ...states: readonly ReplyState[]): Condition =>
  allOf(is('token', token), anyOf(...states.map((state) => is('state', state))))
/** WhatsApp has reported no status of the part. */
const withoutOutcome = (part: number): Condition => missing(`parts[${part}].outcome`)

/** Neither the part nor WhatsApp's report about the part has changed since the reply was read. */
const partAsRead = ({ parts }: Reply, index: number): Condition => {
  const { attempt, state, outcome } = parts[index]!
  const path = `parts[${index}]`
  return allOf(
    is(`${path}.attempt`, attempt),
    is(`${path}.state`, state),
    outcome ? is(`${path}.outcome.rank`, outcome.rank) : withoutOutcome(index),
  )
}

// These fields are set or removed by several transitions.

export const overdueFrom = (at: Date): string => new Date(at.getTime() + OVERDUE_MS).toISOString()

const onWorkList = ({ order }: Pick<Reply, 'order'>, dueAt: string): Fields => ({
  unsentOrder: order,
  dueAt,
})
const OFF_WORK_LIST = ['unsentOrder', 'dueAt'] as const

// A notice is a line that the agent must read in the chat. `noticeAt` is the time from which on
// failures that are not in the chat yet must be reported: see `unreported`. The notice does not
// depend on the state. A reply is on the work list while it has work to do or has a `noticeAt`.

const listedForNotice = (reply: Pick<Reply, 'order'>, noticeAt: Date | undefined): Fields =>
  noticeAt ? { noticeAt: noticeAt.toISOString(), ...onWorkList(reply, noticeAt.toISOString()) } : {}
const unlessNotice = (noticeAt: Date | undefined): readonly string[] =>
  noticeAt ? [] : ['noticeAt', ...OFF_WORK_LIST]

/**
 * Returns the new `noticeAt` of a reply whose work has ended without a failure. The reply stays on
 * the list only if another failure must still be reported. Requires `noticeAsRead`.
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
 * Returns the failures of the current attempts that no line in the chat has reported: the failure
 * of the whole reply, and those of single parts.
 */
export function unreported(reply: Reply): { whole: boolean; parts: number[] } {
  const { state, attempt, noticedAttempt, parts } = reply
  return {
    whole: (state === 'failed' || state === 'unconfirmed') && noticedAttempt !== attempt,
    parts: parts.flatMap((part, i) => (isUnreported(part) ? [i] : [])),
  }
}

/** If a reply ends while it is held, it moves to the position at which it was composed. */
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

/** Claims a queued reply, or one whose preparation took longer than its lease. */
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
      // This condition accepts a retry of the same claim, whose answer was lost.
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
  /** AWS's id of the message, if it is known. */
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

// These transitions are for held replies.

/** The customer has answered, so the reply's time to be sent begins. */
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

/** The customer has not answered yet, so the sweep looks again later. */
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

// These transitions happen under a claim: each requires the claim's token.

const claimToPrepare: Transition<Claim> = { ...claim, to: 'preparing' }
const claimToSend: Transition<Claim> = { ...claim, to: 'sending' }

/** The files are uploaded, and the first part is about to be sent. */
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

/** AWS accepted a part, and the next one is about to be sent. */
const partAccepted: Transition<PartSent & { leaseUntil: Date }> = {
  from: ['sending', 'unconfirmed'],
  to: 'sending',
  requires: (_, { token }) => underToken(token, 'unconfirmed', 'sending'),
  sets: (reply, { leaseUntil, ...sent }) => ({
    leaseUntil: leaseUntil.toISOString(),
    ...onWorkList(reply, leaseUntil.toISOString()),
    ...acceptedPart(sent),
  }),
  // The reply may have been declared unconfirmed, with a problem, before the answer arrived.
  removes: () => ['problems'],
}

const lastPartAccepted: Transition<PartSent> = {
  from: ['sending', 'unconfirmed'],
  to: 'accepted',
  requires: (reply, { token }) =>
    allOf(
      underToken(token, 'sending', 'unconfirmed', 'accepted'),
      // This condition accepts a retry of the same write, whose answer was lost, and a reply that
      // has nothing to report.
      anyOf(noticeAsRead(reply), missing('noticeAt')),
    ),
  sets: (reply, sent) => ({
    ...acceptedPart(sent),
    ...listedForNotice(reply, noticeAtEnd(reply)),
  }),
  removes: endsWell,
}

/** The reply was certainly not sent and may be sent later. */
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

/** The answer of SendWhatsAppMessage was lost. */
const doubt: Transition<
  Problems & { token: string; part: number; sentAt: string; late?: true | undefined }
> = {
  from: ['sending'],
  to: 'unconfirmed',
  // A status that WhatsApp has reported before this write proves that the part was sent.
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

// These transitions happen without a claim: each requires the reply as it was read.

/**
 * Ends a reply for a reason that was found before it was claimed, or because an administrator
 * discarded it.
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

/** The function that sent the reply died, so it is unknown whether the part under way was sent. */
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
 * A status of WhatsApp proves that the unconfirmed part was sent, or an administrator has found AWS's
 * answer in the log.
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
 * Does the same as `confirm`, but for a reply that has further, unsent parts. The unsent parts are
 * sent now and marked as late.
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

/** Returns the changes that begin the next attempt for these parts. No other part is changed. */
function repeated({ attempt, parts }: Reply, indexes: readonly number[]): Fields {
  const next = indexes.flatMap((i) => [
    [`parts[${i}]`, { state: 'unsent', attempt: attempt + 1 } satisfies Part],
    [`former.${formerKey(parts[i]!.attempt, i)}`, parts[i]],
  ])
  return { attempt: attempt + 1, ...Object.fromEntries(next) }
}

/**
 * Confirms a part of a reply that has another unconfirmed part. The reply stays unconfirmed until
 * the other part is settled.
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
 * The table was restored to an earlier time, so every part that was unsent then may have been sent
 * since.
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
 * Begins the next attempt for one part that failed late and for a temporary reason. If the whole
 * reply has failed or is unconfirmed, the agent has been informed, and only a person may send it
 * again.
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
 * Begins the next attempt at a person's request, for every part that did not arrive. `dueAt` says
 * when the sweep looks at the reply, for callers that send no signal.
 */
const resend: Transition<{ at: Date; content: ReplyContent; dueAt?: Date }> = {
  from: ['accepted', 'unconfirmed', 'failed'],
  to: 'queued',
  // A part that failed in the meantime would be left out, and its notice would be removed.
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

// These transitions do not concern sending. The following transitions concern files, outcomes,
// notices and decisions of administrators.

/**
 * The scan of the files has ended. A reply that failed while it waited for the scan may be sent
 * again.
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
 * Merges an outcome into a part's current attempt. Only an outcome of a higher rank replaces
 * another.
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

/** Does the same as `mergeOutcome`, but for a part of an earlier attempt. */
const mergeFormerOutcome: Transition<{ outcome: Outcome }, MessagePart> = {
  from: ANY,
  requires: (of, { outcome }) => outcomeAt(formerPath(of), of.attempt, outcome),
  sets: (of, { outcome }) => ({ [`${formerPath(of)}.outcome`]: outcome }),
  removes: () => [],
}

/** WhatsApp reported that something in a part, such as a product, is unavailable. */
const warn: Transition<Record<never, never>, MessagePart> = {
  from: ANY,
  requires: ({ attempt, part }) => is(`parts[${part}].attempt`, attempt),
  sets: ({ part }) => ({ [`parts[${part}].isIncomplete`]: true }),
  removes: () => [],
}

/** AWS accepted a part, but a later attempt has begun in the meantime. */
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
 * Records that a notice is due: the part failed after it was sent and will not be retried.
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
 * The notice was written into the chat, or is no longer useful. `parts` are the parts whose
 * failures the line reports.
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

/** An administrator extends the time in which an unsent reply may be sent. */
const extend: Transition<{ sendBy: Date }, ReplyKey & Pick<Reply, 'attempt' | 'state'>> = {
  from: ['queued'],
  requires: asRead,
  sets: (_, { sendBy }) => ({ sendBy: sendBy.toISOString() }),
  removes: () => [],
}

/** An administrator removes an ended reply from the list of problems. */
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
