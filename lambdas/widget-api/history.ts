// Returns the conversation across all its contacts, page by page: what the customer sent, if the
// number is bridged, and what went to the customer through this project. Every request is recorded.
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

/** How many messages one page has. */
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
    // A held reply was not sent, so it is left out.
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
