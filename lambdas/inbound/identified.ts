// Derives an id for a message that WhatsApp reports without an id, so that the message can be
// processed like any other. If AWS delivers the message twice, the derived id is the same, so the
// agent receives the message only once.
import { createHash } from 'node:crypto'
import type { EchoEvent, MessageEvent } from '#whatsapp/events/types'
import { DERIVED_PREFIX } from '#whatsapp/messages/message-ids'
import { log } from '../runtime/log.ts'

export type Identified<Event extends MessageEvent | EchoEvent> = Event & { readonly id: string }

/**
 * Returns the event with an id. `published` is the time at which AWS published the notification,
 * which is used for the id if the message has no time.
 */
export function identified<Event extends MessageEvent | EchoEvent>(
  event: Event,
  published: string,
): Identified<Event> {
  const { id, at, kind, raw } = event
  if (id) return { ...event, id }
  log.warn('message_without_id', { kind })
  const hash = createHash('sha256').update(JSON.stringify([raw, at ?? published]))
  return { ...event, id: `${DERIVED_PREFIX}${hash.digest('hex').slice(0, 32)}` }
}
