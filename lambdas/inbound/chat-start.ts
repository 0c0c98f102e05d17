// Starts a customer's chat in Connect, and completes a start that was interrupted.
import { answeredTemplate } from '#model/answered'
import type { Chat, Conversation, Streaming } from '#model/conversation'
import type {
  ChatSession,
  Clock,
  Connect,
  ConnectContact,
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
   * Whether the flow should offer a chat that begins with an answer to a template to the agent who
   * sent the template.
   */
  sameAgent: boolean
  now: Clock
  pause(ms: number): Promise<unknown>
}

/** The chat of a conversation, with valid credentials. */
interface Started {
  session: Chat
  /**
   * The stored record of the start, if this call has started the chat. After the first message is
   * in the chat, the caller must replace this record with `session`.
   */
  start?: Chat
  /**
   * The contact ids of earlier chats in which an agent may have written texts that were not sent.
   */
  unheard: readonly string[]
}

/**
 * The time after which a start counts as interrupted. After this time, any message of the
 * conversation may complete the start. Before that, only the message that began the start may
 * complete it.
 */
const STARTING_MS = 60_000
/**
 * The time for which a new participant token is valid.
 * https://docs.aws.amazon.com/connect-participant/latest/APIReference/API_CreateParticipantConnection.html
 */
const TOKEN_MS = 5 * 60_000

/** How many of the latest replies are searched for the template that the customer answers. */
const LAST_REPLIES = 10

/** A limit for contacts that name each other as the next contact. */
const MOST_TRANSFERS = 10

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
   * chat. If the result contains `start`, the caller must call `recorded`.
   */
  async function running(
    conversation: Conversation,
    messageId: string,
  ): Promise<Started | 'being_started'> {
    const connected = await connection(conversation)
    if (connected) return { session: connected, unheard: [] }
    const { chat: known } = conversation
    if (isBeingStarted(known) && known.openedBy !== messageId) return 'being_started'
    // An interrupted start is completed with its stored record. If the chat already exists, Connect
    // returns the same chat, because the client token is the same.
    const mine = known && !known.contactId ? known : await newStart(conversation, messageId, known)
    if (mine !== known && !(await conversations.setChat(placeOf(conversation), mine, known)))
      return 'being_started'
    return begin(conversation, mine)
  }

  /**
   * Creates the record of a start. The record contains the template that the customer answers, so
   * that every later attempt sends the same request to Connect.
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
    // The request does not contain the text of a message, so that the request is the same when
    // another message completes the start.
    const { contactId, participantToken } = await connect.startChat({
      customer: conversation.customer,
      conversation: place,
      openedBy: [openedBy, ...(take ? [take] : [])].join('/'),
      ...(answered ? { answers: { ...answered, isForSameAgent: sameAgent } } : {}),
    })
    const [connected, known] = await Promise.allSettled([
      // A participant token can be used several times, so this call can be repeated.
      chat.connect(participantToken),
      contacts.put(contactId, {
        conversation: place,
        mode: 'bridged',
        startedAt,
        ...(answered ? { answered } : {}),
      }),
    ])
    // The contact must be recorded before streaming begins. Without the record, enqueue-reply could
    // not find the conversation of the streamed items.
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
   * Records the started chat, then stores what was written in the chat before its streaming began,
   * and returns the recorded chat. If storing these items fails, the recorded chat still contains
   * `streaming`, and the next message of the customer repeats this step. The chat is recorded
   * first, because a notice about a reply that is too late is written into the recorded chat.
   */
  async function recorded(place: string, session: Chat, start: Chat | undefined): Promise<Chat> {
    const record = async (chatNow: Chat) => {
      if (start) await conversations.setChat(place, chatNow, start)
      return chatNow
    }
    if (!start && !session.streaming) return session
    if (!isConnected(session)) return record(session)
    // The chat now contains a notice about the chats that it replaces, so `insteadOf` is no longer
    // needed.
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
   * Prepares another chat after the chat `over` has ended. Returns false if the message has already
   * started two chats. If the first chat ended, an agent may have closed it while it was still
   * empty, so a second chat is useful. If the second chat ended too, the flow probably ends every
   * chat at once.
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
   * Ends the chats that the new chat replaces. The customer would not receive what an agent writes
   * in those chats. Returns the contact ids of the ended chats that had an agent.
   */
  async function endReplaced(contactId: string, { insteadOf = [] }: Chat): Promise<string[]> {
    const withAgent: string[] = []
    for (const earlier of insteadOf) {
      log.warn('chat_replaced', { contact: contactId, earlier })
      if (await endWithTransfers(earlier)) withAgent.push(earlier)
    }
    return withAgent
  }

  /** Ends a contact and its transfers. Returns whether one of them had an agent. */
  async function endWithTransfers(contactId: string): Promise<boolean> {
    let hadAgent = false
    for (let id: string | undefined = contactId, i = 0; id && i < MOST_TRANSFERS; i++) {
      await connect.end(id)
      const contact: ConnectContact | undefined = await connect.contact(id)
      hadAgent ||= contact?.agentUserId !== undefined
      id = contact?.wasTransferred ? contact.continuesAs : undefined
    }
    return hadAgent
  }

  /**
   * Stores the record of a new start that replaces the chat `mine`. This is necessary if the
   * participant token of `mine` expired while a service was unavailable, or if `mine` ended before
   * its first message.
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
 * Returns the contact ids of earlier chats about which the chat after `over` must contain a notice.
 * Texts that an agent wrote in those chats may not have been sent: either this project never
 * connected to the chat, or the chat ended before its transcript was read.
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
