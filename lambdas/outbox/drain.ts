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
    /** Undefined if the recording of missed words is off. */
    missed: Pick<MissedByAgents, 'note'> | undefined
  }

/**
 * The position in a conversation's outbox from which replies are read, and the conversation if it
 * was already read.
 */
interface Look {
  conversation?: Conversation
  after?: string | undefined
  /** Set if the held replies must be checked first, because the customer may have answered. */
  held?: boolean
  /** True if the signal was received before. The earlier invocation may have died or failed. */
  repeated?: boolean
  /** How often this invocation has waited for another invocation's call that began a moment ago. */
  shortWaits: number
}

/** Returned if the conversation was joined to an older conversation. */
export interface Joined {
  joinedTo: string
}

/** The function must have at least this much time left to begin another reply. */
const ENOUGH_TIME_MS = SENDING_LEASE_MS

/**
 * If another invocation began a call less than this time ago, the call will probably end soon. The
 * reply is then checked at short intervals, for a limited number of times.
 */
const YOUNG_CALL_MS = 2_000
const SHORT_WAIT_MS = 80
const MOST_SHORT_WAITS = 12

/**
 * The maximum number of pages of one conversation that are read for one signal. After the maximum
 * number of pages, the signal returns to the queue, so that other conversations are not delayed.
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
   * customer's answer releases are sent too. Returns undefined if nothing is left to do. If the
   * conversation was joined to an older conversation, the function returns the id of the older
   * conversation, because all replies to a person are sent in one message group. `repeated` means
   * that the signal was received before.
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

    // The page is read again only if another invocation has changed one of its replies.
    const work = await workThrough(conversation, page.replies, timeLeft)
    if (work === 'call_under_way') {
      if (shortWaits >= MOST_SHORT_WAITS) return { afterSeconds: 1 }
      await ports.settle(SHORT_WAIT_MS)
      return { conversation, shortWaits: shortWaits + 1 }
    }
    if (typeof work === 'object') return work
    if (work === 'look_again') return { conversation, shortWaits }
    // A reply that was stored in the meantime has its own signal, and the end of a scan also causes
    // a signal. Replies that will be signaled need not be read now.
    const { after } = page
    return after === undefined ? undefined : { conversation, shortWaits, after }
  }

  /**
   * Runs the steps that must precede the first page. Returns whether held replies were released.
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
      // If a reply is completely processed but still in the list, only a notice about the reply is
      // due.
      return isUnderWay(reply) ? await step(conversation, reply) : 'done'
    } catch (cause) {
      if (!isOfOneReply(cause)) throw cause
      // The sweep sends a signal for the blocked reply every minute. Later replies do not wait for
      // this blocked reply.
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
    // If the lease of a reply in the state `sending` has expired, the invocation that sent the
    // reply has stopped.
    if (isSending(reply)) return abandoned(conversation, reply)
    if (at > new Date(reply.sendBy)) return fail(conversation, reply, [NOT_SENT_IN_TIME])
    if (reply.nextAttemptAt && new Date(reply.nextAttemptAt) > at)
      return { afterSeconds: secondsUntil(reply.nextAttemptAt) }
    if (waitsForScan(reply)) return scanWait(reply, at)
    // A reply with files need not wait for older replies here, because uploading the files takes
    // longer than the wait for older replies.
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
    // The FIFO queue delivers the signal about the end of a scan only after the present signal, so
    // the present signal must not wait too long. The delay before the next check equals the
    // duration of the scan so far.
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
 * Returns whether a failure affects only one reply, for example because the reply's item cannot be
 * read or the table refuses a write of the item. If a service does not answer, the failure affects
 * all replies.
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
