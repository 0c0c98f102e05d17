// Writes lines into a customer's open chat about things that the agent must know at once.
import { createHash } from 'node:crypto'
import { type Conversation, conversationId, phoneNumberIdOf, wabaIdOf } from '#model/conversation'
import { namedIn } from '#model/customer'
import { notice } from '#model/notice'
import type { ChatSession, Clock, Conversations, Customers } from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { EchoEvent } from '#whatsapp/events/types'
import { finding } from '../customers/identify.ts'
import { chatConnection } from '../outbox/chat-connection.ts'
import { log, masked } from '../runtime/log.ts'
import { shortened } from './context.ts'
import { isMedia } from './media.ts'
import { mediaKindWithArticle, quoted, wordsOf } from './words.ts'

interface Ports {
  customers: Customers
  conversations: Conversations
  chat: Pick<ChatSession, 'say' | 'connect'>
  now: Clock
}

/** The maximum length of a quoted answer, which is enough to follow the conversation. */
const MAX_WORDS = 900

const UNAVAILABLE =
  'WhatsApp reports that something in a message to this customer, such as a product, is unavailable or does not exist. See the reply in the WhatsApp widget.'

export function agentNotices(ports: Ports) {
  const { conversations, chat } = ports
  const find = finding(ports)
  const connection = chatConnection(ports)

  /** `of` identifies the line, so that a repeated event does not write the line again. */
  async function write(conversation: Conversation, sentence: string, of: string): Promise<void> {
    const session = await connection(conversation)
    if (!session) return
    try {
      const token = createHash('sha256').update(`${session.contactId}/${of}`).digest('hex')
      await chat.say(session, notice(sentence), token)
    } catch (cause) {
      if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
      log.error('notice_refused', cause, { conversation: masked(conversation.id) })
    }
  }

  return {
    /**
     * Reports that a colleague answered on the business's own phone. Such an answer does not start
     * a chat.
     */
    async answeredOnPhone(event: EchoEvent): Promise<void> {
      const { id, origin, content } = event
      const { phoneNumberArn, wabaArn, wabaId = '' } = origin
      if (!id || !phoneNumberArn) return
      const person = await find(namedIn(event, wabaArn ? wabaIdOf(wabaArn) : wabaId))
      const conversation =
        person &&
        (await conversations.get(conversationId(phoneNumberIdOf(phoneNumberArn), person.id)))
      if (!conversation) return
      const words = isMedia(content)
        ? [
            mediaKindWithArticle(content),
            ...(content.caption ? [quoted(content.caption)] : []),
          ].join(', ')
        : content.type === 'text'
          ? quoted(content.body)
          : wordsOf(content)
      await write(
        conversation,
        `Answered on the business phone: ${shortened(words, MAX_WORDS)}`,
        `echo/${id}`,
      )
    },

    /** Reports that something in a message that was sent is unavailable. */
    async warned(conversationId: string, of: string): Promise<void> {
      const conversation = await conversations.get(conversationId)
      if (conversation) await write(conversation, UNAVAILABLE, `warning/${of}`)
    },
  }
}
