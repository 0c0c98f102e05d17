// Puts a customer's message into their Connect chat. If there is no chat, or the last chat is over,
// a new chat is started.

import { createHash } from 'node:crypto'
import { answeredTemplate } from '#model/answered'
import type { Chat, Conversation } from '#model/conversation'
import { notice } from '#model/notice'
import type {
  ChatFiles,
  ChatSession,
  Clock,
  Connect,
  Contacts,
  Conversations,
  InboundFile,
  Outbox,
  Signals,
} from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { startsChat } from '#whatsapp/events/events'
import type { MessageEvent } from '#whatsapp/events/types'
import { type ConnectedChat, chatConnection } from '../outbox/chat-connection.ts'
import { log, masked } from '../runtime/log.ts'
import { attachmentName } from './attachment.ts'
import { writeFormAttributes } from './form-attributes.ts'
import { insteadOfFile, messagesOf, passedSentence, shorterMessages, textOf } from './lines.ts'
import { isMedia } from './media.ts'
import { unstreamedItems } from './unstreamed.ts'

export interface InboundPorts {
  conversations: Conversations
  contacts: Contacts
  connect: Pick<Connect, 'startChat' | 'startStreaming' | 'setAttributes'>
  chat: ChatSession & ChatFiles
  outbox: Pick<Outbox, 'put' | 'recent'>
  signals: Signals
  replyTopicArn: string
  /** Whether the flow is to offer the answer to a template to the agent who sent it. */
  sameAgent: boolean
  /** The names of the answers of forms that are written into the contact's attributes. */
  formAttributes: readonly string[]
  now: Clock
  pause(ms: number): Promise<unknown>
}

/**
 * A start that takes longer than this was interrupted, and any message may then continue it. The
 * message that began it may continue it at any time.
 */
const STARTING_MS = 60_000
/**
 * How often to wait for another message's start, which takes about a second. Waiting here is faster
 * than going back to the queue.
 */
const WAITS_FOR_START = 8
const WAIT_MS = 400
/**
 * A participant token must be used within five minutes.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_CreateParticipantConnection.html
 */
const TOKEN_MS = 5 * 60_000

/** How many of the last replies are searched for the template that the customer answers. */
const LAST_REPLIES = 10

const tokenOf = (...words: string[]) => createHash('sha256').update(words.join('/')).digest('hex')

export function inboundChat(ports: InboundPorts) {
  const { conversations, contacts, connect, chat, outbox, replyTopicArn, sameAgent, now, pause } =
    ports
  const unstreamed = unstreamedItems(ports)
  const connection = chatConnection({ chat, conversations, now })
  const isBeingStarted = (known: Chat | undefined): known is Chat =>
    known !== undefined &&
    !known.contactId &&
    now().getTime() - new Date(known.startedAt).getTime() < STARTING_MS

  return async (
    known: Conversation,
    event: MessageEvent,
    messageId: string,
    file: ReceivedFile,
    around: Around,
  ): Promise<void> => {
    let conversation = known
    for (let waits = 0; waits < WAITS_FOR_START; conversation = await stored(known.id)) {
      if (!startsChat(event) && !(await isRunning(conversation)))
        return log.info('no_chat_started', { kind: event.kind })
      const found = await running(conversation, messageId)
      if (found === 'being_started') {
        waits++
        await pause(WAIT_MS)
        continue
      }
      const { session, start } = found
      // The message is written before the start is recorded. Other messages can follow only
      // afterwards, so the message that began the chat is the first in it.
      const written = await put(session, event, messageId, file, around)
      if (start || session.streaming) await recorded(placeOf(conversation), session, start)
      if (written === 'in_chat') return writeFormAttributes(ports, session.contactId!, event)
      log.info('chat_over', { conversation: masked(conversation.id), contact: session.contactId })
      if (!startsChat(event) || !(await replaced(conversation, session, messageId))) return
    }
    throw new Error('another message is still starting the chat')
  }

  async function stored(id: string): Promise<Conversation> {
    const conversation = await conversations.get(id)
    if (!conversation) throw new Error('the conversation was not stored')
    return conversation
  }

  /**
   * Starts another chat after a chat has ended. A message may open at most two chats. An agent may
   * have closed the first chat while it was empty, so a second chat is useful. If the flow ends
   * chats at once, a third one would end, too. Returns false after the second.
   */
  async function replaced(
    conversation: Conversation,
    over: Chat,
    messageId: string,
  ): Promise<boolean> {
    const isOwn = over.openedBy === messageId
    if (isOwn && over.take) return false
    if (isOwn) await startAgain(conversation, over)
    else
      await conversations.setChat(
        placeOf(conversation),
        await newStart(conversation, messageId),
        over,
      )
    return true
  }

  async function isRunning(conversation: Conversation): Promise<boolean> {
    return isBeingStarted(conversation.chat) || (await connection(conversation)) !== undefined
  }

  /**
   * Returns the conversation's chat with usable credentials, and starts a chat if necessary. If
   * `start` is returned, the caller must record that start.
   */
  async function running(
    conversation: Conversation,
    messageId: string,
  ): Promise<{ session: Chat; start?: Chat } | 'being_started'> {
    const connected = await connection(conversation)
    if (connected) return { session: connected }
    const { chat: known } = conversation
    if (isBeingStarted(known) && known.openedBy !== messageId) return 'being_started'
    // A message that takes over an interrupted start continues it. If the chat already exists,
    // Connect returns the same chat for the same client token.
    const mine = known && !known.contactId ? known : await newStart(conversation, messageId)
    if (mine !== known && !(await conversations.setChat(placeOf(conversation), mine, known)))
      return 'being_started'
    return begin(conversation, mine)
  }

  /**
   * The record of a start contains the template that the customer answers, so that every attempt
   * makes the same request.
   */
  async function newStart(conversation: Conversation, messageId: string): Promise<Chat> {
    const last = await outbox.recent(conversation, LAST_REPLIES)
    const answered = answeredTemplate(last, conversation, now())
    return {
      openedBy: messageId,
      startedAt: now().toISOString(),
      ...(answered ? { answered } : {}),
    }
  }

  async function begin(
    conversation: Conversation,
    start: Chat,
  ): Promise<{ session: Chat; start: Chat }> {
    const { openedBy, startedAt, take, answered } = start
    const place = placeOf(conversation)
    // The request contains no text of the message, so it is the same request whichever message
    // makes it.
    const { contactId, participantToken } = await connect.startChat({
      customer: conversation.customer,
      conversation: place,
      openedBy: [openedBy, ...(take ? [take] : [])].join('/'),
      ...(answered ? { answers: { ...answered, isForSameAgent: sameAgent } } : {}),
    })
    const [connected, known] = await Promise.allSettled([
      // The token can be used more than once.
      chat.connect(participantToken),
      contacts.put(contactId, {
        conversation: place,
        mode: 'bridged',
        startedAt,
        ...(answered ? { answered } : {}),
      }),
    ])
    // Streaming must not start before the contact is recorded, because its items could not be
    // attributed.
    if (known.status === 'rejected') throw known.reason
    const requestedAt = now().toISOString()
    try {
      await connect.startStreaming(contactId, replyTopicArn)
    } catch (cause) {
      // Nothing can be streamed from a chat that has ended.
      if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
    }
    const streaming = { requestedAt, answeredAt: now().toISOString() }
    if (connected.status === 'rejected') throw connected.reason
    const isTokenExpired = now().getTime() - new Date(startedAt).getTime() > TOKEN_MS
    if (!connected.value && isTokenExpired)
      return begin(conversation, await startAgain(conversation, start))
    log.info('chat_started', {
      conversation: masked(conversation.id),
      contact: contactId,
      ended: !connected.value,
    })
    return {
      session: { ...start, contactId, participantToken, ...connected.value, streaming },
      start,
    }
  }

  /**
   * Records a start, and then stores what was written in the chat before its streaming began. If
   * the second step fails, the record shows it, and the next message repeats the step. The record
   * comes first, because the line about a reply that comes too late is written into the recorded
   * chat.
   */
  async function recorded(
    place: string,
    { streaming, ...session }: Chat,
    start: Chat | undefined,
  ): Promise<void> {
    const record = async (chatNow: Chat) =>
      start && (await conversations.setChat(place, chatNow, start))
    if (!isConnected(session) || !streaming) return void (await record(session))
    let store: (() => Promise<void>) | undefined
    try {
      store = await unstreamed(place, session, streaming)
    } catch (cause) {
      await record({ ...session, streaming })
      throw cause
    }
    if (start && !store) return void (await record(session))
    await record({ ...session, streaming })
    await store?.()
    await conversations.transcriptRead(place, session.contactId)
  }

  /**
   * Starts a new chat in place of one whose credentials expired while a service was unavailable.
   */
  async function startAgain(conversation: Conversation, mine: Chat): Promise<Chat> {
    const next = {
      openedBy: mine.openedBy,
      startedAt: now().toISOString(),
      take: (mine.take ?? 0) + 1,
      ...(mine.answered ? { answered: mine.answered } : {}),
    }
    await conversations.setChat(placeOf(conversation), next, mine)
    return next
  }

  /** Puts the file, if there is one, and then the text of the message into the chat. */
  async function put(
    session: Chat,
    event: MessageEvent,
    messageId: string,
    file: ReceivedFile,
    around: Around,
  ): Promise<'in_chat' | 'over'> {
    if (!session.connectionToken) return 'over'
    const { content } = event
    if (!isMedia(content) || file === undefined)
      return writeText(session, event, [messageId], around)
    const attached = await attach(session, file, messageId)
    if (attached === 'over') return 'over'
    const instead =
      attached === 'attached' ? undefined : notice(insteadOfFile(content, file, attached))
    return writeText(session, event, [messageId, 'caption'], around, instead)
  }

  /**
   * Writes the message's text, if it has one. If younger messages were written during the calls, a
   * notice tells the agent, because the text itself does not say that it is late.
   */
  async function writeText(
    session: Chat,
    event: MessageEvent,
    of: readonly string[],
    { earlier, isLate, wasPassed }: Around,
    instead?: string,
  ): Promise<'in_chat' | 'over'> {
    const late = await isLate()
    const text = textOf(event, earlier, instead, late)
    const written = text ? await write(session, text, of) : 'in_chat'
    if (written === 'over' || late || !text || !(await wasPassed())) return written
    return write(session, notice(passedSentence(event, text)), [...of, 'passed'])
  }

  /** `of` identifies the text, so that a repeated call does not write the text again. */
  async function write(
    session: Chat,
    text: string,
    of: readonly string[],
  ): Promise<'in_chat' | 'over'> {
    for (const [i, message] of messagesOf(text).entries()) {
      const token = [...of, ...(i > 0 ? [String(i)] : [])]
      if ((await writeMessage(session, message, token)) === 'over') return 'over'
    }
    return 'in_chat'
  }

  async function writeMessage(
    session: Chat,
    message: string,
    of: readonly string[],
  ): Promise<'sent' | 'over'> {
    try {
      const sent = await inLiveChat(session, (live) => chat.say(live, message, tokenOf(...of)))
      if (sent !== 'denied') return sent
    } catch (cause) {
      if (!isRefusal(cause) || message === REFUSED) throw cause
      const shorter = shorterMessages(message)
      log.error('message_refused', cause, { contact: session.contactId, parts: shorter.length })
      for (const [i, part] of (shorter.length > 0 ? shorter : [REFUSED]).entries())
        if ((await writeMessage(session, part, [...of, 'instead', String(i)])) === 'over')
          return 'over'
      return 'sent'
    }
    throw new Error('Connect does not let the customer write into a chat that has not ended')
  }

  async function attach(
    session: Chat,
    file: InboundFile | 'unavailable',
    messageId: string,
  ): Promise<'attached' | 'over' | 'type_or_size' | 'refused'> {
    const named = file === 'unavailable' ? undefined : attachmentName(file)
    if (file === 'unavailable' || !named) return 'type_or_size'
    const { key, size } = file
    const token = tokenOf(messageId, 'file')
    try {
      const attached = await inLiveChat(session, (live) =>
        chat.attach(live, { key, size, ...named }, token),
      )
      if (attached !== 'denied') return attached
      log.warn('attachment_denied', { contact: session.contactId })
    } catch (cause) {
      if (!isRefusal(cause)) throw cause
      log.error('attachment_refused', cause, { contact: session.contactId })
    }
    return 'refused'
  }

  /**
   * Connect denies access to a chat that has ended, but also for other reasons, for example if the
   * instance has no attachments. Connect gives the customer new credentials only for a live chat,
   * so a request for them shows whether the chat has ended. If the chat has not ended, the call is
   * repeated with the new credentials.
   */
  async function inLiveChat<Answer extends string>(
    session: Chat,
    call: (live: Chat) => Promise<Answer | 'denied'>,
  ): Promise<Answer | 'denied' | 'over'> {
    const answer = await call(session)
    if (answer !== 'denied') return answer
    const renewed = await chat.connect(session.participantToken!)
    return renewed ? call({ ...session, ...renewed }) : 'over'
  }
}

/**
 * Returns the id of the conversation that has the chat. A person may have several conversations.
 */
const placeOf = ({ id, chatIn = id }: Conversation): string => chatIn

/** Information for the agent besides the message itself. */
export interface Around {
  /** The beginning of the message that this one refers to, if it is known. */
  earlier: string | undefined
  /** Called right before the text is written, because attaching a file may take a while. */
  isLate(): Promise<boolean>
  /** Called after the text was written: whether younger messages may have been written meanwhile. */
  wasPassed(): Promise<boolean>
}

/** A customer's file in the media bucket, or the reason why there is none. */
type ReceivedFile = InboundFile | 'unavailable' | undefined

/** The agent reads this instead of a message that Connect refuses although it is short enough. */
const REFUSED = notice(
  'The customer sent a message that Connect refused to add to this chat. Open it in the WhatsApp widget.',
)

/** Returns whether the same request would be refused again. */
const isRefusal = (cause: unknown): boolean =>
  cause instanceof UpstreamFailure && cause.certain && !cause.retryable

const isConnected = (chat: Chat): chat is ConnectedChat =>
  chat.contactId !== undefined && chat.connectionToken !== undefined
