// Writes notices into a customer's open chat about events that the agent must know at once: answers
// from the business's own phone, and warnings from WhatsApp about a sent message.
import { createHash } from 'node:crypto'
import type { Conversation } from '#model/conversation'
import { notice } from '#model/notice'
import type {
  ChatSession,
  Clock,
  Conversations,
  Customers,
  FileRemovals,
  Inbox,
  Outbox,
  SentMessages,
} from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { EchoEvent, InboundContent } from '#whatsapp/events/types'
import { chatConnection } from '../outbox/chat-connection.ts'
import { log, masked } from '../runtime/log.ts'
import { shortened } from './context.ts'
import { correcting } from './corrections.ts'
import { earlierMessage } from './earlier-message.ts'
import type { Identified } from './identified.ts'
import { knownConversation } from './known-conversation.ts'
import { isMedia } from './media.ts'
import { keptOf } from './message.ts'
import { mediaKindWithArticle, quoted, wordsOf } from './words.ts'

interface Ports {
  customers: Customers
  conversations: Conversations
  chat: Pick<ChatSession, 'say' | 'connect'>
  inbox: Pick<Inbox, 'message' | 'record' | 'edit' | 'delete'>
  messages: Pick<SentMessages, 'get'>
  outbox: Pick<Outbox, 'get'>
  files: FileRemovals
  now: Clock
}

/**
 * The maximum length of the text from the business phone in a notice. The text only has to be long
 * enough for agents to follow the conversation.
 */
const MAX_WORDS = 900

const UNAVAILABLE =
  'WhatsApp reports that something in a message to this customer, such as a product, is unavailable or does not exist. See the reply in the WhatsApp widget.'

export function agentNotices(ports: Ports) {
  const { conversations, chat, inbox, now } = ports
  const find = knownConversation(ports)
  const connection = chatConnection(ports)
  const earlierWords = earlierMessage(ports)
  const correct = correcting(ports)

  /**
   * Writes a notice into the chat. `of` identifies the notice, so that a repeated event does not
   * write it again.
   */
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
     * Reports that an employee answered the customer on the business's own phone. If no chat is
     * open, no chat is started.
     */
    async answeredOnPhone(event: Identified<EchoEvent>): Promise<void> {
      const { id, content } = event
      const conversation = await find(event)
      if (!conversation) return
      const earlier = await earlierWords(conversation, event)
      await write(conversation, sentenceAbout(content, earlier), `echo/${id}`)
      if (content.type === 'edit' || content.type === 'revoke') await correct(conversation, event)
      else if (content.type !== 'reaction')
        await inbox.record(conversation.id, {
          ...keptOf(event, id, now(), undefined),
          by: 'colleague',
        })
    },

    /** Reports that a part of a sent message, such as a product, is unavailable. */
    async warned(conversationId: string, of: string): Promise<void> {
      const conversation = await conversations.get(conversationId)
      if (conversation) await write(conversation, UNAVAILABLE, `warning/${of}`)
    },
  }
}

function sentenceAbout(content: InboundContent, earlier: string | undefined): string {
  const message = earlier ? `: ${quoted(earlier)}` : ''
  if (content.type === 'revoke')
    return `An answer from the business phone was deleted in WhatsApp${message}. Connect’s transcript keeps it.`
  if (content.type === 'edit')
    return `An answer from the business phone was edited${message}. It is now: ${inShort(quoted(content.text ?? content.what ?? ''))}`
  return `Answered on the business phone: ${inShort(wordsOfAnswer(content, earlier))}`
}

const inShort = (words: string) => shortened(words, MAX_WORDS)

function wordsOfAnswer(content: InboundContent, earlier: string | undefined): string {
  if (isMedia(content))
    return [
      mediaKindWithArticle(content),
      ...(content.caption ? [quoted(content.caption)] : []),
    ].join(', ')
  return content.type === 'text' ? quoted(content.body) : wordsOf(content, earlier)
}
