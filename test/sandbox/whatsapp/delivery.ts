// The statuses of an accepted message: sent, then delivered once the phone is on, then read once
// the customer opens the chat.
import type { Clock } from '../clock.ts'
import type { Conversation, Message } from './conversations.ts'
import { addressOf, type Customer } from './customers.ts'

type Status = 'sent' | 'delivered' | 'read' | 'played'

const DAY_MS = 24 * 60 * 60 * 1000
// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates#time-to-live--ttl---customization--defaults--min-max-values--and-compatibility
const KEPT_MS = 30 * DAY_MS
const AUTHENTICATION_KEPT_MS = 10 * 60 * 1000

/**
 * The times from WhatsApp's acceptance of a message until each of its statuses, in milliseconds of
 * virtual time.
 */
export interface Pace {
  sentMs: number
  deliveredMs: number
  readMs: number
  /** The maximum of the random share by which each of these times is lengthened. */
  jitter: number
}

interface Parcel {
  conversation: Conversation
  message: Message
  category: string | undefined
}

export function createDelivery(
  clock: Clock,
  pace: Pace,
  random: () => number,
  report: (parcel: Parcel, status: Status) => void,
) {
  const undelivered = new Set<Parcel>()
  const unread = new Set<Parcel>()
  const after = (ms: number, task: () => void) =>
    clock.after(Math.max(0, ms) * (1 + pace.jitter * random()), task)

  function set(parcel: Parcel, status: Status) {
    parcel.message.times[status] = clock.now()
    report(parcel, status)
  }

  function arrive(parcel: Parcel) {
    const { customer } = parcel.conversation
    if (!customer.online) return void undelivered.add(parcel)
    const maxAgeMs = parcel.category === 'AUTHENTICATION' ? AUTHENTICATION_KEPT_MS : KEPT_MS
    if (clock.now() - parcel.message.at > maxAgeMs) return
    // For a reaction, WhatsApp reports only `sent`.
    if (parcel.message.shown.type === 'reaction') return
    set(parcel, 'delivered')
    after(pace.readMs - pace.deliveredMs, () => look(parcel))
  }

  function look(parcel: Parcel) {
    const { customer } = parcel.conversation
    if (!customer.reads || !customer.online) return void unread.add(parcel)
    set(parcel, 'read')
    if (parcel.message.payload.audio?.voice) after(1000, () => set(parcel, 'played'))
  }

  const ofCustomer = (parcels: Set<Parcel>, customer: Customer) =>
    [...parcels].filter(
      ({ conversation }) => addressOf(conversation.customer) === addressOf(customer),
    )

  return {
    send(parcel: Parcel) {
      after(pace.sentMs, () => set(parcel, 'sent'))
      after(pace.deliveredMs, () => arrive(parcel))
    },
    /**
     * Discards the pending statuses of messages that wait for a phone to be online or for a
     * customer to read them.
     */
    drop() {
      undelivered.clear()
      unread.clear()
    },
    /**
     * Call this method when the customer's phone is online again, or when the customer opens the
     * chat. Reports the next status of every message that waited for this.
     */
    resume(customer: Customer) {
      if (!customer.online) return
      const [late, unseen] = [
        ofCustomer(undelivered, customer),
        customer.reads ? ofCustomer(unread, customer) : [],
      ]
      for (const parcel of late) undelivered.delete(parcel)
      for (const parcel of unseen) unread.delete(parcel)
      after(pace.deliveredMs, () => late.forEach(arrive))
      after(pace.readMs, () => unseen.forEach(look))
    },
  }
}
