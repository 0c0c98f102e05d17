// A customer's message into their Connect chat, which is started when there is none (or the last one is over).
import { createHash } from 'node:crypto'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import type { InboundContent, MessageEvent } from '#whatsapp/events/types'
import type { Chat, Conversation } from '../model/conversation.ts'
import type {
  ChatSession,
  Clock,
  Connect,
  Contacts,
  Conversations,
  InboundFile,
} from '../model/ports.ts'
import { chatConnection } from '../outbox/chat-connection.ts'
import { log, masked } from '../runtime/log.ts'
import { isMedia } from './media.ts'
import { wordsOf } from './words.ts'

export interface InboundPorts {
  conversations: Conversations
  contacts: Contacts
  connect: Pick<Connect, 'startChat' | 'startStreaming'>
  chat: ChatSession
  replyTopicArn: string
  now: Clock
  pause(ms: number): Promise<unknown>
}

/** A start that takes longer has died; the message that comes next, or the same one again, takes it over. */
const STARTING_MS = 60_000
/** A start takes about a second: two messages sent at once need not wait for the queue to bring the second back. */
const WAITS_FOR_START = 8
const WAIT_MS = 400
/** A participant token must be used within five minutes. https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_CreateParticipantConnection.html */
const TOKEN_MS = 5 * 60_000
/** StartChatContact takes a shorter opening text than a chat does. https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html */
const LONGEST_OPENING = 1024

/** https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html: what a web chat takes as a file; other types become a line of text. */
const ATTACHABLE = new Set([
  'image/jpeg',
  'image/png',
  'application/pdf',
  'text/plain',
  'text/csv',
  'video/mp4',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
])
const LARGEST_ATTACHMENT = 20 * 1024 * 1024

const tokenOf = (...words: string[]) => createHash('sha256').update(words.join('/')).digest('hex')

export function inboundChat({
  conversations,
  contacts,
  connect,
  chat,
  replyTopicArn,
  now,
  pause,
}: InboundPorts) {
  const connection = chatConnection({ chat, conversations, now })

  return async (
    conversationId: string,
    event: MessageEvent,
    messageId: string,
    file: ReceivedFile,
  ): Promise<void> => {
    const opening = openingOf(event.content)
    for (let waits = 0; waits < WAITS_FOR_START; ) {
      const conversation = await conversations.get(conversationId)
      if (!conversation) throw new Error('the conversation was not noted')
      const session = await running(conversation, messageId, opening)
      if (session === 'being_started') {
        waits++
        await pause(WAIT_MS)
        continue
      }
      // What opened the chat stands in it already.
      const stands = session.openedBy === messageId && opening !== undefined
      if (stands || (await put(session, event, messageId, file)) === 'there') return
      log.info('chat_over', { conversation: masked(conversationId), contact: session.contactId })
      // A flow that ends its chat at once has decided so: another chat would end the same way.
      if (session.openedBy === messageId) return
      await conversations.setChat(
        conversationId,
        { openedBy: messageId, startedAt: now().toISOString() },
        session,
      )
    }
    throw new Error('another message is still starting the chat')
  }

  /** The conversation's chat with usable credentials, started if need be. */
  async function running(
    conversation: Conversation,
    messageId: string,
    opening: string | undefined,
  ): Promise<Chat | 'being_started'> {
    const connected = await connection(conversation)
    if (connected) return connected
    const { chat: known } = conversation
    const isStarting =
      known &&
      !known.contactId &&
      now().getTime() - new Date(known.startedAt).getTime() < STARTING_MS
    if (isStarting && known.openedBy !== messageId) return 'being_started'
    const mine =
      known?.openedBy === messageId && !known.contactId
        ? known
        : { openedBy: messageId, startedAt: now().toISOString() }
    if (mine !== known && !(await conversations.setChat(conversation.id, mine, known)))
      return 'being_started'
    return start(conversation, mine, opening)
  }

  async function start(
    conversation: Conversation,
    mine: Chat,
    opening: string | undefined,
  ): Promise<Chat> {
    const { contactId, participantToken } = await connect.startChat({
      customer: conversation.customer,
      openedBy: [conversation.id, mine.openedBy, ...(mine.take ? [mine.take] : [])].join('/'),
      text: opening,
    })
    // Before anything is streamed: an item of a chat that is not recorded is not ours to forward.
    await contacts.put(contactId, {
      conversation: conversation.id,
      mode: 'bridged',
      startedAt: mine.startedAt,
    })
    try {
      await connect.startStreaming(contactId, replyTopicArn)
    } catch (cause) {
      // Of a chat that has ended nothing more is streamed.
      if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
    }
    const connection = await chat.connect(participantToken)
    const tokenExpired = now().getTime() - new Date(mine.startedAt).getTime() > TOKEN_MS
    if (!connection && tokenExpired)
      return start(conversation, await anew(conversation, mine), opening)
    const started = { ...mine, contactId, participantToken, ...connection }
    await conversations.setChat(conversation.id, started, mine)
    log.info('chat_started', {
      conversation: masked(conversation.id),
      contact: contactId,
      ended: !connection,
    })
    return started
  }

  /** Something was down for so long that nobody can enter the chat any more. */
  async function anew({ id }: Conversation, mine: Chat): Promise<Chat> {
    const next = {
      openedBy: mine.openedBy,
      startedAt: now().toISOString(),
      take: (mine.take ?? 0) + 1,
    }
    await conversations.setChat(id, next, mine)
    return next
  }

  async function put(
    session: Chat,
    { content }: MessageEvent,
    messageId: string,
    file: ReceivedFile,
  ): Promise<'there' | 'over'> {
    if (!session.connectionToken) return 'over'
    const say = async (text: string, part?: string) =>
      (await chat.say(session, text, part ? tokenOf(messageId, part) : tokenOf(messageId))) ===
      'said'
        ? 'there'
        : 'over'
    if (!isMedia(content) || file === undefined) return say(wordsOf(content))
    const instead = unshown(content.type, file)
    if (!instead && (await attach(session, file as InboundFile, messageId)) === 'ended')
      return 'over'
    const text = [instead, content.caption].filter(Boolean).join('\n')
    return text ? say(text, 'caption') : 'there'
  }

  function attach(session: Chat, { key, name, mimeType, size }: InboundFile, messageId: string) {
    return chat.attach(
      session,
      { key, name, mimeType: plain(mimeType), size },
      tokenOf(messageId, 'file'),
    )
  }
}

/** A customer's file in our bucket, or why there is none. */
type ReceivedFile = InboundFile | 'unavailable' | undefined

const plain = (mimeType: string) => mimeType.split(';')[0]!.trim()

/** A sentence instead, for a file that a chat does not take or that cannot be had. */
function unshown(kind: string, file: InboundFile | 'unavailable'): string | undefined {
  if (file === 'unavailable')
    return `[The customer sent a file (${kind}) that could not be received. Ask them to send it again.]`
  const type = plain(file.mimeType)
  if (ATTACHABLE.has(type) && file.size <= LARGEST_ATTACHMENT) return undefined
  return `[The customer sent a file that this chat cannot show: ${kind}, ${type}, ${Math.ceil(file.size / 1024)} kB. Look at it in the WhatsApp widget.]`
}

/** What a chat can be opened with: a text that is not too long. Everything else follows into the open chat. */
const openingOf = (content: InboundContent): string | undefined =>
  content.type === 'text' && content.body !== '' && content.body.length <= LONGEST_OPENING
    ? content.body
    : undefined
