// Finds the existing conversation of an event. The events for which this module is used, such as
// messages from the business phone, must not create a conversation.
import { type Conversation, conversationId } from '#model/conversation'
import type { Conversations, Customers } from '#model/ports'
import type { EchoEvent, StatusEvent } from '#whatsapp/events/types'
import { finding } from '../customers/identify.ts'
import { attribution } from './attribute.ts'

interface Ports {
  customers: Customers
  conversations: Pick<Conversations, 'get'>
}

export function knownConversation(ports: Ports) {
  const find = finding(ports)

  /**
   * Returns the conversation of the event, or undefined if no conversation exists. Throws
   * Unattributed if the event does not identify the customer and the business number.
   */
  return async (event: EchoEvent | StatusEvent): Promise<Conversation | undefined> => {
    const { phoneNumberId, named } = attribution(event)
    const person = await find(named)
    return person && ports.conversations.get(conversationId(phoneNumberId, person.id))
  }
}
