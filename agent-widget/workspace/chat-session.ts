// Wraps the ChatJS session of one contact. The workspace needs only the last messages, and a way to
// send text.
import type { TranscriptItem } from './transcript.ts'

/**
 * The part of ChatJS's agent session that is used. https://github.com/amazon-connect/amazon-
 * connect-chatjs#connectchatsession-api
 */
export interface ChatJsSession {
  getTranscript(
    options: object,
  ): Promise<{ data: { Transcript?: TranscriptItem[]; NextToken?: string } }>
  onMessage(callback: (event: { data: TranscriptItem }) => void): void
  /** The method is missing in the session of an older ChatJS. */
  onDeliveredReceipt?(callback: (event: { data: TranscriptItem }) => void): void
  onReadReceipt?(callback: (event: { data: TranscriptItem }) => void): void
  onConnectionEstablished(again: () => void): void
  sendMessage(message: { contentType: string; message: string }): Promise<unknown>
}

const PAGE = 100
/**
 * The number of pages that are read, from the latest backwards. Older messages are outside of the
 * service window of 24 hours, or the chat is very long.
 */
const MAX_PAGES = 5

/**
 * Listens first and then reads the transcript, which contains everything that arrived before. Reads
 * the transcript again whenever the chat reconnects, because messages are not repeated.
 */
export function listen(
  session: ChatJsSession,
  onItems: (items: readonly TranscriptItem[]) => void,
): void {
  session.onMessage(({ data }) => onItems([data]))
  session.onDeliveredReceipt?.(({ data }) => onItems([data]))
  session.onReadReceipt?.(({ data }) => onItems([data]))
  let reading = Promise.resolve()
  // Reads follow one after the other, because a read that is running when the connection comes back
  // may miss messages.
  const read = () => {
    reading = reading.then(() => readTranscript(session, onItems)).catch(() => {})
  }
  session.onConnectionEstablished(read)
  read()
}

async function readTranscript(
  session: ChatJsSession,
  onItems: (items: readonly TranscriptItem[]) => void,
) {
  let nextToken: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const { data } = await session.getTranscript({
      scanDirection: 'BACKWARD',
      sortOrder: 'ASCENDING',
      maxResults: PAGE,
      ...(nextToken && { nextToken }),
    })
    const items = data.Transcript ?? []
    onItems(items)
    nextToken = data.NextToken
    if (
      !nextToken ||
      items.some(({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type !== 'EVENT')
    )
      return
  }
}
