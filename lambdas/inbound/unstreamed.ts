// Stores what was written in a bridged chat before Connect streamed it. The chat is visible to agents
// and flows as soon as it is started, and streaming begins a moment later. If a step of the start
// failed, that moment may be minutes.
import type { ChatSession, Clock, Outbox, Signals } from '#model/ports'
import { type Reply, writtenAt } from '#model/reply'
import { parseChatItem } from '#whatsapp/events/events'
import type { ConnectedChat } from '../outbox/chat-connection.ts'
import { contentOf, isForCustomer, replyOf } from '../outbox/reply-of-item.ts'
import { log, masked } from '../runtime/log.ts'
import { readable } from '../runtime/topic-message.ts'

interface Ports {
  chat: Pick<ChatSession, 'transcript'>
  outbox: Pick<Outbox, 'put' | 'recent'>
  signals: Signals
  now: Clock
  pause(ms: number): Promise<unknown>
}

/** AWS does not document from which moment on items are streamed. */
const UNCERTAIN_MS = 2_000
/** The stream of an item is waited for this long, so that both do not store it. */
const STREAM_FIRST_MS = 3_000
/** More replies than a chat has before it is streamed. */
const COMPARED = 100

export function unstreamedItems({ chat, outbox, signals, now, pause }: Ports) {
  /**
   * Reads the whole transcript of a chat whose streaming was requested at `since`. If something was
   * written before, returns how to store it, which takes seconds if some of it may be streamed.
   */
  return async (
    conversation: string,
    session: ConnectedChat,
    since: Date,
  ): Promise<(() => Promise<void>) | undefined> => {
    const items = await chat.transcript(session)
    if (!items) {
      // The chat has ended in the meantime.
      log.warn('transcript_not_read', { contact: session.contactId })
      return undefined
    }
    const written = items
      .flatMap((raw) => replyIn(raw, conversation, session))
      .filter((reply) => writtenAt(reply) <= since.getTime() + UNCERTAIN_MS)
    if (written.length === 0) return undefined
    return async () => {
      const isCertain = (reply: Reply) => writtenAt(reply) < since.getTime() - UNCERTAIN_MS
      await store(conversation, written.filter(isCertain))
      const uncertain = written.filter((reply) => !isCertain(reply))
      if (uncertain.length === 0) return
      const latest = Math.max(since.getTime(), ...uncertain.map(writtenAt))
      const waitMs = latest + STREAM_FIRST_MS - now().getTime()
      if (waitMs > 0) await pause(waitMs)
      await store(conversation, uncertain)
    }
  }

  function replyIn(raw: object, conversation: string, { startedAt }: ConnectedChat): Reply[] {
    const item = readable(() => parseChatItem(raw))
    const content = item && isForCustomer(item) ? contentOf(item) : undefined
    if (!item || !content) return []
    return [replyOf(item, content, { conversation, mode: 'bridged', startedAt }, now())]
  }

  /** Stores those that are not stored yet. A signal for one of them is one for all. */
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

/** AWS does not document that an item has the same id in the transcript as in the stream. */
const isSame = (one: Reply, other: Reply): boolean =>
  one.id === other.id ||
  (one.contactId === other.contactId &&
    writtenAt(one) === writtenAt(other) &&
    one.by.role === other.by.role &&
    one.by.name === other.by.name &&
    saidIn(one) === saidIn(other))

/** A file's status changes, its id does not. */
const saidIn = ({ content }: Reply): string =>
  content.type === 'attachments'
    ? content.attachments.map(({ attachmentId }) => attachmentId).join()
    : JSON.stringify(content)
