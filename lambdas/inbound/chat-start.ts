// Starts the chat of a customer, and continues a start that was interrupted.
import { answeredTemplate } from '#model/answered'
import type { Chat, Conversation, Streaming } from '#model/conversation'
import type {
  ChatSession,
  Clock,
  Connect,
  Contacts,
  Conversations,
  Outbox,
  Signals,
} from '#model/ports'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { type ConnectedChat, chatConnection } from '../outbox/chat-connection.ts'
import { log, masked } from '../runtime/log.ts'
import { unstreamedItems } from './unstreamed.ts'

export interface ChatStartPorts {
  conversations: Pick<Conversations, 'setChat' | 'transcriptRead'>
  contacts: Pick<Contacts, 'put'>
  connect: Pick<Connect, 'contact' | 'end' | 'startChat' | 'startStreaming'>
  chat: Pick<ChatSession, 'connect' | 'transcript'>
  outbox: Pick<Outbox, 'put' | 'recent'>
  signals: Signals
  replyTopicArn: string
  /** Whether the flow is to offer the answer to a template to the agent who sent it. */
  sameAgent: boolean
  now: Clock
  pause(ms: number): Promise<unknown>
}

/** The chat of a conversation, as it can be used. */
interface Started {
  session: Chat
  /** The start that the caller must record after the first message is in the chat. */
  start?: Chat
  /** The contact ids of earlier chats whose agent may have written something that was not sent. */
  unheard: readonly string[]
}

/**
 * A start that takes longer than this was interrupted, and any message may then continue it. The
 * message that began it may continue it at any time.
 */
const STARTING_MS = 60_000
/**
 * A participant token must be used within five minutes.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_CreateParticipantConnection.html
 */
const TOKEN_MS = 5 * 60_000

/** How many of the last replies are searched for the template that the customer answers. */
const LAST_REPLIES = 10

export function chatStart(ports: ChatStartPorts) {
  const { conversations, contacts, connect, chat, outbox, replyTopicArn, sameAgent, now } = ports
  const unstreamed = unstreamedItems(ports)
  const connection = chatConnection({ chat, conversations, now })
  const isBeingStarted = (known: Chat | undefined): known is Chat =>
    known !== undefined &&
    !known.contactId &&
    now().getTime() - new Date(known.startedAt).getTime() < STARTING_MS

  return { isRunning, running, recorded, replaced }

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
  ): Promise<Started | 'being_started'> {
    const connected = await connection(conversation)
    if (connected) return { session: connected, unheard: [] }
    const { chat: known } = conversation
    if (isBeingStarted(known) && known.openedBy !== messageId) return 'being_started'
    // A message that takes over an interrupted start continues it. If the chat already exists,
    // Connect returns the same chat for the same client token.
    const mine = known && !known.contactId ? known : await newStart(conversation, messageId, known)
    if (mine !== known && !(await conversations.setChat(placeOf(conversation), mine, known)))
      return 'being_started'
    return begin(conversation, mine)
  }

  /**
   * The record of a start contains the template that the customer answers, so that every attempt
   * makes the same request.
   */
  async function newStart(
    conversation: Conversation,
    messageId: string,
    over: Chat | undefined,
  ): Promise<Chat> {
    const last = await outbox.recent(conversation, LAST_REPLIES)
    const answered = answeredTemplate(last, conversation, now())
    return {
      openedBy: messageId,
      startedAt: now().toISOString(),
      ...insteadOf(over),
      ...(answered ? { answered } : {}),
    }
  }

  async function begin(conversation: Conversation, start: Chat): Promise<Started> {
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
    const isTokenExpired = now().getTime() - new Date(startedAt).getTime() > TOKEN_MS
    const isDenied = connected.status === 'fulfilled' && !connected.value
    if (isDenied && isTokenExpired)
      return begin(
        conversation,
        await startAgain(conversation, { ...start, contactId, neverConnected: true }),
      )
    const streaming = await startedStreaming(contactId)
    if (connected.status === 'rejected') throw connected.reason
    log.info('chat_started', {
      conversation: masked(conversation.id),
      contact: contactId,
      ended: !connected.value,
    })
    return {
      session: {
        ...start,
        ...{ contactId, participantToken, streaming },
        ...(connected.value ?? { neverConnected: true }),
      },
      start,
      unheard: connected.value ? await endReplaced(contactId, start) : [],
    }
  }

  /** Starts streaming. Connect refuses to stream a chat that has ended, which is no error here. */
  async function startedStreaming(contactId: string): Promise<Streaming> {
    const requestedAt = now().toISOString()
    try {
      await connect.startStreaming(contactId, replyTopicArn)
    } catch (cause) {
      if (!(cause instanceof UpstreamFailure) || cause.retryable) throw cause
    }
    return { requestedAt, answeredAt: now().toISOString() }
  }

  /**
   * Records a start, if there is one, and then stores what was written in the chat before its
   * streaming began. If the second step fails, the record shows it, and the next message repeats
   * the step. The record comes first, because the line about a reply that comes too late is written
   * into the recorded chat. Returns the chat as it is recorded.
   */
  async function recorded(place: string, session: Chat, start: Chat | undefined): Promise<Chat> {
    const record = async (chatNow: Chat) => {
      if (start) await conversations.setChat(place, chatNow, start)
      return chatNow
    }
    if (!start && !session.streaming) return session
    if (!isConnected(session)) return record(session)
    // A notice in this chat has reported the chats that it replaces.
    const { insteadOf: _, ...reported } = session
    const { streaming, ...read } = reported
    if (!streaming) return record(reported)
    let store: Awaited<ReturnType<typeof unstreamed>>
    try {
      store = await unstreamed(place, session, streaming)
    } catch (cause) {
      await record(reported)
      throw cause
    }
    if (store === 'ended') return record(reported)
    if (start && !store) return record(read)
    await record(reported)
    await store?.()
    await conversations.transcriptRead(place, session.contactId)
    return read
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
        await newStart(conversation, messageId, over),
        over,
      )
    return true
  }

  /**
   * Ends the chats that this one replaces, because the customer would receive nothing that an agent
   * writes in them. Returns the contact ids of those that had an agent.
   */
  async function endReplaced(contactId: string, { insteadOf = [] }: Chat): Promise<string[]> {
    const withAgent: string[] = []
    for (const earlier of insteadOf) {
      await connect.end(earlier)
      const contact = await connect.contact(earlier)
      log.warn('chat_replaced', { contact: contactId, earlier })
      if (contact?.agentUserId) withAgent.push(earlier)
    }
    return withAgent
  }

  /**
   * Starts a new chat in place of one whose credentials expired while a service was unavailable, or
   * that ended before its first message.
   */
  async function startAgain(conversation: Conversation, mine: Chat): Promise<Chat> {
    const next = {
      openedBy: mine.openedBy,
      startedAt: now().toISOString(),
      take: (mine.take ?? 0) + 1,
      ...insteadOf(mine),
      ...(mine.answered ? { answered: mine.answered } : {}),
    }
    await conversations.setChat(placeOf(conversation), next, mine)
    return next
  }
}

/**
 * Returns the contact ids that the chat after `over` must report, because their agents may have
 * written something that was not sent: chats that were never connected, and chats that ended before
 * their transcript was read.
 */
function insteadOf(over: Chat | undefined): Pick<Chat, 'insteadOf'> {
  const mayHoldMore = over?.neverConnected || over?.streaming
  const own = mayHoldMore && over?.contactId ? [over.contactId] : []
  const all = new Set([...(over?.insteadOf ?? []), ...own])
  return all.size > 0 ? { insteadOf: [...all] } : {}
}

/**
 * Returns the id of the conversation that has the chat. A person may have several conversations.
 */
export const placeOf = ({ id, chatIn = id }: Conversation): string => chatIn

const isConnected = (chat: Chat): chat is ConnectedChat =>
  chat.contactId !== undefined && chat.connectionToken !== undefined
