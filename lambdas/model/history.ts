// Merges the list of a customer's messages and the list of the business's replies, page by page. A
// page ends at a position in each of the two lists, because each list has its own order.
import type { InboundMessage } from '#model/ports'
import type { Reply } from '#model/reply'

/** A message from the customer with its position among the customer's messages. */
export interface PlacedMessage {
  place: string
  message: InboundMessage
}

/**
 * The position of the next page: after the oldest reply and the oldest message that the widget has
 * read.
 */
export interface HistoryPosition {
  reply?: string | undefined
  message?: string | undefined
}

export type HistoryEntry = { reply: Reply } | { received: PlacedMessage }

/**
 * Returns the newest entries of both lists and the position of the next page. Both lists must be
 * sorted from the newest to the oldest entry, and contain up to `limit` + 1 entries. The position
 * is undefined if this page contains the last entries of both lists.
 */
export function historyPage(
  replies: readonly Reply[],
  messages: readonly PlacedMessage[],
  limit: number,
  from: HistoryPosition,
): { entries: HistoryEntry[]; next: HistoryPosition | undefined } {
  const entries: HistoryEntry[] = []
  let [r, m] = [0, 0]
  while (entries.length < limit && (r < replies.length || m < messages.length)) {
    const [reply, received] = [replies[r], messages[m]]
    if (reply && (!received || reply.acceptedAt > received.message.at)) {
      entries.push({ reply })
      r++
    } else {
      entries.push({ received: received! })
      m++
    }
  }
  const isComplete = r === replies.length && m === messages.length
  return {
    entries,
    next: isComplete
      ? undefined
      : {
          reply: replies[r - 1]?.order ?? from.reply,
          message: messages[m - 1]?.place ?? from.message,
        },
  }
}
