// Delivers one reply: claims the reply, uploads its files, sends each part, and records the
// results.
import { randomUUID } from 'node:crypto'
import { type Conversation, recipientOf } from '#model/conversation'
import type { Clock, Conversations, Outbox, SentMessages, Signals, WhatsApp } from '#model/ports'
import {
  backOffSeconds,
  type MessagePart,
  type Reply,
  replySettlingMs,
  SEND_TIMEOUT_MS,
  UNCONFIRMED_NOTICE_MS,
} from '#model/reply'
import type { TemplateSends } from '#model/template-ports'
import { isSending, may, transitions } from '#model/transitions'
import { type Problem, problem, UpstreamFailure } from '#whatsapp/errors/problems'
import type { OutgoingMessage } from '#whatsapp/messages/messages'
import { log, masked } from '../runtime/log.ts'
import { confirmed } from './confirmed.ts'
import { type MediaById, needsPreparation, toWire, withMediaIds } from './messages-of-reply.ts'
import { outcomes } from './outcomes.ts'
import type { preparation } from './prepare.ts'
import { templateCounts } from './template-counts.ts'

export interface DeliveryPorts {
  outbox: Outbox
  conversations: Pick<Conversations, 'get' | 'refused' | 'marketing' | 'undeliverable'>
  sends: Pick<TemplateSends, 'count'>
  messages: Pick<SentMessages, 'sent'>
  whatsapp: Pick<WhatsApp, 'send'>
  signals: Signals
  /** Uploads the files of a reply. */
  uploads: ReturnType<typeof preparation>
  /** Called when AWS has accepted a whole reply. */
  answered(conversation: Conversation, reply: Reply): void
  /**
   * Writes a notice about a failed reply into the chat, or sends a signal so that another function
   * writes it.
   */
  giveNotice(conversation: Conversation, reply: Reply): Promise<void>
  now: Clock
  settle(ms: number): Promise<unknown>
}

/**
 * The time between the timeout of the call to AWS and the end of the lease, in which the result is
 * recorded.
 */
export const LEASE_MARGIN_MS = 5_000
/**
 * The lease of a reply whose files are being uploaded. The lease is longer than the function's
 * timeout, so another invocation takes over the upload only after the first invocation has ended.
 */
const PREPARING_LEASE_MS = 90_000

/** The time for which a conversation must wait before it is checked again. */
export type Delay = { afterSeconds: number }

/**
 * `look_again`: the stored reply may have changed since it was read, so it must be read again.
 * `join_again`: the reply was sent, but the record that links the message id with the reply is
 * missing and must be written again.
 */
export type Done = 'done' | 'look_again' | 'join_again'

/** A claimed reply. Only this invocation may send the reply until `leaseUntil`. */
interface Claimed {
  conversation: Conversation
  reply: Reply
  token: string
  leaseUntil: Date
  media: MediaById
  late: true | undefined
  /** Set if the record that links a message id with the reply could not be written. */
  isUnjoined?: true
  /** Stores the media ids of files that were just uploaded. */
  remember?: () => Promise<void>
}

/**
 * The lease of a reply in the state `sending`. If the lease expires, it is unknown whether the part
 * that was being sent has reached WhatsApp, so the part becomes unconfirmed.
 */
export const SENDING_LEASE_MS = SEND_TIMEOUT_MS + LEASE_MARGIN_MS
const leaseFrom = (at: Date) => new Date(at.getTime() + SENDING_LEASE_MS)

const isClaimed = (result: Claimed | Delay | Done): result is Claimed =>
  typeof result === 'object' && 'token' in result

export function delivery(ports: DeliveryPorts) {
  const { outbox, whatsapp, messages, now } = ports
  const { remembered, inspect } = ports.uploads
  const { giveNotice } = ports
  const settleOutcome = outcomes(ports)
  const counts = templateCounts(ports)

  return { send, fail, abandoned }

  /**
   * Handles a reply whose function stopped, or could not record the result, while it was sending.
   * Only a status from WhatsApp can prove that the current part was sent.
   */
  async function abandoned(conversation: Conversation, reply: Reply): Promise<Done> {
    const underWay = reply.parts.findIndex(({ state }) => state === 'unsent')
    const late = await isLate(conversation, reply)
    // WhatsApp may already have reported a status for the part, which proves that the part was
    // sent.
    if (
      reply.parts[underWay]?.outcome &&
      (await confirmed(outbox, reply, underWay, { now: now(), late }))
    )
      return 'look_again'
    log.warn('reply_unconfirmed', {
      conversation: masked(conversation.id),
      reply: reply.id,
      attempt: reply.attempt,
      because: 'lease_expired',
    })
    const ended = await outbox.apply(transitions.abandon, reply, {
      problems: [MAY_HAVE_ARRIVED],
      noticeAt: noticeOfUnconfirmed(conversation),
      part: underWay < 0 ? undefined : underWay,
      late,
    })
    return ended ? 'done' : 'look_again'
  }

  function noticeOfUnconfirmed({ mode }: Conversation): Date | undefined {
    return mode === 'bridged' ? new Date(now().getTime() + UNCONFIRMED_NOTICE_MS) : undefined
  }

  /** Records the failure of a reply that is not claimed. */
  async function fail(
    conversation: Conversation,
    reply: Reply,
    problems: Problem[],
  ): Promise<Done> {
    const noticeAt = conversation.mode === 'bridged' ? now() : undefined
    const failed = await outbox.apply(transitions.fail, reply, { problems, noticeAt })
    return failed ? refused(conversation, failed) : 'look_again'
  }

  async function failClaimed(
    { conversation, reply, token }: Claimed,
    problems: Problem[],
  ): Promise<Done> {
    const noticeAt = conversation.mode === 'bridged' ? now() : undefined
    const failed = await outbox.apply(transitions.refuse, reply, { token, problems, noticeAt })
    return failed ? refused(conversation, failed) : 'look_again'
  }

  async function refused(conversation: Conversation, reply: Reply): Promise<'done'> {
    const of = { conversation: masked(conversation.id), reply: reply.id }
    const refusal = reply.problems?.find(({ code }) => code === REFUSED_BY_AWS)?.values
    // A refusal by AWS probably affects other replies too. An alarm counts the log line
    // `reply_failed`.
    if (refusal)
      log.warn('reply_failed', {
        ...of,
        call: String(refusal.operation),
        because: String(refusal.error),
      })
    else
      log.warn('reply_refused', {
        ...of,
        because: reply.problems?.map(({ code }) => code).join(','),
      })
    if (conversation.mode === 'bridged') await giveNotice(conversation, reply)
    return 'done'
  }

  /**
   * Sends a reply. `outgoing` contains one message for each part. In a message with a file, the id
   * of the upload or attachment takes the place of the media id. `mayBegin` is called after the
   * claim, and nothing is sent if it returns false. The search for younger replies that were sent
   * earlier also begins after the claim. If two invocations claim two replies of a conversation at
   * about the same time, at least one of them therefore finds the other reply. The search runs
   * during the first call to AWS.
   */
  async function send(
    conversation: Conversation,
    reply: Reply,
    outgoing: readonly OutgoingMessage[],
    mayBegin: () => Promise<boolean> = async () => true,
  ): Promise<Delay | Done> {
    const claimed = await claim(conversation, reply)
    if (!isClaimed(claimed)) return claimed
    try {
      const result = await sendParts(claimed, outgoing, mayBegin)
      return result === 'done' && claimed.isUnjoined ? 'join_again' : result
    } finally {
      await storeMediaIds(claimed)
    }
  }

  async function sendParts(
    claimed: Claimed,
    outgoing: readonly OutgoingMessage[],
    mayBegin: () => Promise<boolean>,
  ): Promise<Delay | Done> {
    const { conversation } = claimed
    const late = isLateOrUnknown(claimed)
    const { reply, token, media } = claimed
    if (!(await allowed(mayBegin, reply))) return backOff(reply, token, undefined)
    let { leaseUntil } = claimed
    const unsent = reply.parts.flatMap(({ state, attempt }, part) =>
      state === 'unsent' ? [{ conversation: reply.conversation, id: reply.id, attempt, part }] : [],
    )

    let current = reply
    for (const of of unsent) {
      // The call must end before the lease expires. After that, another invocation may mark the
      // reply as unconfirmed.
      if (leaseUntil.getTime() - now().getTime() < SEND_TIMEOUT_MS)
        return backOff(reply, token, undefined)
      const sentAt = now().toISOString()
      const sent = await sendPart(claimed, withMediaIds(outgoing[of.part]!, media), of)
      // If the call took longer than the lease, younger replies may have been sent during the call.
      const isExpired = now() > leaseUntil
      claimed.late = (await late) ?? (isExpired ? await isLateOrUnknown(claimed) : undefined)
      if (sent instanceof UpstreamFailure) return notSent(claimed, sent, { part: of.part, sentAt })
      const isLast = of === unsent.at(-1)
      leaseUntil = leaseFrom(now())
      claimed.leaseUntil = leaseUntil
      const recorded = await record(claimed, current, of, { ...sent, sentAt }, isLast)
      if (!recorded) return 'look_again'
      current = recorded
    }
    log.info('reply_sent', {
      conversation: masked(conversation.id),
      reply: reply.id,
      parts: unsent.length,
      attempt: reply.attempt,
      late: claimed.late,
    })
    ports.answered(conversation, reply)
    return 'done'
  }

  /**
   * Stores the media ids of the files that were uploaded for this reply. The ids are stored after
   * the reply was sent, so that the write does not delay the reply. If they cannot be stored, the
   * next reply with the same files uploads them again.
   */
  async function storeMediaIds({ reply, remember }: Claimed): Promise<void> {
    try {
      await remember?.()
    } catch (cause) {
      log.warn('media_ids_not_stored', { reply: reply.id, error: String(cause) })
    }
  }

  /** Returns the stored media ids of the reply's files, and whether every file has a stored id. */
  async function storedMedia(conversation: Conversation, reply: Reply) {
    const { content, attempt, state, nextAttemptAt } = reply
    if (!needsPreparation(content)) return { media: {}, complete: true }
    // The media id of an attachment can have been stored only by an earlier attempt to send the
    // same reply, so the first attempt does not read it.
    const isFirstTry = attempt === 1 && state === 'queued' && !nextAttemptAt
    if (content.type === 'attachments' && isFirstTry) return { media: {}, complete: false }
    return remembered(conversation, reply)
  }

  /**
   * Claims the reply for sending. If the media id of a file is missing, the reply is first claimed
   * for uploading.
   */
  async function claim(conversation: Conversation, reply: Reply): Promise<Claimed | Delay | Done> {
    const token = randomUUID()
    const { media, complete } = await storedMedia(conversation, reply)
    // The time is read again, because reading the stored media ids may have taken some time.
    const at = now()
    const claimed = { conversation, reply, token, media, late: reply.late ? true : undefined }
    if (!complete) return claimToUpload({ ...claimed, leaseUntil: leaseFrom(at) } as Claimed)
    const settling = replySettlingMs(reply, at)
    if (settling > 0) {
      await ports.settle(settling)
      return 'look_again'
    }
    const leaseUntil = leaseFrom(at)
    const mine = await outbox.apply(transitions.claimToSend, reply, { token, leaseUntil, now: at })
    return mine ? ({ ...claimed, reply: mine, leaseUntil } as Claimed) : 'look_again'
  }

  /**
   * Claims the reply and uploads its files. The upload does not wait for older replies that may
   * still arrive. Only the sending waits for them. The files are inspected while the claim is being
   * written.
   */
  async function claimToUpload(claimed: Claimed): Promise<Claimed | Delay | Done> {
    const { conversation, reply, token } = claimed
    const upload = inspect(conversation, reply, claimed.media)
    const isMine = await outbox.apply(transitions.claimToPrepare, reply, {
      token,
      leaseUntil: new Date(now().getTime() + PREPARING_LEASE_MS),
      now: now(),
    })
    if (!isMine) return 'look_again'
    const uploaded = await resultOf(upload)
    if (uploaded instanceof UpstreamFailure)
      return uploaded.retryable
        ? backOff(reply, token, uploaded)
        : failClaimed(claimed, [refusedBy(uploaded)])
    if (uploaded.problems.length > 0) return failClaimed(claimed, uploaded.problems)
    const settling = replySettlingMs(reply, now())
    if (settling > 0) {
      await ports.settle(settling)
      const { replies } = await outbox.unsent(conversation)
      if (replies[0]?.id !== reply.id) {
        await uploaded.remember()
        await backOff(reply, token, undefined)
        return 'look_again'
      }
    }
    const leaseUntil = leaseFrom(now())
    const begun = await outbox.apply(transitions.beginSending, reply, { token, leaseUntil })
    const { media, remember } = uploaded
    if (begun) return { ...claimed, reply: begun, leaseUntil, media, remember }
    await remember()
    return 'look_again'
  }

  async function resultOf(upload: ReturnType<typeof inspect>) {
    try {
      return await upload()
    } catch (cause) {
      if (cause instanceof UpstreamFailure) return cause
      throw cause
    }
  }

  async function sendPart(
    { conversation, reply }: Claimed,
    message: OutgoingMessage,
    of: MessagePart,
  ): Promise<{ messageId: string } | UpstreamFailure> {
    const wire = toWire(message, recipientOf(conversation.customer), of, reply.quotes)
    try {
      return await whatsapp.send(conversation.phoneNumberId, wire)
    } catch (cause) {
      if (cause instanceof UpstreamFailure) return cause
      throw cause
    }
  }

  /**
   * Records AWS's answer in the reply, and in a separate item under the message id, because some
   * statuses contain only the message id. Returns the reply, or undefined if this invocation must
   * not continue with the reply.
   */
  async function record(
    claimed: Claimed,
    current: Reply,
    of: MessagePart,
    accepted: { messageId: string; sentAt: string },
    isLast: boolean,
  ): Promise<Reply | undefined> {
    const [linked, recorded] = await Promise.allSettled([
      messages.sent(accepted.messageId, of, now()),
      recordInReply({ ...claimed, reply: current }, of, accepted, isLast),
    ])
    const answer = {
      reply: of.id,
      attempt: of.attempt,
      part: of.part,
      messageId: accepted.messageId,
    }
    if (recorded.status === 'rejected') {
      // The log line `answer_not_recorded` is the only record of AWS's answer. An administrator can
      // add AWS's answer to the reply with "connect-whatsapp replies settle".
      log.error('answer_not_recorded', recorded.reason, answer)
      throw recorded.reason
    }
    if (linked.status === 'rejected') {
      log.error('message_not_linked', linked.reason, answer)
      claimed.isUnjoined = true
    }
    if (recorded.value && linked.status === 'fulfilled' && linked.value)
      await settleOutcome(of, linked.value)
    return recorded.value
  }

  async function recordInReply(
    { reply: claimed, token, late, leaseUntil }: Claimed,
    of: MessagePart,
    accepted: { messageId: string; sentAt: string },
    isLast: boolean,
  ): Promise<Reply | undefined> {
    const sent = { token, part: of.part, ...accepted, late }
    const { lastPartAccepted, partAccepted } = transitions
    for (let reply: Reply | undefined = claimed; reply; ) {
      const recorded: Reply | undefined = isLast
        ? await outbox.apply(lastPartAccepted, reply, sent)
        : await outbox.apply(partAccepted, reply, { ...sent, leaseUntil })
      if (recorded) return recorded
      // If only `noticeAt` has changed since the reply was read, the write is repeated. Otherwise,
      // another invocation has continued with the reply.
      const fresh: Reply | undefined = await outbox.get(of.conversation, of.id)
      const isMine = fresh?.token === token && may(lastPartAccepted, fresh)
      reply = isMine && fresh.noticeAt !== reply.noticeAt ? fresh : undefined
    }
    // In the meantime, the reply may have become unconfirmed, and an agent may have resent it.
    // AWS's answer is then recorded as the result of an earlier attempt.
    await outbox.apply(transitions.formerPartAccepted, of, accepted)
    return undefined
  }

  /**
   * Returns whether a younger reply may have been sent before this reply. If so, this reply is sent
   * nevertheless, but is marked as late.
   */
  async function isLate(conversation: Conversation, reply: Reply): Promise<true | undefined> {
    return reply.late || (await outbox.overtaken(reply, conversation)) || undefined
  }

  /**
   * Returns whether the reply is late. If the search for younger replies fails, the order is
   * unknown, so the reply counts as late.
   */
  async function isLateOrUnknown({ conversation, reply }: Claimed): Promise<true | undefined> {
    try {
      return await isLate(conversation, reply)
    } catch (cause) {
      log.error('order_unknown', cause, { reply: reply.id })
      return true
    }
  }

  /**
   * Calls `mayBegin`. If `mayBegin` throws, the result is false: the reply has certainly not been
   * sent, and its signal returns to the queue.
   */
  async function allowed(mayBegin: () => Promise<boolean>, { id }: Reply): Promise<boolean> {
    try {
      return await mayBegin()
    } catch (cause) {
      log.error('order_unknown', cause, { reply: id })
      return false
    }
  }

  async function notSent(
    claimed: Claimed,
    cause: UpstreamFailure,
    { part, sentAt }: { part: number; sentAt: string },
  ): Promise<Delay | Done> {
    const { conversation, reply, token, late } = claimed
    if (cause.certain && cause.retryable) return backOff(reply, token, cause)
    if (cause.certain) {
      const of = { conversation: reply.conversation, id: reply.id, attempt: reply.attempt, part }
      await counts.refused(reply, of, new Date(sentAt))
      return failClaimed(claimed, [refusedBy(cause)])
    }
    log.error('reply_unconfirmed', cause, {
      conversation: masked(conversation.id),
      reply: reply.id,
      attempt: reply.attempt,
    })
    const doubted = await outbox.apply(transitions.doubt, reply, {
      token,
      part,
      sentAt,
      late,
      problems: [MAY_HAVE_ARRIVED],
      noticeAt: noticeOfUnconfirmed(conversation),
    })
    if (!doubted) await settledByStatus(claimed, part)
    return 'look_again'
  }

  /** Records that the part was sent if WhatsApp has already reported a status for it. */
  async function settledByStatus({ reply, token, late }: Claimed, part: number) {
    const fresh = await outbox.get(reply.conversation, reply.id)
    if (fresh?.token === token && isSending(fresh) && fresh.parts[part]?.outcome)
      await confirmed(outbox, fresh, part, { now: now(), late })
  }

  async function backOff(
    reply: Reply,
    token: string,
    cause: UpstreamFailure | undefined,
  ): Promise<Delay | 'look_again'> {
    // The next attempt is at the latest a second after `sendBy`. That attempt does not send the
    // reply, but notifies the agent that the time for sending is over.
    const afterSeconds = cause
      ? Math.min(
          backOffSeconds(reply.retryCount),
          (new Date(reply.sendBy).getTime() - now().getTime()) / 1000 + 1,
        )
      : 0
    const nextAttemptAt = new Date(now().getTime() + afterSeconds * 1000)
    const retryCount = reply.retryCount + (cause ? 1 : 0)
    if (!(await outbox.apply(transitions.backOff, reply, { token, nextAttemptAt, retryCount })))
      return 'look_again'
    log.warn('reply_put_off', { reply: reply.id, afterSeconds, operation: cause?.operation })
    return { afterSeconds }
  }
}

const MAY_HAVE_ARRIVED = problem(
  'unconfirmed',
  '',
  'WhatsApp did not answer in time, so the message may still arrive. Send it again only if the customer has not received it.',
)

const REFUSED_BY_AWS = 'refused_by_aws'

function refusedBy(cause: UpstreamFailure): Problem {
  const { name } = cause.cause instanceof Error ? cause.cause : cause
  const { operation } = cause
  return problem(
    REFUSED_BY_AWS,
    '',
    `AWS refused the call ${operation} (${name}). Tell your administrator.`,
    { operation, error: name },
  )
}
