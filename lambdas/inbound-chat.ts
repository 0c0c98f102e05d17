// A customer's message into their Connect chat, which is started when there is none (or the last one is over).
import { createHash } from 'node:crypto'
import { UpstreamFailure } from '#whatsapp/errors'
import type { InboundContent, InboundMedia, MessageEvent } from '#whatsapp/event-types'
import { chatConnection } from './chat-connection.ts'
import type { Chat, Conversation } from './conversation.ts'
import { wordsOf } from './inbound-words.ts'
import { log, masked } from './log.ts'
import type { ChatSession, Clock, Connect, Contacts, Conversations, Files, WhatsApp } from './ports.ts'

export interface InboundPorts {
  conversations: Conversations
  contacts: Contacts
  connect: Pick<Connect, 'startChat' | 'startStreaming'>
  chat: ChatSession
  whatsapp: Pick<WhatsApp, 'mediaInfo' | 'fetchMedia'>
  files: Pick<Files, 'bucket' | 'find'>
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

export function inboundChat({ conversations, contacts, connect, chat, whatsapp, files, replyTopicArn, now, pause }: InboundPorts) {
  const connection = chatConnection({ chat, conversations, now })

  return async (conversationId: string, event: MessageEvent, messageId: string): Promise<void> => {
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
      if (stands || (await put(conversation, session, event, messageId)) === 'there') return
      log.info('chat_over', { conversation: masked(conversationId), contact: session.contactId })
      // A flow that ends its chat at once has decided so: another chat would end the same way.
      if (session.openedBy === messageId) return
      await conversations.setChat(conversationId, { openedBy: messageId, startedAt: now().toISOString() }, session)
    }
    throw new Error('another message is still starting the chat')
  }

  /** The conversation's chat with usable credentials, started if need be. */
  async function running(conversation: Conversation, messageId: string, opening: string | undefined): Promise<Chat | 'being_started'> {
    const connected = await connection(conversation)
    if (connected) return connected
    const { chat: known } = conversation
    const isStarting = known && !known.contactId && now().getTime() - new Date(known.startedAt).getTime() < STARTING_MS
    if (isStarting && known.openedBy !== messageId) return 'being_started'
    const mine = known?.openedBy === messageId && !known.contactId ? known : { openedBy: messageId, startedAt: now().toISOString() }
    if (mine !== known && !(await conversations.setChat(conversation.id, mine, known))) return 'being_started'
    return start(conversation, mine, opening)
  }

  async function start(conversation: Conversation, mine: Chat, opening: string | undefined): Promise<Chat> {
    const { contactId, participantToken } = await connect.startChat({
      customer: conversation.customer,
      openedBy: [conversation.id, mine.openedBy, ...(mine.take ? [mine.take] : [])].join('/'),
      text: opening,
    })
    // Before anything is streamed: an item of a chat that is not recorded is not ours to forward.
    await contacts.put(contactId, { conversation: conversation.id, mode: 'bridged', startedAt: mine.startedAt })
    try {
      await connect.startStreaming(contactId, replyTopicArn)
    } catch (cause) {
      // Of a chat that has ended nothing more is streamed.
      if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
    }
    const connection = await chat.connect(participantToken)
    const tokenExpired = now().getTime() - new Date(mine.startedAt).getTime() > TOKEN_MS
    if (!connection && tokenExpired) return start(conversation, await anew(conversation, mine), opening)
    const started = { ...mine, contactId, participantToken, ...connection }
    await conversations.setChat(conversation.id, started, mine)
    log.info('chat_started', { conversation: masked(conversation.id), contact: contactId, ended: !connection })
    return started
  }

  /** Something was down for so long that nobody can enter the chat any more. */
  async function anew({ id }: Conversation, mine: Chat): Promise<Chat> {
    const next = { openedBy: mine.openedBy, startedAt: now().toISOString(), take: (mine.take ?? 0) + 1 }
    await conversations.setChat(id, next, mine)
    return next
  }

  async function put(
    { phoneNumberId, id }: Conversation,
    session: Chat,
    { content }: MessageEvent,
    messageId: string,
  ): Promise<'there' | 'over'> {
    if (!session.connectionToken) return 'over'
    if (isMedia(content) && content.mediaId) {
      const attached = await attach(phoneNumberId, id, session, { ...content, mediaId: content.mediaId }, messageId)
      if (attached === 'ended') return 'over'
      const text = attached === 'attached' ? content.caption : `${attached}${content.caption ? `\n${content.caption}` : ''}`
      if (!text) return 'there'
      return (await chat.say(session, text, tokenOf(messageId, 'caption'))) === 'said' ? 'there' : 'over'
    }
    return (await chat.say(session, wordsOf(content), tokenOf(messageId))) === 'said' ? 'there' : 'over'
  }

  /** A sentence instead, for a file that a chat does not take or that cannot be had. */
  async function attach(
    phoneNumberId: string,
    conversation: string,
    session: Chat,
    media: InboundMedia & { mediaId: string },
    messageId: string,
  ) {
    try {
      const { mimeType, size } = await whatsapp.mediaInfo(phoneNumberId, media.mediaId)
      const type = mimeType.split(';')[0]!.trim()
      if (!ATTACHABLE.has(type) || size > LARGEST_ATTACHMENT) {
        return `[The customer sent a file that this chat cannot show: ${media.type}, ${type}, ${Math.ceil(size / 1024)} kB]`
      }
      const prefix = `inbound/${tokenOf(conversation, messageId)}/`
      await whatsapp.fetchMedia(phoneNumberId, media.mediaId, { bucket: files.bucket, prefix })
      const key = await files.find(prefix)
      if (!key) throw new Error('the file was fetched but is not in the bucket')
      return await chat.attach(session, { key, name: nameOf(media, type, messageId), mimeType: type, size }, tokenOf(messageId, 'file'))
    } catch (cause) {
      if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
      log.error('media_not_carried', cause, { conversation: masked(conversation) })
      return `[The customer sent a file (${media.type}) that could not be received. Ask them to send it again.]`
    }
  }
}

const isMedia = (content: InboundContent): content is InboundMedia => 'mediaId' in content

/** What a chat can be opened with: a text that is not too long. Everything else follows into the open chat. */
const openingOf = (content: InboundContent): string | undefined =>
  content.type === 'text' && content.body !== '' && content.body.length <= LONGEST_OPENING ? content.body : undefined

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/pdf': 'pdf',
  'video/mp4': 'mp4',
  'text/plain': 'txt',
}

/** The same name each time: a repeated upload is the same upload. */
const nameOf = ({ type, filename }: InboundMedia, mimeType: string, messageId: string): string =>
  filename ?? `${type}-${tokenOf(messageId).slice(0, 6)}.${EXTENSIONS[mimeType] ?? 'bin'}`
