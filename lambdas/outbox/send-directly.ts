// Sends a typed text at once if it is the only unsent reply of its conversation, without the queue
// between the outbox and send-reply. The module makes the same transitions as send-reply. All other
// replies are left to the queue.
import { evidenceOf } from '#model/conversation'
import type { Pause, ReceiptRequests, Signals } from '#model/ports'
import { PAUSE_REMEMBERED_MS, type Reply } from '#model/reply'
import { refusals } from '#whatsapp/errors/problems'
import { serviceWindow } from '#whatsapp/service-window'
import { log } from '../runtime/log.ts'
import { type Delay, type DeliveryPorts, type Done, delivery, SENDING_LEASE_MS } from './deliver.ts'
import { joiningAgain } from './join-again.ts'
import { messageProblems, outgoingOf } from './messages-of-reply.ts'
import { answers } from './receipts.ts'

type Ports = Omit<DeliveryPorts, 'uploads' | 'giveNotice' | 'settle' | 'answered'> & {
  pause: Pick<Pause, 'isOn'>
  receipts: ReceiptRequests
}

/** A direct send begins only if this much is left of the function's time. */
const ENOUGH_TIME_MS = SENDING_LEASE_MS + 1_000
/** If a send took longer than this, WhatsApp is slow: see `QUEUE_ONLY_MS`. */
const SLOW_SEND_MS = 2_000
/**
 * After a slow send, the queue is used for this long, so that enqueue-reply does not spend its time
 * waiting for WhatsApp.
 */
const QUEUE_ONLY_MS = 10_000

/** Whether a reply is simple enough to be sent directly. */
export const isSimple = ({ by, content, parts, mode }: Reply): boolean =>
  mode === 'bridged' && by.role === 'AGENT' && content.type === 'text' && parts.length === 1

export function directSending(ports: Ports) {
  const { outbox, pause, now } = ports
  const { answered, requestReceipts } = answers(ports)
  const { send } = delivery({
    ...ports,
    answered,
    // No file has to be uploaded, because only texts are sent directly.
    uploads: {
      remembered: async () => ({ media: {}, complete: true }),
      inspect: () => async () => ({ media: {}, problems: [], remember: async () => {} }),
    },
    // This function cannot write into the chat, so it signals send-reply to write the line.
    giveNotice: (_, reply) => signaled(ports.signals, reply, now()),
    settle: async () => undefined,
  })
  const joinAgain = joiningAgain(ports)
  let queueOnlyUntil = 0
  let seen: { at: number; isPaused: Promise<boolean> } | undefined

  /** Whether this execution environment may send directly at the moment. */
  async function isOpen(): Promise<boolean> {
    const at = now().getTime()
    if (at < queueOnlyUntil) return false
    if (!seen || at - seen.at >= PAUSE_REMEMBERED_MS) seen = { at, isPaused: pause.isOn() }
    try {
      return !(await seen.isPaused)
    } catch (cause) {
      seen = undefined
      log.error('pause_not_read', cause, {})
      return false
    }
  }

  /**
   * Returns true if the reply needs nothing more. If `sendDirectly` returns false, the reply must
   * be signaled. `join_again` means that the function must receive the stream's item again.
   */
  async function sendDirectly(
    { conversation: id, id: replyId }: Reply,
    timeLeft: () => number,
  ): Promise<boolean | 'join_again'> {
    if (timeLeft() < ENOUGH_TIME_MS || !(await isOpen())) return false
    const { conversation, replies } = await outbox.unsent({ id })
    const [reply] = replies
    // All replies of a person with several conversations are sent in one message group, and
    // therefore not from here.
    if (conversation?.id !== id || conversation.includes?.length) return false
    if (replies.length !== 1 || reply?.id !== replyId) return false
    if (reply.state !== 'queued' || reply.nextAttemptAt || now() > new Date(reply.sendBy))
      return false
    const outgoing = outgoingOf(reply.content)
    const window = serviceWindow(evidenceOf(conversation), now())
    if (refusals(messageProblems(reply, outgoing, window)).length > 0) return false

    const began = now().getTime()
    let isThrottled = false
    try {
      const sent = await send(conversation, reply, outgoing.messages, () => isStillAlone(reply))
      isThrottled = typeof sent === 'object' && sent.afterSeconds > 0
      return isFinished(sent)
    } finally {
      if (isThrottled || now().getTime() - began > SLOW_SEND_MS)
        queueOnlyUntil = now().getTime() + QUEUE_ONLY_MS
    }
  }

  /** An older reply may have arrived since the first look. An older reply is always sent first. */
  async function isStillAlone({ conversation, id }: Reply): Promise<boolean> {
    const { replies } = await outbox.unsent({ id: conversation })
    return replies.length === 1 && replies[0]?.id === id
  }

  /**
   * An item was received again, so the invocation that sent its reply may have died before the ids
   * of the messages led to the reply.
   */
  async function joinItemAgain({ conversation, id }: Reply): Promise<void> {
    const reply = await outbox.get(conversation, id)
    if (reply) await joinAgain([reply])
  }

  return { isOpen, sendDirectly, joinItemAgain, requestReceipts }
}

const isFinished = (sent: Delay | Done) => (sent === 'join_again' ? sent : sent === 'done')

const signaled = (signals: Signals, reply: Reply, at: Date) =>
  signals.signal(reply, { is: 'notice', at })
