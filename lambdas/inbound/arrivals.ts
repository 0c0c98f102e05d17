// Processes the customers' messages of one webhook notification. Each message is stored first. If a
// message is the only pending message of its conversation, it is put into the chat at once. For all
// other messages, signals are sent to a FIFO queue in which each conversation is a message group.
// show-message then puts the messages into the chat in their order.
import { randomUUID } from 'node:crypto'
import { type Conversation, numberOf } from '#model/conversation'
import {
  inboundTransitions,
  messageSettlingMs,
  newMessage,
  type PendingMessage,
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

/** Collects the messages of one event of the notification. */
export interface Arrival {
  store(conversation: string, event: MessageEvent, id: string): Promise<void>
  /** Receives the conversation after the customer's details in the event were stored there. */
  met(conversation: Conversation): void
}

interface StoredMessage {
  message: PendingMessage
  /** The time at which the message had been stored. */
  storedBy: Date
}

/** The messages that arrived in one conversation. */
interface Arrived {
  conversation?: Conversation
  /** The messages that this call stored. */
  stored: StoredMessage[]
  /** The messages that were stored earlier and are not in the chat yet. */
  known: MessageKey[]
}

export function arrivals(ports: ArrivalPorts) {
  const { inbox, inboundSignals, now, pause } = ports
  const receive = inboundMedia(ports)
  const show = showing(ports)

  /** `published` is the time at which AWS published the notification. */
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
          if (await inbox.put(message)) stored.push({ message, storedBy: now() })
          else if (await isUnshown(message, event)) known.push(message)
        },
        met(conversation) {
          arrivedIn(conversation.id).conversation = conversation
        },
      }),

      /**
       * Puts the messages of all conversations into their chats concurrently. Returns the failures.
       */
      async show(): Promise<unknown[]> {
        const results = await Promise.allSettled(
          [...all].map(([conversation, arrived]) => showArrived(conversation, arrived)),
        )
        return results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
      },
    }
  }

  /**
   * Returns whether a message that was already stored must still be put into the chat. If WhatsApp
   * could not provide the content of a message at first (error 131060), it may deliver the message
   * a second time with the same id and its content.
   */
  async function isUnshown(message: PendingMessage, { content }: MessageEvent): Promise<boolean> {
    const stored = await inbox.stored(message.conversation, message.id)
    const isNews = content.type !== 'unsupported' && stored?.type === 'unsupported'
    if (!stored || !isNews || stored.provided) return stored?.state !== 'done'
    if (stored.state === 'carrying')
      throw new Error('the message is being shown without a text at this moment')
    return (await inbox.apply(inboundTransitions.provide, message, message)) !== undefined
  }

  async function showArrived(group: string, arrived: Arrived): Promise<void> {
    const { conversation, stored, known } = arrived
    const [only, ...others] = stored
    const isAlone = only && others.length === 0 && known.length === 0
    if (isAlone && conversation && !conversation.includes?.length)
      return showAtOnce(conversation, only)
    for (const { message } of stored) await inboundSignals.signal(message, group)
    for (const message of known)
      await inboundSignals.signal(message, group, `again/${now().toISOString().slice(0, 16)}`)
    await Promise.all(stored.map(({ message }) => fetchAhead(group, message)))
  }

  /** Fetches the file of a message that must wait until other messages are in the chat. */
  async function fetchAhead(group: string, message: PendingMessage): Promise<void> {
    if (message.state !== 'fetching') return
    const file = await fileOf(message)
    if (file === undefined) return
    await keep(message, file)
    await inboundSignals.signal(message, group, 'fetched')
  }

  async function showAtOnce(
    conversation: Conversation,
    { message, storedBy }: StoredMessage,
  ): Promise<void> {
    const file = message.state === 'fetching' ? await fileOf(message) : undefined
    const isPutOff = message.state === 'fetching' && file === undefined
    if (!isPutOff) {
      await pause(messageSettlingMs(message, now()))
      const pending = await inbox.pending(conversation)
      const isAlone = pending.every(({ id }) => id === message.id)
      if (isAlone) {
        const result = await show(conversation, message, { fetched: file, storedBy })
        if (result !== 'put_off') return
      } else if (file !== undefined) await keep(message, file)
    }
    await inboundSignals.signal(message, conversation.id)
  }

  async function keep(message: PendingMessage, file: InboundFile | 'unavailable'): Promise<void> {
    const { token } = message
    await inbox.apply(inboundTransitions.fetched, message, { token, file, now: now() })
  }

  /**
   * Fetches the file of a message. If the fetch fails, postpones the message and returns undefined.
   */
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
