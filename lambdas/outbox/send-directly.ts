// Lets enqueue-reply send an agent's text at once if the text is the only unsent reply of its
// conversation. All other replies are sent by send-reply, which receives signals from a queue. Both
// functions use the same transitions.
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

/** The function must have at least this much time left to begin to send a reply. */
const ENOUGH_TIME_MS = SENDING_LEASE_MS + 1_000
/**
 * If sending takes longer than this, the next replies are sent by send-reply: see `QUEUE_ONLY_MS`.
 */
const SLOW_SEND_MS = 2_000
/**
 * For this long after a slow or throttled call, enqueue-reply sends no reply itself, so that it
 * does not wait for WhatsApp.
 */
const QUEUE_ONLY_MS = 10_000

/** Returns whether a reply is simple enough to be sent directly. */
export const isSimple = ({ by, content, parts, mode }: Reply): boolean =>
  mode === 'bridged' && by.role === 'AGENT' && content.type === 'text' && parts.length === 1

export function directSending(ports: Ports) {
  const { outbox, pause, now } = ports
  const { answered, requestReceipts } = answers(ports)
  const { send } = delivery({
    ...ports,
    answered,
    // Only texts are sent directly, so no file has to be uploaded.
    uploads: {
      remembered: async () => ({ media: {}, complete: true }),
      inspect: () => async () => ({ media: {}, problems: [], remember: async () => {} }),
    },
    // enqueue-reply itself does not write into chats, so it sends a signal to send-reply, which
    // writes the notice.
    giveNotice: (_, reply) => signaled(ports.signals, reply, now()),
    settle: async () => undefined,
  })
  const joinAgain = joiningAgain(ports)
  let queueOnlyUntil = 0
  let seen: { at: number; isPaused: Promise<boolean> } | undefined

  /** Returns whether this execution environment may send directly at the moment. */
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
   * Returns true if the reply is completely processed, and false if the caller must send a signal
   * for it. `join_again` means that the reply was sent but its message id could not be recorded, so
   * the queue must deliver the streamed item again.
   */
  async function sendDirectly(
    { conversation: id, id: replyId }: Reply,
    timeLeft: () => number,
  ): Promise<boolean | 'join_again'> {
    if (timeLeft() < ENOUGH_TIME_MS || !(await isOpen())) return false
    const { conversation, replies } = await outbox.unsent({ id })
    const [reply] = replies
    // If a person has several conversations, only the message group of the oldest conversation may
    // send replies to that person.
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

  /**
   * Returns whether the reply is still the only unsent reply. An older reply may have arrived in
   * the meantime and must be sent first.
   */
  async function isStillAlone({ conversation, id }: Reply): Promise<boolean> {
    const { replies } = await outbox.unsent({ id: conversation })
    return replies.length === 1 && replies[0]?.id === id
  }

  /**
   * Records again which message ids belong to the reply. When an item is delivered a second time,
   * the first invocation may have crashed before it recorded them.
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
