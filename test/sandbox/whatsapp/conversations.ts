// The conversations between business numbers and customers, with their messages and customer
// service windows.
import type { BusinessNumber, Waba } from '../world.ts'
import { addressOf, type Customer } from './customers.ts'
import type { StatusError } from './refusal.ts'
import type { Shown } from './render.ts'

// https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows
const WINDOW_MS = 24 * 60 * 60 * 1000

export interface Message {
  readonly id: string
  readonly direction: 'inbound' | 'outbound'
  readonly at: number
  /** The position of the message in the order in which phones show messages. */
  readonly order: number
  /**
   * The Cloud API message that the business sent, or the customer's message as a webhook contains
   * it.
   */
  readonly payload: Record<string, any>
  readonly shown: Shown
  readonly quotes?: string
  readonly times: {
    sent?: number
    delivered?: number
    read?: number
    played?: number
    failed?: number
  }
  errors?: StatusError[]
  readonly reactions: { business?: string; customer?: string }
}

export interface Conversation {
  readonly waba: Waba
  readonly business: BusinessNumber
  readonly customer: Customer
  readonly messages: Message[]
  /** The time at which the customer last wrote or called. */
  lastInboundAt: number | undefined
  typingAt: number
}

export const windowOpen = ({ lastInboundAt }: Conversation, now: number) =>
  lastInboundAt !== undefined && now - lastInboundAt < WINDOW_MS

export interface Conversations {
  of(waba: Waba, business: BusinessNumber, customer: Customer): Conversation
  all(): readonly Conversation[]
  add(conversation: Conversation, message: Omit<Message, 'order' | 'reactions' | 'times'>): Message
}

export function createConversations(): Conversations {
  const conversations = new Map<string, Conversation>()
  let order = 0
  return {
    of(waba, business, customer) {
      const key = `${business.metaId} ${addressOf(customer)}`
      const known = conversations.get(key) ?? {
        waba,
        business,
        customer,
        messages: [],
        lastInboundAt: undefined,
        typingAt: -Infinity,
      }
      conversations.set(key, known)
      return known
    },
    all: () => [...conversations.values()],
    add(conversation, facts) {
      const message = { ...facts, order: order++, times: {}, reactions: {} }
      conversation.messages.push(message)
      return message
    },
  }
}
