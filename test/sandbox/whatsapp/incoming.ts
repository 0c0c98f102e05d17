// What customers do: write, call, say stop.
import { type Core, react } from './core.ts'
import { wacid } from './ids.ts'
import { describeInbound, type InboundInput } from './inbound.ts'
import { shown } from './render.ts'
import { contactOf, metadataOf, senderOf, timestamp } from './webhooks.ts'

export interface Incoming {
  /** A customer writes. `address` is a number or a user id; who is not known yet is from then on. */
  customerSends(
    address: string,
    businessNumber: string,
    message: InboundInput,
  ): { id: string; timestamp: string }
  /** Rings, and ends after `seconds`; 0: nobody answers. A call opens the window as a message does, answered or not. */
  customerCalls(
    address: string,
    businessNumber: string,
    call?: { seconds?: number | undefined },
  ): { id: string }
  customerSetsMarketing(address: string, businessNumber: string, value: 'stop' | 'resume'): void
}

// https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-initiated-calls
// The sandbox speaks with nobody: the offer only has the form of one, and a call is answered or not as it was told.
const SDP = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'
const RINGS_MS = 30_000

export function createIncoming({
  clock,
  customers,
  conversations,
  media,
  files,
  tell,
  byNumber,
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
      // A message by which WhatsApp tells of a changed number is nobody's writing. A reaction counts as a message.
      const system = message.type === 'system'
      if (!system) conversation.lastInboundAt = at
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
  }
}
