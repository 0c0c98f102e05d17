// Replies that were composed for a closed window: they wait until the customer answers, or their time is over.
// Evidence of an answer only wakes; released is in one place, so that nothing can be released twice.
import { problem } from '#whatsapp/errors/problems'
import { type ServiceWindow, serviceWindow } from '#whatsapp/service-window'
import { type Conversation, evidenceOf } from '../model/conversation.ts'
import type { Clock, HeldReplies, Wakes } from '../model/ports.ts'
import { HOLD_MS, type Reply } from '../model/reply.ts'
import { log, masked } from '../runtime/log.ts'
import type { delivery } from './deliver.ts'

/** Something says that the customer has written: whoever tells of it wakes what was held for that. */
export function answered({
  held,
  wakes,
  now,
}: {
  held: Pick<HeldReplies, 'of'>
  wakes: Wakes
  now: Clock
}) {
  return async (conversation: string): Promise<void> => {
    const [first] = await held.of(conversation)
    if (first) await wakes.wake(first, { is: 'answered', at: now() })
  }
}

interface Ports {
  held: HeldReplies
  now: Clock
  fail: ReturnType<typeof delivery>['fail']
}

/** Releases or ends what is held in a conversation, by the window as it is now. Whether anything was released. */
export function heldReplies({ held, now, fail }: Ports) {
  return async (conversation: Conversation): Promise<boolean> => {
    const at = now()
    const window = serviceWindow(evidenceOf(conversation), at)
    let released = 0
    for (const reply of await held.of(conversation.id)) {
      // A moment apart: they go out in the order in which they were composed.
      if (isAnswered(reply, window)) await held.release(reply, new Date(at.getTime() + released++))
      else if (new Date(reply.heldUntil!) <= at) await fail(conversation, reply, [HOLD_EXPIRED])
      else if (new Date(reply.dueAt) <= at) await held.keep(reply, at)
    }
    if (released > 0)
      log.info('replies_released', { conversation: masked(conversation.id), replies: released })
    return released > 0
  }
}

/** Nobody knows what an answer that came after its time would have been an answer to. */
const isAnswered = ({ heldUntil }: Reply, window: ServiceWindow): boolean =>
  window.is === 'open' && window.because.at <= new Date(heldUntil!)

const HOLD_EXPIRED = problem(
  'hold_expired',
  '',
  `The customer did not answer within ${HOLD_MS / 3_600_000} hours, so the message was not sent. If it is still needed, send a template and hold it again.`,
  { hours: HOLD_MS / 3_600_000 },
)
