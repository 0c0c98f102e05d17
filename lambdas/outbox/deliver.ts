// One reply on its way: claimed, its files uploaded, each part sent and recorded; and what is written down when that fails.
import { randomUUID } from 'node:crypto'
import { type Problem, problem, UpstreamFailure } from '#whatsapp/errors/problems'
import { type Conversation, recipientOf } from '../model/conversation.ts'
import type {
  ChatSession,
  Clock,
  Conversations,
  Files,
  MediaIds,
  Messages,
  Outbox,
  Wakes,
  WhatsApp,
} from '../model/ports.ts'
import {
  backOffSeconds,
  type Reply,
  SCAN_HOLD_MS,
  SEND_TIMEOUT_MS,
  SETTLE_MS,
  UNCONFIRMED_NOTICE_MS,
} from '../model/reply.ts'
import { log, masked } from '../runtime/log.ts'
import { messagesOf, needsPreparation, toWire } from './messages-of-reply.ts'
import { notices } from './notices.ts'
import { outcomes } from './outcomes.ts'
import { preparation } from './prepare.ts'

export interface DeliveryPorts {
  outbox: Outbox
  conversations: Conversations
  messages: Messages
  mediaIds: MediaIds
  whatsapp: WhatsApp
  files: Files
  chat: ChatSession
  wakes: Wakes
  /** `bucket/prefix` of the instance's chat attachments. */
  attachments: string
  now: Clock
}

/** What is left of a lease when the call's own time-out is over. */
export const LEASE_MARGIN_MS = 5_000
/** Longer than the function's own time-out: an upload that outlives its function is taken over, one that runs is not. */
const PREPARING_LEASE_MS = 90_000

/** Why a conversation cannot go on now, and when to look again. */
export type Rest = { afterSeconds: number }

/** `look_again`: somebody else has written to the reply meanwhile. */
type Done = 'done' | 'look_again'

export function delivery(ports: DeliveryPorts) {
  const { outbox, whatsapp, messages, now } = ports
  const { remembered, prepare } = preparation(ports)
  const giveNotice = notices(ports)
  const settleOutcome = outcomes(ports)

  return { send, fail, abandoned, giveNotice }

  /** Its sender died, or lost its way to the outbox: only a status can tell whether the part under way was sent. */
  async function abandoned(conversation: Conversation, reply: Reply): Promise<Done> {
    const underWay = reply.parts.findIndex(({ state }) => state === 'unsent')
    // WhatsApp may have told already.
    if (reply.parts[underWay]?.outcome && (await outbox.confirm(reply, underWay)))
      return 'look_again'
    log.warn('reply_unconfirmed', {
      conversation: masked(conversation.id),
      reply: reply.id,
      attempt: reply.attempt,
      because: 'lease_expired',
    })
    const ended = await outbox.end(reply, {
      state: 'unconfirmed',
      problems: [MAY_HAVE_ARRIVED],
      parts: underWay < 0 ? {} : { [underWay]: { state: 'unconfirmed' } },
      ...noticeOfUnconfirmed(conversation),
    })
    return ended ? 'done' : 'look_again'
  }

  function noticeOfUnconfirmed({ mode }: Conversation): { noticeAt?: Date } {
    return mode === 'bridged' ? { noticeAt: new Date(now().getTime() + UNCONFIRMED_NOTICE_MS) } : {}
  }

  async function fail(
    conversation: Conversation,
    reply: Reply,
    problems: Problem[],
  ): Promise<Done> {
    const notice = conversation.mode === 'bridged' ? { noticeAt: now() } : {}
    if (!(await outbox.end(reply, { state: 'failed', problems, ...notice }))) return 'look_again'
    log.warn('reply_refused', {
      conversation: masked(conversation.id),
      reply: reply.id,
      because: problems.map(({ code }) => code).join(','),
    })
    if (conversation.mode === 'bridged')
      await giveNotice(conversation, { ...reply, state: 'failed', problems })
    return 'done'
  }

  async function send(conversation: Conversation, reply: Reply): Promise<Rest | Done> {
    const token = randomUUID()
    const late = reply.late || (await cameLate(reply)) ? ({ late: true } as const) : {}
    const lease = () => new Date(now().getTime() + SEND_TIMEOUT_MS + LEASE_MARGIN_MS)
    let { media, complete } = needsPreparation(reply.content)
      ? await remembered(conversation, reply)
      : { media: {}, complete: true }
    // Reading what is remembered may have taken its time.
    let leaseUntil = lease()
    if (!complete) {
      if (
        !(await outbox.claim(
          reply,
          'preparing',
          token,
          new Date(now().getTime() + PREPARING_LEASE_MS),
        ))
      )
        return 'look_again'
      try {
        const prepared = await prepare(conversation, reply, media)
        if (prepared.problems.length > 0)
          return failClaimed(conversation, reply, token, prepared.problems)
        media = prepared.media
      } catch (cause) {
        if (cause instanceof UpstreamFailure && cause.retryable) return backOff(reply, token, cause)
        if (cause instanceof UpstreamFailure)
          return failClaimed(conversation, reply, token, [refusedBy(cause)])
        throw cause
      }
      leaseUntil = lease()
      if (!(await outbox.advance(reply, token, { state: 'sending', leaseUntil })))
        return 'look_again'
    } else if (!(await outbox.claim(reply, 'sending', token, leaseUntil))) return 'look_again'

    const outgoing = messagesOf(reply.content, media)
    const unsent = reply.parts.flatMap(({ state, attempt }, index) =>
      state === 'unsent' ? [{ index, attempt }] : [],
    )

    for (const [turn, { index, attempt }] of unsent.entries()) {
      // The call must be over, one way or the other, before anybody may say that nobody knows.
      if (leaseUntil.getTime() - now().getTime() < SEND_TIMEOUT_MS)
        return backOff(reply, token, undefined)
      const sentAt = now().toISOString()
      const callback = { conversation: conversation.id, id: reply.id, attempt, part: index }
      let messageId: string
      try {
        const wire = toWire(
          outgoing[index]!,
          recipientOf(conversation.customer),
          callback,
          reply.quotes,
        )
        ;({ messageId } = await whatsapp.send(conversation.phoneNumberId, wire))
      } catch (cause) {
        if (!(cause instanceof UpstreamFailure)) throw cause
        return notSent(conversation, reply, token, cause, { index, sentAt })
      }
      // Connect keeps the webhooks of a native number: its statuses are joined by the message id alone.
      const known =
        conversation.mode === 'native' ? await messages.sent(messageId, callback, now()) : undefined
      const last = turn === unsent.length - 1
      leaseUntil = lease()
      const accepted = { state: 'accepted', messageId, sentAt } as const
      const recorded = await outbox.advance(reply, token, {
        ...(last ? { state: 'accepted' } : { state: 'sending', leaseUntil }),
        ...late,
        parts: { [index]: accepted },
      })
      if (!recorded) {
        // Given up as unconfirmed, and sent again by the agent: this attempt still ends where it belongs.
        await outbox.acceptedFormer(callback, accepted)
        return 'look_again'
      }
      if (known) await settleOutcome(callback, known)
    }
    log.info('reply_sent', {
      conversation: masked(conversation.id),
      reply: reply.id,
      parts: unsent.length,
      attempt: reply.attempt,
      ...late,
    })
    return 'done'
  }

  /** An older reply that arrives after a younger one was sent is sent all the same, and says so. */
  async function cameLate(reply: Reply): Promise<boolean> {
    // A younger one cannot have been sent before this one came unless it was under way for longer than we wait.
    const underWay =
      new Date(reply.acceptedAt).getTime() - new Date(reply.order.split('#')[0]!).getTime()
    const held = now().getTime() - new Date(reply.acceptedAt).getTime() > SCAN_HOLD_MS
    return (underWay > SETTLE_MS || held) && outbox.overtaken(reply)
  }

  async function notSent(
    conversation: Conversation,
    reply: Reply,
    token: string,
    cause: UpstreamFailure,
    { index, sentAt }: { index: number; sentAt: string },
  ): Promise<Rest | Done> {
    if (cause.certain && cause.retryable) return backOff(reply, token, cause)
    if (cause.certain) return failClaimed(conversation, reply, token, [refusedBy(cause)])
    log.error('reply_unconfirmed', cause, {
      conversation: masked(conversation.id),
      reply: reply.id,
      attempt: reply.attempt,
    })
    await outbox.advance(reply, token, {
      state: 'unconfirmed',
      problems: [MAY_HAVE_ARRIVED],
      parts: { [index]: { state: 'unconfirmed', sentAt } },
      ...noticeOfUnconfirmed(conversation),
    })
    // A status may have come before this did.
    return 'look_again'
  }

  async function failClaimed(
    conversation: Conversation,
    reply: Reply,
    token: string,
    problems: Problem[],
  ): Promise<Done> {
    const notice = conversation.mode === 'bridged' ? { noticeAt: now() } : {}
    if (!(await outbox.advance(reply, token, { state: 'failed', problems, ...notice })))
      return 'look_again'
    log.warn('reply_refused', {
      conversation: masked(conversation.id),
      reply: reply.id,
      because: problems.map(({ code }) => code).join(','),
    })
    if (conversation.mode === 'bridged')
      await giveNotice(conversation, { ...reply, state: 'failed', problems })
    return 'done'
  }

  async function backOff(
    reply: Reply,
    token: string,
    cause: UpstreamFailure | undefined,
  ): Promise<Rest | 'look_again'> {
    // Not beyond the time it has to be sent by: then the agent is told.
    const afterSeconds = cause
      ? Math.min(
          backOffSeconds(reply.setbacks),
          (new Date(reply.sendBy).getTime() - now().getTime()) / 1000 + 1,
        )
      : 0
    const nextAttemptAt = new Date(now().getTime() + afterSeconds * 1000)
    if (
      !(await outbox.advance(reply, token, {
        state: 'queued',
        nextAttemptAt,
        setbacks: reply.setbacks + (cause ? 1 : 0),
      }))
    )
      return 'look_again'
    log.warn('reply_put_off', { reply: reply.id, afterSeconds, operation: cause?.operation })
    return { afterSeconds }
  }
}

const MAY_HAVE_ARRIVED = problem(
  'unconfirmed',
  '',
  'WhatsApp did not answer in time: the message may still arrive. Send it again only if the customer has not got it.',
)
function refusedBy(cause: UpstreamFailure): Problem {
  const { name } = cause.cause instanceof Error ? cause.cause : cause
  const { operation } = cause
  return problem(
    'refused_by_aws',
    '',
    `${operation} was refused (${name}). Tell your administrator.`,
    { operation, error: name },
  )
}
