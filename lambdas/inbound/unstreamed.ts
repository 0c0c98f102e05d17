// Stores items that were written in a bridged chat before Connect began to stream the chat. Agents
// and flows can write as soon as the chat is started, but streaming begins some moments later, or
// minutes later if a step failed.
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
 * AWS does not document the moment at which streaming begins. Items that were written shortly
 * before or after the request for streaming or Connect's answer may therefore be streamed too.
 */
const UNCERTAIN_MS = 2_000
/**
 * The time for which this module waits for streamed items, so that an item that is both in the
 * stream and in the transcript is stored only once.
 */
const STREAM_FIRST_MS = 3_000
/**
 * The number of stored replies that are compared with the transcript. Before Connect streams a
 * chat, the chat contains fewer than COMPARED replies.
 */
const COMPARED = 100

export function unstreamedItems({ chat, outbox, signals, now, pause }: Ports) {
  /**
   * Reads the whole transcript of a chat that Connect has just begun to stream. If the chat
   * contains earlier items, the result is a function that stores these items. If Connect may also
   * stream some of the earlier items, the returned function takes some seconds. The result is
   * 'ended' if the chat has ended, because the transcript of an ended chat cannot be read.
   */
  return async (
    conversation: string,
    session: ConnectedChat,
    streaming: Streaming,
  ): Promise<(() => Promise<void>) | 'ended' | undefined> => {
    const items = await chat.transcript(session)
    if (!items) {
      log.warn('transcript_not_read', { contact: session.contactId })
      return 'ended'
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
   * Stores the replies that are not stored yet. One signal is enough, because all replies belong to
   * the same conversation.
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
 * Parses an item. Returns undefined for an invalid item, so that the other items are still
 * processed.
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

/**
 * Returns whether two replies are the same. AWS does not document that an item has the same id in
 * the transcript and in the stream, so the contents are compared.
 */
const isSame = (one: Reply, other: Reply): boolean =>
  one.id === other.id ||
  (one.contactId === other.contactId &&
    writtenAt(one) === writtenAt(other) &&
    one.by.role === other.by.role &&
    one.by.name === other.by.name &&
    saidIn(one) === saidIn(other))

/**
 * Returns a text that identifies the content of a reply. A file is identified by its id, because
 * the state of its scan changes.
 */
const saidIn = ({ content }: Reply): string =>
  content.type === 'attachments'
    ? content.attachments.map(({ attachmentId }) => attachmentId).join()
    : JSON.stringify(content)
