// Gives an id to a message that WhatsApp reports without one, so that it reaches the agent like any
// other, and only once if it is delivered twice.
import { createHash } from 'node:crypto'
import type { EchoEvent, MessageEvent } from '#whatsapp/events/types'
import { DERIVED_PREFIX } from '#whatsapp/messages/message-ids'
import { log } from '../runtime/log.ts'

export type Identified<Event extends MessageEvent | EchoEvent> = Event & { readonly id: string }

/** `published` is when the notification was published, which counts if the message has no time. */
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
