// AWS reports with the status `deleted` that a customer has deleted a message of theirs, and asks
// to delete the stored copy. The status is turned into the message with which other numbers report
// a deletion.
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

  /** Returns undefined unless the message is stored and a customer sent it. */
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
