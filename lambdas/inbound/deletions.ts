// With the status `deleted`, AWS reports that a customer has deleted a message that the customer
// sent. WhatsApp can also report a deletion as a message of the type `revoke`. This module converts
// the status into such a message.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-status.html
import type { Conversation } from '#model/conversation'
import type { Conversations, Customers, Inbox } from '#model/ports'
import type { MessageEvent, StatusEvent } from '#whatsapp/events/types'
import { knownConversation } from './known-conversation.ts'

interface Ports {
  customers: Customers
  conversations: Pick<Conversations, 'get'>
  inbox: Pick<Inbox, 'message'>
}

interface Deletion {
  conversation: Conversation
  event: MessageEvent
  id: string
}

export function deletions(ports: Ports) {
  const find = knownConversation(ports)

  /**
   * Converts the status. Returns undefined if the deleted message is not stored, or if the customer
   * did not send it.
   */
  return async (status: StatusEvent): Promise<Deletion | undefined> => {
    const { messageId: originalMessageId, origin, customer, at, raw } = status
    const conversation = originalMessageId && (await find(status))
    if (!conversation || !(await ports.inbox.message(conversation, originalMessageId)))
      return undefined
    const id = `${originalMessageId}/deleted`
    const event: MessageEvent = {
      about: 'message',
      kind: 'message.revoke',
      origin,
      id,
      ...(at ? { at } : {}),
      customer,
      content: { type: 'revoke', originalMessageId },
      errors: [],
      raw,
    }
    return { conversation, event, id }
  }
}
