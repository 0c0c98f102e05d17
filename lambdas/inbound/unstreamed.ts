// Stores items that were written in a bridged chat before Connect began to stream the chat. Agents
// and flows can write as soon as the chat is started. Streaming begins a moment later, or minutes
// later if a call failed.
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
 * AWS does not document the moment at which streaming begins. From this long before the request for
 * streaming until this long after Connect's answer, items may be streamed or not.
 */
const UNCERTAIN_MS = 2_000
/**
 * The time for which this module waits until streamed items are stored. After that, it stores only
 * the items of the transcript that are missing.
 */
const STREAM_FIRST_MS = 3_000
/**
 * The number of the latest stored replies that are compared with the transcript. When the streaming
 * of a chat begins, the chat contains fewer replies than this.
 */
const COMPARED = 100

export function unstreamedItems({ chat, outbox, signals, now, pause }: Ports) {
  /**
   * Reads the whole transcript of a chat that Connect has just begun to stream. If the transcript
   * contains replies from before the streaming, returns a function that stores them, and otherwise
   * undefined. The returned function may take some seconds. Returns 'ended' if the chat has ended,
   * because Connect denies access to the transcript of an ended chat.
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
 * Parses an item of the transcript. An invalid item is logged and ignored, so that the other items
 * are still processed.
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
 * Returns whether two replies were created from the same item. AWS does not document that an item
 * has the same id in the transcript and in the stream, so the contents are compared too.
 */
const isSame = (one: Reply, other: Reply): boolean =>
  one.id === other.id ||
  (one.contactId === other.contactId &&
    writtenAt(one) === writtenAt(other) &&
    one.by.role === other.by.role &&
    one.by.name === other.by.name &&
    saidIn(one) === saidIn(other))

/**
 * Returns a text for the comparison of two contents. Files are compared by their ids, because the
 * state of their scan changes.
 */
const saidIn = ({ content }: Reply): string =>
  content.type === 'attachments'
    ? content.attachments.map(({ attachmentId }) => attachmentId).join()
    : JSON.stringify(content)
