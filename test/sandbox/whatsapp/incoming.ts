// Simulates what customers do: they write, call, and opt out of marketing.
import { type Core, react } from './core.ts'
import { wacid } from './ids.ts'
import { describeInbound, type InboundInput } from './inbound.ts'
import { type FindMedia, type Shown, shown } from './render.ts'
import { contactOf, metadataOf, senderOf, timestamp } from './webhooks.ts'

export interface Incoming {
  /**
   * Sends a customer's message. `address` is the customer's number or user id. An unknown customer
   * is added.
   */
  customerSends(
    address: string,
    businessNumber: string,
    message: InboundInput,
  ): { id: string; timestamp: string }
  /**
   * Simulates a customer's call that lasts for `seconds`. If this is 0, nobody answers the call.
   * Like a message of the customer, every call opens the service window.
   */
  customerCalls(
    address: string,
    businessNumber: string,
    call?: { seconds?: number | undefined },
  ): { id: string }
  customerSetsMarketing(address: string, businessNumber: string, value: 'stop' | 'resume'): void
  /**
   * Adds the messages of a webhook that somebody published to the phones and conversations, as if
   * customers had written them. No webhook is sent for these messages, because one already exists.
   * Throws if the world does not contain the webhook's business number.
   */
  takeOver(value: Record<string, any>): void
}

// https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-initiated-calls
// The SDP offer of a call. Calls in the sandbox have no sound, so the offer only has the right
// format.
const SDP = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'
const RINGS_MS = 30_000

export function createIncoming({
  clock,
  guesses,
  customers,
  conversations,
  media,
  files,
  tell,
  byNumber,
  byMetaId,
}: Core): Incoming {
  return {
    customerSends(address, businessNumber, input) {
      const { waba, number } = byNumber(businessNumber)
      const customer = customers.get(address)
      const conversation = conversations.of(waba, number, customer)
      const message = describeInbound(input, {
        clock,
        customer,
        number,
        store(body, mimeType) {
          const stored = media.put(number.metaId, body, mimeType, 'inbound')
          files.set(stored.id, stored)
          return stored
        },
      })
      const at = clock.now()
      const record = conversations.add(conversation, {
        id: message.id,
        direction: 'inbound',
        at,
        payload: message,
        shown: shown(message, (id) => files.get(id)),
        ...(message.context?.id && { quotes: message.context.id }),
      })
      Object.assign(record.times, { sent: at, delivered: at })
      // A system message, with which WhatsApp reports a changed number, does not open the service
      // window.
      const system = message.type === 'system'
      const opens = !system && (message.type !== 'reaction' || guesses.reactionWindow === 'opens')
      if (opens) conversation.lastInboundAt = at
      if (message.type === 'reaction') react(conversation.messages, 'customer', message.reaction)

      const about = {
        messaging_product: 'whatsapp',
        metadata: metadataOf(number),
        ...(!system && { contacts: [contactOf(customer)] }),
      }
      tell({ waba, number, field: 'messages', value: { ...about, messages: [message] } })
      return { id: message.id, timestamp: message.timestamp }
    },

    customerCalls(address, businessNumber, { seconds = 0 } = {}) {
      const { waba, number } = byNumber(businessNumber)
      const customer = customers.get(address)
      conversations.of(waba, number, customer).lastInboundAt = clock.now()
      const id = wacid()
      const tellCall = (event: object) => {
        const metadata = metadataOf(number)
        const call = {
          id,
          ...senderOf(customer),
          to: metadata.display_phone_number,
          direction: 'USER_INITIATED',
          ...event,
        }
        tell({
          waba,
          number,
          field: 'calls',
          value: {
            messaging_product: 'whatsapp',
            metadata,
            contacts: [contactOf(customer)],
            calls: [call],
          },
        })
      }
      const began = clock.now()
      tellCall({
        event: 'connect',
        timestamp: timestamp(began),
        session: { sdp_type: 'offer', sdp: SDP },
      })
      clock.after(seconds > 0 ? seconds * 1000 : RINGS_MS, () => {
        const now = timestamp(clock.now())
        const lasted = seconds > 0 && {
          start_time: timestamp(began),
          end_time: now,
          duration: seconds,
        }
        tellCall({
          event: 'terminate',
          timestamp: now,
          status: seconds > 0 ? 'COMPLETED' : 'FAILED',
          ...lasted,
        })
      })
      return { id }
    },

    customerSetsMarketing(address, businessNumber, value) {
      const { waba, number } = byNumber(businessNumber)
      const customer = customers.get(address)
      customer.marketing = value === 'stop' ? 'stopped' : 'welcome'
      const contact = contactOf(customer)
      const preference = {
        wa_id: contact.wa_id,
        detail: `User requested to ${value} marketing messages`,
        category: 'marketing_messages',
        value,
        timestamp: Number(timestamp(clock.now())),
      }
      const about = {
        messaging_product: 'whatsapp',
        metadata: metadataOf(number),
        contacts: [contact],
      }
      tell({
        waba,
        number,
        field: 'user_preferences',
        value: { ...about, user_preferences: [preference] },
      })
    },

    takeOver({ metadata, contacts = [], messages = [] }) {
      const isPrivate = ({ type, group_id }: Json) => type !== 'system' && group_id === undefined
      for (const message of messages.filter(isPrivate)) {
        const { waba, number } = byMetaId(metadata?.phone_number_id)
        const about = contacts.length === 1 ? contacts[0] : {}
        const addresses = [message.from, about.wa_id, message.from_user_id, about.user_id]
        const customer = customers.named(addresses.filter((each) => typeof each === 'string'))
        if (!customer) continue
        customer.name ??= about.profile?.name
        const conversation = conversations.of(waba, number, customer)
        if (conversation.messages.some(({ id }) => id === message.id)) continue
        const at = Number(message.timestamp) * 1000 || clock.now()
        conversation.lastInboundAt = Math.max(conversation.lastInboundAt ?? 0, at)
        conversations.add(conversation, {
          id: message.id,
          direction: 'inbound',
          at,
          payload: message,
          shown: shownIfPossible(message, (id) => files.get(id)),
          ...(message.context?.id && { quotes: message.context.id }),
        })
      }
    },
  }
}

type Json = Record<string, any>

/**
 * Returns what the phone shows, or only the type if the published webhook contains a message that a
 * phone cannot show.
 */
function shownIfPossible(message: Json, find: FindMedia): Shown {
  try {
    return shown(message, find)
  } catch {
    return { type: String(message.type) }
  }
}
