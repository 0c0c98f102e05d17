// Starts the chat of a customer, and completes an interrupted start.
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
  /**
   * Whether the flow should offer a customer's answer to a template to the agent who sent the
   * template.
   */
  sameAgent: boolean
  now: Clock
  pause(ms: number): Promise<unknown>
}

/** A started chat of a conversation. */
interface Started {
  session: Chat
  /**
   * The stored record of the start. The caller must replace this record with `session` after the
   * first message was put into the chat.
   */
  start?: Chat
  /**
   * The contact ids of earlier chats in which an agent may have written texts that were not sent.
   */
  unheard: readonly string[]
}

/**
 * The time after which a start counts as interrupted. After this time, any message may complete the
 * start. The message that began the start may complete it at any time.
 */
const STARTING_MS = 60_000
/**
 * The time for which a participant token is valid: it must be used within five minutes.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_CreateParticipantConnection.html
 */
const TOKEN_MS = 5 * 60_000

/** The number of latest replies among which the template that the customer answers is searched. */
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
   * Returns the conversation's chat with valid credentials. If necessary, the function starts a
   * chat. If `start` is returned, the caller must record this start.
   */
  async function running(
    conversation: Conversation,
    messageId: string,
  ): Promise<Started | 'being_started'> {
    const connected = await connection(conversation)
    if (connected) return { session: connected, unheard: [] }
    const { chat: known } = conversation
    if (isBeingStarted(known) && known.openedBy !== messageId) return 'being_started'
    // A message that takes over an interrupted start completes the start. If the chat already
    // exists, Connect returns the same chat, because the client token is the same.
    const mine = known && !known.contactId ? known : await newStart(conversation, messageId, known)
    if (mine !== known && !(await conversations.setChat(placeOf(conversation), mine, known)))
      return 'being_started'
    return begin(conversation, mine)
  }

  /**
   * Creates the record of a start. The record contains the template that the customer answers, so
   * that every attempt sends the same request to Connect.
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
    // The request does not contain the text of the message, so that every message causes the same
    // request.
    const { contactId, participantToken } = await connect.startChat({
      customer: conversation.customer,
      conversation: place,
      openedBy: [openedBy, ...(take ? [take] : [])].join('/'),
      ...(answered ? { answers: { ...answered, isForSameAgent: sameAgent } } : {}),
    })
    const [connected, known] = await Promise.allSettled([
      // A participant token can be used several times.
      chat.connect(participantToken),
      contacts.put(contactId, {
        conversation: place,
        mode: 'bridged',
        startedAt,
        ...(answered ? { answered } : {}),
      }),
    ])
    // The contact must be recorded before streaming begins. Otherwise, enqueue-reply could not find
    // the conversation of streamed items.
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

  /**
   * Requests the streaming of the chat. Connect refuses to stream a chat that has ended. Such a
   * refusal is not an error here.
   */
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
   * Records the start of a chat, and then stores the items that were written in the chat before its
   * streaming began. If storing the items fails, the recorded chat still contains `streaming`, so
   * the next message repeats this step. The start is recorded first, because a notice about a late
   * reply is written into the recorded chat. Returns the recorded chat.
   */
  async function recorded(place: string, session: Chat, start: Chat | undefined): Promise<Chat> {
    const record = async (chatNow: Chat) => {
      if (start) await conversations.setChat(place, chatNow, start)
      return chatNow
    }
    if (!start && !session.streaming) return session
    if (!isConnected(session)) return record(session)
    // The chat now contains a notice about the chats that it replaces.
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
   * Starts another chat after a chat has ended. A message may start at most two chats, and the
   * function returns false after the second chat. A second chat is useful, because an agent may
   * have closed the first chat while the chat was still empty. A third chat is not useful, because
   * the flow probably ends every chat at once.
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
   * Ends the chats that the new chat replaces, because the customer would not receive what an agent
   * writes in them. Returns the contact ids of the ended chats that had an agent.
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
   * Starts a new chat in place of the chat `mine`. Either the credentials of `mine` expired while a
   * service was unavailable, or `mine` ended before its first message.
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
 * Returns the contact ids of earlier chats that the chat after `over` must report. The agents of
 * these chats may have written texts that were not sent, because the bridge was never connected to
 * the chat, or because the chat ended before its transcript was read.
 */
function insteadOf(over: Chat | undefined): Pick<Chat, 'insteadOf'> {
  const mayHoldMore = over?.neverConnected || over?.streaming
  const own = mayHoldMore && over?.contactId ? [over.contactId] : []
  const all = new Set([...(over?.insteadOf ?? []), ...own])
  return all.size > 0 ? { insteadOf: [...all] } : {}
}

/**
 * Returns the id of the conversation to which the chat belongs. A person may have several
 * conversations.
 */
export const placeOf = ({ id, chatIn = id }: Conversation): string => chatIn

const isConnected = (chat: Chat): chat is ConnectedChat =>
  chat.contactId !== undefined && chat.connectionToken !== undefined
