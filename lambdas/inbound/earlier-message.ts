// Finds the message that a customer's message quotes, reacts to, edits or deletes.
import type { Conversation } from '#model/conversation'
import { partitionsOf } from '#model/partitions'
import type { Inbox, Outbox, SentMessages } from '#model/ports'
import type { WrittenEvent } from '#whatsapp/events/types'
import { firstWords, referredMessage } from './context.ts'
import { wordsOfReply } from './reply-words.ts'

interface Ports {
  inbox: Pick<Inbox, 'message'>
  messages: Pick<SentMessages, 'get'>
  outbox: Pick<Outbox, 'get'>
}

export function earlierMessage({ inbox, messages, outbox }: Ports) {
  /**
   * Returns the beginning of the earlier message, or undefined if the earlier message is not
   * stored.
   */
  return async (of: Conversation, event: WrittenEvent): Promise<string | undefined> => {
    const referred = referredMessage(event)
    if (!referred) return undefined
    const found = await inbox.message(of, referred)
    if (found) return firstWords(found)
    const part = (await messages.get(referred))?.part
    if (!part || !partitionsOf(of).includes(part.conversation)) return undefined
    const reply = await outbox.get(part.conversation, part.id)
    return reply && firstWords({ text: wordsOfReply(reply.content) })
  }
}
