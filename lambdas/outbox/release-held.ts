// Releases held replies. Agents compose held replies while the service window is closed. A held
// reply waits until the customer answers or until its deadline. A function that learns of an answer
// only sends a signal, and send-reply releases the replies with this module.

import { type Conversation, type Partitions, provenEvidenceOf } from '#model/conversation'
import type { Clock, HeldReplies, Outbox, Signals } from '#model/ports'
import { HOLD_MS, type Reply } from '#model/reply'
import { transitions } from '#model/transitions'
import { problem } from '#whatsapp/errors/problems'
import { type ServiceWindow, serviceWindow } from '#whatsapp/service-window'
import { log, masked } from '../runtime/log.ts'
import type { delivery } from './deliver.ts'

/**
 * Returns a function that sends a signal to check the held replies of a conversation, after an
 * event has shown that the customer wrote.
 */
export function signalHeldReplies({
  held,
  signals,
  now,
}: {
  held: Pick<HeldReplies, 'of'>
  signals: Signals
  now: Clock
}) {
  return async (conversation: Partitions): Promise<void> => {
    const [first] = await held.of(conversation)
    if (first) await signals.signal(first, { is: 'answered', at: now() })
  }
}

interface Ports {
  held: HeldReplies
  outbox: Pick<Outbox, 'apply'>
  now: Clock
  fail: ReturnType<typeof delivery>['fail']
}

/**
 * Returns a function that releases the held replies of a conversation if the customer has answered,
 * and ends those whose deadline has passed. The function returns whether any reply was released.
 */
export function releaseHeldReplies({ held, outbox, now, fail }: Ports) {
  return async (conversation: Conversation): Promise<boolean> => {
    const at = now()
    const window = serviceWindow(provenEvidenceOf(conversation), at)
    let released = 0
    for (const reply of await held.of(conversation)) {
      // Queued replies are sent in the order of the time at which they were released. Each held reply
      // therefore gets a time one millisecond later than the held reply before it.
      if (isAnswered(reply, window))
        await outbox.apply(transitions.release, reply, { at: new Date(at.getTime() + released++) })
      else if (new Date(reply.heldUntil!) <= at) await fail(conversation, reply, [HOLD_EXPIRED])
      else if (new Date(reply.dueAt) <= at)
        await outbox.apply(transitions.holdOn, reply, { now: at })
    }
    if (released > 0)
      log.info('replies_released', { conversation: masked(conversation.id), replies: released })
    return released > 0
  }
}

/**
 * Returns whether the customer answered before the deadline of the held reply. A later answer does
 * not release the reply, because it may be an answer to another message.
 */
const isAnswered = ({ heldUntil }: Reply, window: ServiceWindow): boolean =>
  window.is === 'open' && window.because.at <= new Date(heldUntil!)

const HOLD_EXPIRED = problem(
  'hold_expired',
  '',
  `We received no answer from the customer within ${HOLD_MS / 3_600_000} hours, so the message was not sent. If you still need it, send a template and hold the message again.`,
  { hours: HOLD_MS / 3_600_000 },
)
