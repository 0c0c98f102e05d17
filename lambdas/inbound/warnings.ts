// Marks a reply if WhatsApp reports that something in it, such as a product, is unavailable or does
// not exist. The widget shows the warning.
import type { Clock, Outbox } from '#model/ports'
import type { MessagePart } from '#model/reply'
import { transitions } from '#model/transitions'
import type { StatusEvent } from '#whatsapp/events/types'

interface Ports {
  outbox: Pick<Outbox, 'apply'>
  now: Clock
}

/**
 * If a message is not recorded this long after its status arrived, another program sent the
 * message.
 */
const RECORDED_WITHIN_MS = 60_000

export function warnings({ outbox, now }: Ports) {
  /** Throws if the message of the warning may not be recorded yet. The queue then delivers the warning again. */
  return async ({ at }: StatusEvent, part: MessagePart | undefined): Promise<void> => {
    if (part) await outbox.apply(transitions.warn, part, {})
    else if (at && now().getTime() - at.getTime() < RECORDED_WITHIN_MS)
      throw new Error('the message of the warning is not recorded yet')
  }
}
