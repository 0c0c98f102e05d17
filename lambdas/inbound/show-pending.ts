// Puts a customer's pending messages into the chat, one after another, until none is left or a
// message must wait.
import { type NextInChat, nextOf } from '#model/inbound'
import type { Delay } from '../outbox/deliver.ts'
import type { Joined } from '../outbox/drain.ts'
import { type ShowPorts, showing } from './show.ts'

/** The function must have at least this much time left to begin another message. */
const ENOUGH_TIME_MS = 20_000
/**
 * The maximum number of times that a conversation is read for one signal. After that, the signal
 * returns to the queue.
 */
const MOST_LOOKS = 60
/**
 * If a message must wait at most this long, the function itself waits. For a longer delay, the
 * signal returns to the queue.
 */
const SHORT_WAIT_MS = 400
/**
 * If another invocation began to process the message a moment ago, the message is checked again at
 * this interval, for about a second.
 */
const LOOK_AGAIN_MS = 80
const MOST_SHORT_LOOKS = 12
/**
 * The longest delay for which a signal returns to the queue. For a longer delay, the signal is
 * deleted, and the function `sweep` sends a new signal when the message is overdue. A signal that
 * returned to the queue too often would reach its maximum receive count.
 */
const LONGEST_WAIT_MS = 25_000

type Step = Joined | Exclude<NextInChat, { carry: unknown }> | { displayed: string }

export function showPending(ports: ShowPorts) {
  const { conversations, inbox, now, pause } = ports
  const show = showing(ports)

  return async (
    conversationId: string,
    timeLeft: () => number,
  ): Promise<Delay | Joined | undefined> => {
    let shortLooks = 0
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      if (timeLeft() < ENOUGH_TIME_MS) return { afterSeconds: 0 }
      const step = await look(conversationId)
      if (step === undefined || 'joinedTo' in step) return step
      if ('displayed' in step) continue
      const isShort = step.isYoung && shortLooks++ < MOST_SHORT_LOOKS
      const waitMs = isShort ? LOOK_AGAIN_MS : step.waitMs
      if (waitMs > SHORT_WAIT_MS) return inTheQueue(waitMs)
      await pause(waitMs)
    }
    return { afterSeconds: 1 }
  }

  /** Puts the next message into the chat, unless the message must wait. */
  async function look(conversationId: string): Promise<Step | undefined> {
    const conversation = await conversations.get(conversationId)
    if (!conversation) return undefined
    if (conversation.id !== conversationId) return { joinedTo: conversation.id }
    const next = nextOf(await inbox.pending(conversation), now())
    if (!next || 'waitMs' in next) return next
    await show(conversation, next.carry)
    return { displayed: next.carry.id }
  }
}

const inTheQueue = (waitMs: number): Delay | undefined =>
  waitMs > LONGEST_WAIT_MS ? undefined : { afterSeconds: waitMs / 1000 }
