// Provides the customer's connection to a bridged chat. The credentials of a connection expire
// after a day. A chat can last longer, so this module renews the credentials.
import type { Chat, Conversation } from '#model/conversation'
import type { ChatSession, Clock, Conversations } from '#model/ports'

interface Ports {
  chat: Pick<ChatSession, 'connect'>
  conversations: Pick<Conversations, 'setChat'>
  now: Clock
}

/** The time before the expiry at which credentials are renewed. */
const RENEW_MS = 60_000

export type ConnectedChat = Chat & { contactId: string; connectionToken: string }

/**
 * Returns the conversation's chat with valid credentials, or undefined if there is no chat or the
 * chat has ended.
 */
export function chatConnection({ chat, conversations, now }: Ports) {
  return async ({
    id,
    chat: known,
    chatIn = id,
  }: Conversation): Promise<ConnectedChat | undefined> => {
    if (!known?.contactId || !known.participantToken) return undefined
    const left = new Date(known.connectionExpiresAt ?? 0).getTime() - now().getTime()
    if (known.connectionToken && left > RENEW_MS) return known as ConnectedChat
    const renewed = await chat.connect(known.participantToken)
    if (!renewed) return undefined
    const connected = { ...known, ...renewed }
    await conversations.setChat(chatIn, connected, known)
    return connected as ConnectedChat
  }
}
