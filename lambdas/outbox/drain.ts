// What is to be done in a conversation: its unsent replies one after the other, each checked by WhatsApp's rules as they are
// at this moment, until nothing is left or something must wait.
import { problem, refusals } from '#whatsapp/errors/problems'
import { serviceWindow } from '#whatsapp/service-window'
import { type Conversation, evidenceOf } from '../model/conversation.ts'
import type { HeldReplies, Templates } from '../model/ports.ts'
import {
  type Reply,
  SCAN_HOLD_MS,
  SEND_TIMEOUT_MS,
  SEND_WITHIN_MS,
  SETTLE_MS,
  waitsForScan,
} from '../model/reply.ts'
import { currentTemplate } from '../templates/content.ts'
import { type DeliveryPorts, delivery, LEASE_MARGIN_MS, type Rest } from './deliver.ts'
import { messageProblems } from './messages-of-reply.ts'
import { heldReplies } from './release-held.ts'

interface Ports extends DeliveryPorts {
  held: HeldReplies
  templates: Templates
  settle(ms: number): Promise<unknown>
}

/** Nothing new is begun with less than this left of the function's time. */
const ENOUGH_TIME_MS = SEND_TIMEOUT_MS + LEASE_MARGIN_MS

/** Pages of one conversation looked at for one wake; then others have their turn. */
const MOST_LOOKS = 50

export function drainOutbox(ports: Ports) {
  const { outbox, now } = ports
  const { send, fail, abandoned, giveNotice } = delivery(ports)
  const settleHeld = heldReplies({ ...ports, fail })

  const secondsUntil = (at: string | Date) =>
    Math.max(0, (new Date(at).getTime() - now().getTime()) / 1000)

  /** Sends what is unsent in a conversation, and with `held` what its customer's answer has released. Undefined when nothing is left to do. */
  return async function drain(
    conversationId: string,
    timeLeft: () => number,
    { held = false } = {},
  ): Promise<Rest | undefined> {
    let conversation: Conversation | undefined
    let after: string | undefined
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      if (timeLeft() < ENOUGH_TIME_MS) return { afterSeconds: 0 }
      const page = await outbox.unsent(conversationId, after)
      conversation = page.conversation ?? conversation
      if (!conversation) return undefined
      if (held && looks === 0 && (await settleHeld(conversation))) continue

      // A page of the outbox is worked through without asking again, while nobody else is seen to write.
      const work = await workThrough(conversation, page.replies, timeLeft)
      if (work !== 'done' && work !== 'look_again') return work
      // What has come since has a wake of its own; what waits for its scan is woken by the end of it.
      if (work === 'done' && !page.more) return undefined
      after = work === 'done' ? page.replies.at(-1)?.order : undefined
    }
    return { afterSeconds: 1 }
  }

  async function workThrough(
    conversation: Conversation,
    replies: Reply[],
    timeLeft: () => number,
  ): Promise<Rest | 'look_again' | 'done'> {
    for (const reply of replies) {
      if (timeLeft() < ENOUGH_TIME_MS) return { afterSeconds: 0 }
      if (reply.noticeAt) {
        if (new Date(reply.noticeAt) <= now()) await giveNotice(conversation, reply)
        continue
      }
      const next = await step(conversation, reply)
      if (next !== 'done' && next !== 'let_pass') return next
    }
    return 'done'
  }

  async function step(
    conversation: Conversation,
    reply: Reply,
  ): Promise<Rest | 'done' | 'look_again' | 'let_pass'> {
    const at = now()

    if (reply.leaseUntil && new Date(reply.leaseUntil) > at)
      return { afterSeconds: secondsUntil(reply.leaseUntil) }
    if (reply.state === 'sending') return abandoned(conversation, reply)
    if (at > new Date(reply.sendBy)) return fail(conversation, reply, [NOT_SENT_IN_TIME])
    if (reply.nextAttemptAt && new Date(reply.nextAttemptAt) > at)
      return { afterSeconds: secondsUntil(reply.nextAttemptAt) }
    if (waitsForScan(reply)) {
      const holdsUntil = new Date(new Date(reply.acceptedAt).getTime() + SCAN_HOLD_MS)
      if (holdsUntil <= at) return 'let_pass'
      // The approval's own wake stands behind this one in the queue: looked again after as long as it has taken so far.
      const waited = (at.getTime() - new Date(reply.acceptedAt).getTime()) / 1000
      return { afterSeconds: Math.min(Math.max(1, waited), secondsUntil(holdsUntil)) }
    }
    const settling = new Date(reply.acceptedAt).getTime() + SETTLE_MS - at.getTime()
    if (settling > 0) {
      await ports.settle(settling)
      return 'look_again'
    }

    const template = await currentTemplate(ports.templates, reply.content, at)
    const problems = refusals(
      template.problems ?? messageProblems(reply, serviceWindow(evidenceOf(conversation), at)),
    )
    if (problems.length > 0) return fail(conversation, reply, problems)

    return send(conversation, { ...reply, content: template.content })
  }
}

const MINUTES = SEND_WITHIN_MS / 60_000
const NOT_SENT_IN_TIME = problem(
  'not_sent_in_time',
  '',
  `The message could not be sent within ${MINUTES} minutes and was not sent. Send it again if it is still needed.`,
  { minutes: MINUTES },
)
