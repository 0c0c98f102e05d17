// Marks a reply if WhatsApp reports that something in a message, such as a product, is unavailable
// or does not exist. The widget displays the warning at the reply.
import type { Clock, Outbox } from '#model/ports'
import type { MessagePart } from '#model/reply'
import { transitions } from '#model/transitions'
import type { StatusEvent } from '#whatsapp/events/types'

interface Ports {
  outbox: Pick<Outbox, 'apply'>
  now: Clock
}

/**
 * If the id of the message is still not recorded this long after the warning, another program must
 * have sent the message.
 */
const RECORDED_WITHIN_MS = 60_000

export function warnings({ outbox, now }: Ports) {
  /**
   * Records a warning. Throws if the message of the warning may not be recorded yet, so that the
   * queue delivers the warning again.
   */
  return async ({ at }: StatusEvent, part: MessagePart | undefined): Promise<void> => {
    if (part) await outbox.apply(transitions.warn, part, {})
    else if (at && now().getTime() - at.getTime() < RECORDED_WITHIN_MS)
      throw new Error('the message of the warning is not recorded yet')
  }
}
