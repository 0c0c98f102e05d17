// Finds the conversation of an event that must not create one, such as a colleague's answer.
import { type Conversation, conversationId, phoneNumberIdOf, wabaIdOf } from '#model/conversation'
import { namedIn } from '#model/customer'
import type { Conversations, Customers } from '#model/ports'
import type { EchoEvent, StatusEvent } from '#whatsapp/events/types'
import { finding } from '../customers/identify.ts'

interface Ports {
  customers: Customers
  conversations: Pick<Conversations, 'get'>
}

export function knownConversation(ports: Ports) {
  const find = finding(ports)

  return async (event: EchoEvent | StatusEvent): Promise<Conversation | undefined> => {
    const { phoneNumberArn, wabaArn, wabaId = '' } = event.origin
    if (!phoneNumberArn) return undefined
    const person = await find(namedIn(event, wabaArn ? wabaIdOf(wabaArn) : wabaId))
    return (
      person && ports.conversations.get(conversationId(phoneNumberIdOf(phoneNumberArn), person.id))
    )
  }
}
