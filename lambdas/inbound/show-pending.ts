// Puts the pending messages of a conversation into its chat, one after the other, until none is
// left or one must wait.
import { type NextInChat, nextOf } from '#model/inbound'
import type { Delay } from '../outbox/deliver.ts'
import type { Joined } from '../outbox/drain.ts'
import { type ShowPorts, showing } from './show.ts'

/** No further message is begun if the function has less than this time left. */
const ENOUGH_TIME_MS = 20_000
/** The maximum number of times that one signal reads a conversation. */
const MOST_LOOKS = 60
/**
 * The function itself waits if the wait is shorter than this. For a longer wait, the signal returns
 * to the queue.
 */
const SHORT_WAIT_MS = 400
/** Work that has just begun is checked again after this time, for about a second in all. */
const LOOK_AGAIN_MS = 80
const MOST_SHORT_LOOKS = 12
/**
 * If a wait is longer than this, the sweep sends a new signal, so that no signal exceeds its
 * receive count.
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

  /** Shows the next message unless it must wait. */
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
