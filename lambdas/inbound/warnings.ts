// Marks a reply if WhatsApp reports that a part of it, such as a product, is unavailable or does
// not exist. The widget displays the warning beside the reply.
import type { Clock, Outbox } from '#model/ports'
import type { MessagePart } from '#model/reply'
import { transitions } from '#model/transitions'
import type { StatusEvent } from '#whatsapp/events/types'

interface Ports {
  outbox: Pick<Outbox, 'apply'>
  now: Clock
}

/**
 * If the message of a warning is not recorded this long after the warning arrived, another program
 * sent the message.
 */
const RECORDED_WITHIN_MS = 60_000

export function warnings({ outbox, now }: Ports) {
  /**
   * Records a warning. Throws if it is possible that the warning's message is not recorded yet. The
   * queue then delivers the warning again.
   */
  return async ({ at }: StatusEvent, part: MessagePart | undefined): Promise<void> => {
    if (part) await outbox.apply(transitions.warn, part, {})
    else if (at && now().getTime() - at.getTime() < RECORDED_WITHIN_MS)
      throw new Error('the message of the warning is not recorded yet')
  }
}
