// Sends the unsent replies of a conversation in order, until all are sent or a reply must wait.
// Each reply is checked against WhatsApp's rules when it is sent.

import { type Conversation, evidenceOf } from '#model/conversation'
import type { HeldReplies, ReceiptRequests, Templates } from '#model/ports'
import {
  type Reply,
  replySettlingMs,
  SCAN_HOLD_MS,
  SEND_WITHIN_MS,
  waitsForScan,
  writtenAt,
} from '#model/reply'
import type { Forms, MissedByAgents } from '#model/template-ports'
import { isSending, isUnderWay } from '#model/transitions'
import { type Problem, problem, refusals, UpstreamFailure } from '#whatsapp/errors/problems'
import { serviceWindow } from '#whatsapp/service-window'
import { log, masked } from '../runtime/log.ts'
import { currentTemplate } from '../templates/content.ts'
import { currentFormProblems } from '../templates/form-content.ts'
import { type Delay, type DeliveryPorts, type Done, delivery, SENDING_LEASE_MS } from './deliver.ts'
import { joiningAgain } from './join-again.ts'
import { messageProblems, needsPreparation, outgoingOf } from './messages-of-reply.ts'
import { notingMissed } from './missed.ts'
import { notices } from './notices.ts'
import { preparation } from './prepare.ts'
import { answers } from './receipts.ts'
import { releaseHeldReplies } from './release-held.ts'

type Ports = Omit<DeliveryPorts, 'uploads' | 'giveNotice' | 'answered'> &
  Parameters<typeof preparation>[0] &
  Parameters<typeof notices>[0] & {
    held: HeldReplies
    templates: Templates
    forms: Forms
    receipts: ReceiptRequests
    /** Undefined if the configuration has switched off the list of missed words. */
    missed: Pick<MissedByAgents, 'note'> | undefined
  }

/**
 * The state of one invocation between two pages of a conversation's replies. `after` is the
 * position of the last reply that was read.
 */
interface Look {
  conversation?: Conversation
  after?: string | undefined
  /** Set if the held replies must be checked first, because the customer may have answered. */
  held?: boolean
  /**
   * True if the signal was already delivered to another invocation, which may have crashed or
   * failed.
   */
  repeated?: boolean
  /** How often this invocation has waited for a call that another invocation began a moment ago. */
  shortWaits: number
}

/** Returned if the conversation was joined to an older conversation, whose id is `joinedTo`. */
export interface Joined {
  joinedTo: string
}

/** The function must have at least this much time left to begin another reply. */
const ENOUGH_TIME_MS = SENDING_LEASE_MS

/**
 * If another invocation began a call to AWS less than this time ago, the call will probably end
 * soon, so the reply is checked again at short intervals, for about a second.
 */
const YOUNG_CALL_MS = 2_000
const SHORT_WAIT_MS = 80
const MOST_SHORT_WAITS = 12

/**
 * The maximum number of pages of replies that are read for one signal. After that, the signal
 * returns to the queue, so that other conversations are not delayed.
 */
const MOST_LOOKS = 50

/**
 * The number of latest replies that are checked for message ids that an earlier invocation could
 * not record.
 */
const MOST_JOINED_AGAIN = 50

export function drainOutbox(ports: Ports) {
  const { outbox, now } = ports
  const giveNotice = notices(ports)
  const { answered, requestReceipts } = answers(ports)
  const noteMissed = notingMissed(ports)
  const deliver = delivery({
    ...ports,
    uploads: preparation(ports),
    giveNotice,
    answered,
  })
  const { send, abandoned } = deliver
  const settleHeld = releaseHeldReplies({ ...ports, fail })
  const joinAgain = joiningAgain(ports)

  async function fail(
    conversation: Conversation,
    reply: Reply,
    problems: Problem[],
  ): Promise<Done> {
    const failed = await deliver.fail(conversation, reply, problems)
    if (failed === 'done') await noteMissed(reply, problems, conversation)
    return failed
  }

  const secondsUntil = (at: string | Date) =>
    Math.max(0, (new Date(at).getTime() - now().getTime()) / 1000)

  /**
   * Sends the unsent replies of a conversation. If `held` is set, the held replies that the
   * customer's answer releases are sent too. `repeated` means that the signal was already delivered
   * before. Returns undefined if nothing is left to do, and `joinedTo` if the conversation was
   * joined to an older conversation.
   */
  return async function drain(
    conversationId: string,
    timeLeft: () => number,
    what: { held?: boolean; repeated?: boolean } = {},
  ): Promise<Delay | Joined | undefined> {
    const next = await drained(conversationId, timeLeft, what)
    await requestReceipts(conversationId)
    return next
  }

  async function drained(
    conversationId: string,
    timeLeft: () => number,
    { held = false, repeated = false }: { held?: boolean; repeated?: boolean },
  ): Promise<Delay | Joined | undefined> {
    let from: Look = { held, repeated, shortWaits: 0 }
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      if (timeLeft() < ENOUGH_TIME_MS) return { afterSeconds: 0 }
      const next = await look(conversationId, from, timeLeft)
      if (next === undefined || 'afterSeconds' in next || 'joinedTo' in next) return next
      from = next
    }
    return { afterSeconds: 1 }
  }

  /**
   * Processes one page of replies. Returns the position of the next page, or undefined if nothing
   * is left to do.
   */
  async function look(
    conversationId: string,
    from: Look,
    timeLeft: () => number,
  ): Promise<Look | Delay | Joined | undefined> {
    const page = await outbox.unsent(from.conversation ?? { id: conversationId }, from.after)
    const conversation = page.conversation ?? from.conversation
    if (!conversation) return undefined
    if (conversation.id !== conversationId) return { joinedTo: conversation.id }
    const { shortWaits } = from
    if (await catchUp(conversation, from)) return { conversation, shortWaits }

    // The same page is read again only if a reply on it may have changed.
    const work = await workThrough(conversation, page.replies, timeLeft)
    if (work === 'call_under_way') {
      if (shortWaits >= MOST_SHORT_WAITS) return { afterSeconds: 1 }
      await ports.settle(SHORT_WAIT_MS)
      return { conversation, shortWaits: shortWaits + 1 }
    }
    if (typeof work === 'object') return work
    if (work === 'look_again') return { conversation, shortWaits }
    // Replies that were stored in the meantime, and files whose scan ends later, have their own
    // signals, so they need not be read again for this signal.
    const { after } = page
    return after === undefined ? undefined : { conversation, shortWaits, after }
  }

  /**
   * Links message ids again that an earlier invocation could not record, and releases held replies.
   * Returns whether held replies were released.
   */
  async function catchUp(conversation: Conversation, { held, repeated }: Look) {
    if (repeated) await joinAgain(await outbox.recent(conversation, MOST_JOINED_AGAIN))
    return held === true && settleHeld(conversation)
  }

  async function workThrough(
    conversation: Conversation,
    replies: Reply[],
    timeLeft: () => number,
  ): Promise<Delay | Done | 'call_under_way'> {
    for (const reply of replies) {
      if (timeLeft() < ENOUGH_TIME_MS) return { afterSeconds: 0 }
      const next = await unlessBlocked(conversation, reply)
      if (next === 'join_again') return { afterSeconds: 1 }
      if (next !== 'done' && next !== 'let_pass') return next
    }
    return 'done'
  }

  async function unlessBlocked(conversation: Conversation, reply: Reply) {
    try {
      const isNoticeDue = reply.noticeAt && new Date(reply.noticeAt) <= now()
      if (isNoticeDue) await giveNotice(conversation, reply)
      // A reply that is completely processed is in the list only because a notice about it is due.
      return isUnderWay(reply) ? await step(conversation, reply) : 'done'
    } catch (cause) {
      if (!isOfOneReply(cause)) throw cause
      // Later replies do not wait for this reply. Every minute, the function `sweep` sends a signal
      // to try it again.
      log.error('reply_blocked', cause, { conversation: masked(conversation.id), reply: reply.id })
      return 'let_pass'
    }
  }

  async function step(
    conversation: Conversation,
    reply: Reply,
  ): Promise<Delay | Done | 'let_pass' | 'call_under_way'> {
    const at = now()

    if (reply.leaseUntil && new Date(reply.leaseUntil) > at) {
      const age = SENDING_LEASE_MS - (new Date(reply.leaseUntil).getTime() - at.getTime())
      if (isSending(reply) && age < YOUNG_CALL_MS) return 'call_under_way'
      return { afterSeconds: secondsUntil(reply.leaseUntil) }
    }
    // The lease has expired, so the invocation that was sending the reply has stopped.
    if (isSending(reply)) return abandoned(conversation, reply)
    if (at > new Date(reply.sendBy)) return fail(conversation, reply, [NOT_SENT_IN_TIME])
    if (reply.nextAttemptAt && new Date(reply.nextAttemptAt) > at)
      return { afterSeconds: secondsUntil(reply.nextAttemptAt) }
    if (waitsForScan(reply)) return scanWait(reply, at)
    // A text waits here for older replies that may still arrive. For a reply with files, `send`
    // waits after the upload.
    const settling = needsPreparation(reply.content) ? 0 : replySettlingMs(reply, at)
    if (settling > 0) {
      await ports.settle(settling)
      return 'look_again'
    }
    return checkedAndSent(conversation, reply, at)
  }

  function scanWait(reply: Reply, at: Date): Delay | 'let_pass' {
    const written = writtenAt(reply)
    const holdsUntil = new Date(written + SCAN_HOLD_MS)
    if (holdsUntil <= at) return 'let_pass'
    // The FIFO queue delivers the signal about the end of the scan only after the present signal,
    // so the present signal must not wait too long. The delay equals the duration of the scan so
    // far.
    const waited = (at.getTime() - written) / 1000
    return { afterSeconds: Math.min(Math.max(1, waited), secondsUntil(holdsUntil)) }
  }

  async function checkedAndSent(conversation: Conversation, reply: Reply, at: Date) {
    const current = await currentTemplate(ports.templates, reply.content, at)
    if (current.problems) return fail(conversation, reply, refusals(current.problems))
    const unavailable = await currentFormProblems(ports.forms, reply.content, at)
    if (unavailable.length > 0) return fail(conversation, reply, unavailable)
    const checked = { ...reply, content: current.content }
    const outgoing = outgoingOf(current.content, current)
    const problems = refusals(
      messageProblems(checked, outgoing, serviceWindow(evidenceOf(conversation), at)),
    )
    if (problems.length > 0) return fail(conversation, reply, problems)
    return send(conversation, checked, outgoing.messages)
  }
}

/**
 * Returns whether a failure affects only one reply, for example because the item of the reply is
 * invalid or DynamoDB refuses to write it. A service that does not answer affects all replies.
 */
const isOfOneReply = (cause: unknown): boolean =>
  !(cause instanceof UpstreamFailure) || (cause.certain && !cause.retryable)

const MINUTES = SEND_WITHIN_MS / 60_000
const NOT_SENT_IN_TIME = problem(
  'not_sent_in_time',
  '',
  `The message could not be sent within ${MINUTES} minutes, so sending was canceled. Send it again if you still need it.`,
  { minutes: MINUTES },
)
