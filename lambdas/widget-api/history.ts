// Returns the messages of a conversation across all its contacts, page by page: the messages that
// this project sent and, for a bridged number, the customer's messages. Each request is recorded
// with the agent who made it.
import type { HistoryRequest, HistoryView, ReplyView } from '#api'
import { type HistoryEntry, historyPage } from '#model/history'
import type { Clock, Inbox, Openings, Outbox } from '#model/ports'
import { HELD_ORDER } from '#model/reply'
import type { Authorized } from './authorize.ts'
import type { conversationFiles } from './files.ts'
import { messageView, replyView } from './view.ts'

interface Ports {
  outbox: Pick<Outbox, 'recent'>
  inbox: Pick<Inbox, 'older'>
  openings: Openings
  ofConversation: Pick<ReturnType<typeof conversationFiles>, 'listOf'>
  now: Clock
}

/** The number of messages on one page. */
const PAGE = 40

export function conversationHistory({ outbox, inbox, openings, ofConversation, now }: Ports) {
  return async (
    userId: string,
    { contact: { contactId }, conversation }: Authorized,
    { before }: HistoryRequest,
    asSeen: (reply: ReplyView) => ReplyView,
  ): Promise<HistoryView> => {
    const from = before ?? {}
    const at = now()
    const isNative = conversation.mode === 'native'
    // Held replies are not part of the history, because they were not sent.
    const [replies, received] = await Promise.all([
      outbox.recent(conversation, PAGE + 1, from.reply ?? HELD_ORDER),
      isNative ? [] : inbox.older(conversation, PAGE + 1, from.message),
      openings.record({ conversation: conversation.id, contactId, userId, at, before }),
    ])
    const { entries, next } = historyPage(replies, received, PAGE, from)
    const files = await ofConversation.listOf(
      entries.flatMap((entry) => ('received' in entry ? [entry.received.message] : [])),
      entries.flatMap((entry) => ('reply' in entry ? [entry.reply] : [])),
    )
    return {
      at: at.toISOString(),
      entries: entries.map((entry: HistoryEntry) =>
        'reply' in entry
          ? { is: 'sent', contactId: entry.reply.contactId, reply: asSeen(replyView(entry.reply)) }
          : { is: 'received', message: messageView(entry.received.message) },
      ),
      files,
      ...(next ? { before: next } : {}),
    }
  }
}
