// A bridged chat lives longer than its connection (a day): whoever needs the connection renews it.
import type { Chat, Conversation } from '../model/conversation.ts'
import type { ChatSession, Clock, Conversations } from '../model/ports.ts'

interface Ports {
  chat: Pick<ChatSession, 'connect'>
  conversations: Pick<Conversations, 'setChat'>
  now: Clock
}

/** Credentials are renewed this long before they end. */
const RENEW_MS = 60_000

export type ConnectedChat = Chat & { contactId: string; connectionToken: string }

/** The conversation's chat with usable credentials; undefined when there is none, or it is over. */
export function chatConnection({ chat, conversations, now }: Ports) {
  return async ({ id, chat: known }: Conversation): Promise<ConnectedChat | undefined> => {
    if (!known?.contactId || !known.participantToken) return undefined
    const left = new Date(known.connectionExpiresAt ?? 0).getTime() - now().getTime()
    if (known.connectionToken && left > RENEW_MS) return known as ConnectedChat
    const renewed = await chat.connect(known.participantToken)
    if (!renewed) return undefined
    const connected = { ...known, ...renewed }
    await conversations.setChat(id, connected, known)
    return connected as ConnectedChat
  }
}
