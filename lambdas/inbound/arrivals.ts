// What one notification brings: each message is stored first. Then a message that is alone in its
// conversation is put into the chat at once. All others are left to the FIFO queue, whose groups are
// the conversations, so that they get into the chat in their order.
import { randomUUID } from 'node:crypto'
import { type Conversation, numberOf } from '#model/conversation'
import {
  inboundTransitions,
  newMessage,
  type PendingMessage,
  settlingMs,
  storedEvent,
} from '#model/inbound'
import type { InboundFile, InboundSignals, MessageKey } from '#model/ports'
import type { MessageEvent } from '#whatsapp/events/types'
import { log, masked } from '../runtime/log.ts'
import { inboundMedia, isMedia } from './media.ts'
import { type ShowPorts, showing } from './show.ts'

export interface ArrivalPorts extends ShowPorts {
  inboundSignals: InboundSignals
}

/** The messages of a notification at one position in it. */
export interface Arrival {
  store(conversation: string, event: MessageEvent, id: string): Promise<void>
  /** The conversation as it is after everything that the event says of it was stored. */
  met(conversation: Conversation): void
}

/** What arrived in a conversation. */
interface Arrived {
  conversation?: Conversation
  /** The messages that were stored now. */
  stored: PendingMessage[]
  /** The messages that had been stored before and are not in the chat yet. */
  known: MessageKey[]
}

export function arrivals(ports: ArrivalPorts) {
  const { inbox, inboundSignals, now, pause } = ports
  const receive = inboundMedia(ports)
  const show = showing(ports)

  /** `published` is when AWS published the notification. */
  return (published: string) => {
    const all = new Map<string, Arrived>()
    const arrivedIn = (conversation: string): Arrived => {
      const arrived = all.get(conversation) ?? { stored: [], known: [] }
      all.set(conversation, arrived)
      return arrived
    }

    return {
      at: (index: number): Arrival => ({
        async store(conversation, event, id) {
          const message = newMessage({
            conversation,
            event,
            id,
            at: event.at ?? new Date(published),
            publishedAt: published,
            index,
            storedAt: now(),
            token: randomUUID(),
            hasFile: isMedia(event.content),
          })
          const { stored, known } = arrivedIn(conversation)
          if (await inbox.put(message)) stored.push(message)
          else if (await isWaiting(message, event)) known.push(message)
        },
        met(conversation) {
          arrivedIn(conversation.id).conversation = conversation
        },
      }),

      /** Conversations do not wait for each other. Returns the failures. */
      async show(): Promise<unknown[]> {
        const results = await Promise.allSettled(
          [...all].map(([conversation, arrived]) => showArrived(conversation, arrived)),
        )
        return results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
      },
    }
  }

  /**
   * The message was stored before. Returns whether it is not in the chat yet. WhatsApp may deliver a
   * message that it could not provide at first (131060) once more, with the same id.
   */
  async function isWaiting(message: PendingMessage, { content }: MessageEvent): Promise<boolean> {
    const stored = await inbox.stored(message.conversation, message.id)
    const isNews = content.type !== 'unsupported' && stored?.type === 'unsupported'
    if (!stored || !isNews || stored.provided) return stored?.state !== 'done'
    if (stored.state === 'carrying')
      throw new Error('the message is just being shown without words')
    return (await inbox.apply(inboundTransitions.provide, message, message)) !== undefined
  }

  async function showArrived(group: string, arrived: Arrived): Promise<void> {
    const { conversation, stored, known } = arrived
    const [only, ...others] = stored
    const isAlone = only && others.length === 0 && known.length === 0
    if (isAlone && conversation && !conversation.includes?.length)
      return showAtOnce(conversation, only)
    for (const message of stored) await inboundSignals.signal(message, group)
    for (const message of known)
      await inboundSignals.signal(message, group, `again/${now().toISOString().slice(0, 16)}`)
    await Promise.all(stored.map((message) => fetchAhead(group, message)))
  }

  /** A file is fetched whatever comes before its message. */
  async function fetchAhead(group: string, message: PendingMessage): Promise<void> {
    if (message.state !== 'fetching') return
    const file = await fileOf(message)
    if (file === undefined) return
    await keep(message, file)
    await inboundSignals.signal(message, group, 'fetched')
  }

  async function showAtOnce(conversation: Conversation, message: PendingMessage): Promise<void> {
    const file = message.state === 'fetching' ? await fileOf(message) : undefined
    const isPutOff = message.state === 'fetching' && file === undefined
    if (!isPutOff) {
      await pause(settlingMs(message, now()))
      const pending = await inbox.pending(conversation)
      const isAlone = pending.every(({ id }) => id === message.id)
      if (isAlone && (await show(conversation, message, file)) !== 'put_off') return
      if (!isAlone && file !== undefined) await keep(message, file)
    }
    await inboundSignals.signal(message, conversation.id)
  }

  async function keep(message: PendingMessage, file: InboundFile | 'unavailable'): Promise<void> {
    const { token } = message
    await inbox.apply(inboundTransitions.fetched, message, { token, file, now: now() })
  }

  /** Returns undefined, and puts the message off, if the file cannot be fetched at the moment. */
  async function fileOf(message: PendingMessage): Promise<InboundFile | 'unavailable' | undefined> {
    const { conversation: id, token } = message
    try {
      const of = { id, phoneNumberId: numberOf(id) }
      return await receive(of, storedEvent(message).content, message.id)
    } catch (cause) {
      log.error('message_put_off', cause, { conversation: masked(id), retries: 0 })
      await inbox.apply(inboundTransitions.putOff, message, { token, now: now() })
      return undefined
    }
  }
}
