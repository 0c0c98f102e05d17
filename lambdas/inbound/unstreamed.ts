// Stores what was written in a bridged chat before Connect streamed it. The chat is visible to agents
// and flows as soon as it is started, and streaming begins a moment later. If a step of the start
// failed, that moment may be minutes.
import type { Streaming } from '#model/conversation'
import type { ChatSession, Clock, Outbox, Signals } from '#model/ports'
import { type Reply, writtenAt } from '#model/reply'
import { Unreadable } from '#whatsapp/errors/problems'
import { type ChatItem, parseChatItem } from '#whatsapp/events/events'
import type { ConnectedChat } from '../outbox/chat-connection.ts'
import { contentOf, isForCustomer, replyOf } from '../outbox/reply-of-item.ts'
import { log, masked } from '../runtime/log.ts'

interface Ports {
  chat: Pick<ChatSession, 'transcript'>
  outbox: Pick<Outbox, 'put' | 'recent'>
  signals: Signals
  now: Clock
  pause(ms: number): Promise<unknown>
}

/**
 * Items that are this close to the request or the answer may also be streamed, because AWS does not
 * document when streaming begins.
 */
const UNCERTAIN_MS = 2_000
/**
 * How long to wait for the stream to deliver an item, so that an item from both sources is stored
 * once.
 */
const STREAM_FIRST_MS = 3_000
/**
 * The number of stored replies to compare with, which is more than a chat has before it is
 * streamed.
 */
const COMPARED = 100

export function unstreamedItems({ chat, outbox, signals, now, pause }: Ports) {
  /**
   * Reads the whole transcript of a chat that Connect has just begun to stream. If something was
   * written before, returns a function that stores it. The returned function takes seconds if some
   * of the items may also be streamed.
   */
  return async (
    conversation: string,
    session: ConnectedChat,
    streaming: Streaming,
  ): Promise<(() => Promise<void>) | undefined> => {
    const items = await chat.transcript(session)
    if (!items) {
      // The chat has ended in the meantime.
      log.warn('transcript_not_read', { contact: session.contactId })
      return undefined
    }
    const requestedAt = new Date(streaming.requestedAt).getTime()
    const answeredAt = new Date(streaming.answeredAt).getTime()
    const written = items
      .flatMap((raw) => replyIn(raw, conversation, session))
      .filter((reply) => writtenAt(reply) <= answeredAt + UNCERTAIN_MS)
    if (written.length === 0) return undefined
    return async () => {
      const isCertain = (reply: Reply) => writtenAt(reply) < requestedAt - UNCERTAIN_MS
      await store(conversation, written.filter(isCertain))
      const uncertain = written.filter((reply) => !isCertain(reply))
      if (uncertain.length === 0) return
      const latest = Math.max(answeredAt, ...uncertain.map(writtenAt))
      const waitMs = latest + STREAM_FIRST_MS - now().getTime()
      if (waitMs > 0) await pause(waitMs)
      await store(conversation, uncertain)
    }
  }

  function replyIn(raw: object, conversation: string, { startedAt }: ConnectedChat): Reply[] {
    const item = readable(raw)
    const content = item && isForCustomer(item) ? contentOf(item) : undefined
    if (!item || !content) return []
    return [replyOf(item, content, { conversation, mode: 'bridged', startedAt }, now())]
  }

  /**
   * Stores the replies that are not stored yet. All these replies belong to one conversation, so
   * one signal is enough.
   */
  async function store(conversation: string, replies: readonly Reply[]): Promise<void> {
    if (replies.length === 0) return
    const known = await outbox.recent({ id: conversation }, COMPARED)
    let stored: Reply | undefined
    for (const reply of replies.filter((each) => !known.some((other) => isSame(each, other))))
      if (await outbox.put(reply)) stored = reply
    if (!stored) return
    log.warn('items_not_streamed', {
      conversation: masked(conversation),
      contact: stored.contactId,
    })
    await signals.signal(stored)
  }
}

/**
 * Returns undefined for a value that is not an item. An item that cannot be read does not hide the
 * others.
 */
function readable(raw: object): ChatItem | undefined {
  try {
    return parseChatItem(raw)
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause
    log.error('item_unreadable', cause)
    return undefined
  }
}

/** AWS does not document that an item has the same id in the transcript as in the stream. */
const isSame = (one: Reply, other: Reply): boolean =>
  one.id === other.id ||
  (one.contactId === other.contactId &&
    writtenAt(one) === writtenAt(other) &&
    one.by.role === other.by.role &&
    one.by.name === other.by.name &&
    saidIn(one) === saidIn(other))

/**
 * Identifies the content of a reply. A file is identified by its id, because its status changes.
 */
const saidIn = ({ content }: Reply): string =>
  content.type === 'attachments'
    ? content.attachments.map(({ attachmentId }) => attachmentId).join()
    : JSON.stringify(content)
