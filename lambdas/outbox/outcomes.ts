// Stores the outcomes that WhatsApp's statuses report in the replies. The statuses come from
// webhooks and from EventBridge, in any order and with duplicates. Each step can be repeated after
// a crash.

import type { Clock, Conversations, Outbox, Signals } from '#model/ports'
import {
  backOffSeconds,
  formerKey,
  isInDoubt,
  type MessagePart,
  type Outcome,
  type Reply,
  SEND_TIMEOUT_MS,
} from '#model/reply'
import type { TemplateSends } from '#model/template-ports'
import { isBeingSent, isUnderWay, may, transitions } from '#model/transitions'
import { mayRetryLater } from '#whatsapp/errors/error-table'
import { RE_ENGAGEMENT_MESSAGE } from '#whatsapp/service-window'
import { STOPPED_MARKETING_CODE, UNDELIVERABLE_CODE } from '#whatsapp/templates/recipient'
import { log, masked } from '../runtime/log.ts'
import { confirmed } from './confirmed.ts'
import { templateCounts } from './template-counts.ts'

interface Ports {
  outbox: Outbox
  conversations: Pick<Conversations, 'get' | 'refused' | 'marketing' | 'undeliverable'>
  sends: Pick<TemplateSends, 'count'>
  signals: Signals
  now: Clock
}

export function outcomes({ outbox, conversations, sends, signals, now }: Ports) {
  const counts = templateCounts({ outbox, sends })

  return async (of: MessagePart, outcome: Outcome): Promise<void> => {
    const { merged, isNew } = await mergedInto(of, outcome)
    if (!merged?.parts[of.part])
      return log.info('status_of_another_attempt', {
        reply: of.id,
        attempt: of.attempt,
        status: outcome.status,
      })
    const reply = await settled(merged, of)
    // The stored outcome decides, and not the status that came last: `delivered` may have arrived
    // before `failed`.
    const after = reply && failureOf(reply, of) ? await failed(reply, of) : reply
    // A failed part that is sent again is counted only with the outcome of its new attempt.
    const isSentAgain = after?.parts[of.part] && after.parts[of.part]!.attempt !== of.attempt
    if (isNew && !isSentAgain) await counts.outcomeStored(merged, of, outcome)
  }

  /**
   * Stores an outcome in the reply, unless a stored outcome of the part prevails. `merged` is
   * undefined if the outcome does not belong to the part's current attempt. `isNew` is true if this
   * call stored the outcome.
   */
  async function mergedInto(
    of: MessagePart,
    outcome: Outcome,
  ): Promise<{ merged?: Reply; isNew: boolean }> {
    const merged = await outbox.apply(transitions.mergeOutcome, of, { outcome })
    if (merged) return { merged, isNew: true }
    const known = await outbox.get(of.conversation, of.id)
    if (known?.parts[of.part]?.attempt === of.attempt) return { merged: known, isNew: false }
    if (known?.former[formerKey(of.attempt, of.part)])
      await outbox.apply(transitions.mergeFormerOutcome, of, { outcome })
    return { isNew: false }
  }

  /**
   * An outcome proves that an unconfirmed part was sent, so the function records that. Returns the
   * reply.
   */
  function settled(merged: Reply, of: MessagePart): Promise<Reply | undefined> {
    return decided(merged, of, async (reply) => {
      if (!isInDoubt(reply, of.part)) return reply
      const late = await leftLate(reply, of.part)
      const after = await confirmed(outbox, reply, of.part, { now: now(), late })
      // The later parts of the reply, which waited for the unconfirmed part, can be sent now.
      if (after && isUnderWay(after)) await signals.signal(after, { is: 'again', at: now() })
      return after
    })
  }

  /**
   * Returns whether WhatsApp sent an unconfirmed part only after its call had timed out, and
   * perhaps after a younger reply. Only the status `sent` contains the time of sending, so the
   * result is undefined for all others.
   */
  async function leftLate(reply: Reply, part: number): Promise<true | undefined> {
    const { sentAt, outcome } = reply.parts[part]!
    if (outcome?.status !== 'sent' || !sentAt) return undefined
    if (Date.parse(outcome.at) - Date.parse(sentAt) < SEND_TIMEOUT_MS) return undefined
    return (await outbox.overtaken(reply, { id: reply.conversation })) || undefined
  }

  async function failed(reply: Reply, of: MessagePart): Promise<Reply | undefined> {
    const { errors = [], at } = failureOf(reply, of)!
    const codes = errors.map(({ code }) => code)
    log.warn('reply_failed', {
      conversation: masked(reply.conversation),
      reply: reply.id,
      attempt: of.attempt,
      codes: codes.join(','),
    })
    const sentAt = new Date(reply.parts[of.part]?.sentAt ?? at)
    if (codes.includes(RE_ENGAGEMENT_MESSAGE))
      await conversations.refused(reply.conversation, sentAt)
    if (codes.includes(UNDELIVERABLE_CODE))
      await conversations.undeliverable(reply.conversation, sentAt)
    if (codes.includes(STOPPED_MARKETING_CODE)) await stopped(reply, at)
    return decided(reply, of, async (current) => {
      if (!failureOf(current, of)) return current
      return mayBeRetried(current, codes) ? retried(current, of.part) : reported(current, of.part)
    })
  }

  /**
   * Records that the customer has stopped marketing messages. `reply` is the reply that failed for
   * this reason.
   */
  async function stopped(reply: Reply, at: string): Promise<void> {
    const before = await conversations.get(reply.conversation)
    await conversations.marketing(reply.conversation, { stopped: true, at, from: 'error' })
    if (before && !before.marketing?.stopped) await counts.stopped(before, new Date(at), reply)
  }

  /**
   * Returns whether the failure is temporary (a rate limit or short maintenance) and the reply
   * still has time for a retry.
   */
  function mayBeRetried(reply: Reply, codes: readonly number[]): boolean {
    return (
      codes.length > 0 &&
      codes.every(mayRetryLater) &&
      retryAt(reply) <= new Date(reply.sendBy) &&
      (may(transitions.retryPart, reply) || isBeingSent(reply))
    )
  }

  function retryAt({ retryCount }: Reply): Date {
    return new Date(now().getTime() + backOffSeconds(retryCount) * 1000)
  }

  /**
   * Schedules another attempt to send the part. The part may then arrive after younger replies, so
   * the reply is marked as late.
   */
  async function retried(reply: Reply, part: number): Promise<Reply | undefined> {
    // Other parts of the reply are being sent at this moment. Because of the error, the queue
    // delivers the status again later.
    if (isBeingSent(reply)) throw new Error('the reply is still being sent')
    const next = await outbox.apply(transitions.retryPart, reply, { part, at: retryAt(reply) })
    if (next) await signals.signal(next, { is: 'again', at: now() })
    return next
  }

  async function reported(reply: Reply, part: number): Promise<Reply | undefined> {
    if (reply.mode === 'native' || reply.parts[part]?.notice) return reply
    const owed = await outbox.apply(transitions.oweNotice, reply, { part, now: now() })
    if (owed) await signals.signal(owed, { is: 'notice', at: now() })
    return owed
  }

  /**
   * Calls `decide`, which writes a change of the reply. If the write fails because the reply has
   * changed, reads the reply and calls `decide` again. Returns undefined if the part has a new
   * attempt.
   */
  async function decided(
    read: Reply,
    { conversation, id, attempt, part }: MessagePart,
    decide: (reply: Reply) => Promise<Reply | undefined>,
  ): Promise<Reply | undefined> {
    let reply: Reply | undefined = read
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      if (reply?.parts[part]?.attempt !== attempt) return undefined
      const after = await decide(reply)
      if (after) return after
      reply = await outbox.get(conversation, id)
    }
    throw new Error('other writers keep changing the reply')
  }
}

/**
 * The maximum number of calls of `decide`. If all of them fail, the queue delivers the status
 * again.
 */
const MOST_LOOKS = 5

/**
 * Returns the outcome of this attempt of the part if the outcome is a failure, and otherwise
 * undefined.
 */
function failureOf({ parts }: Reply, { attempt, part: index }: MessagePart): Outcome | undefined {
  const part = parts[index]
  return part?.attempt === attempt && part.outcome?.status === 'failed' ? part.outcome : undefined
}
