// Reads the messages of a chat with ChatJS, and sends text in the chat.
import type { TranscriptItem } from './transcript.ts'

/**
 * The part of ChatJS's agent session that the widget uses.
 * https://github.com/amazon-connect/amazon-connect-chatjs#connectchatsession-api
 */
export interface ChatJsSession {
  getTranscript(
    options: object,
  ): Promise<{ data: { Transcript?: TranscriptItem[]; NextToken?: string } }>
  onMessage(callback: (event: { data: TranscriptItem }) => void): void
  /** Sessions of older ChatJS versions do not have this method. */
  onDeliveredReceipt?(callback: (event: { data: TranscriptItem }) => void): void
  onReadReceipt?(callback: (event: { data: TranscriptItem }) => void): void
  onConnectionEstablished(again: () => void): void
  sendMessage(message: { contentType: string; message: string }): Promise<unknown>
}

const PAGE = 100
/**
 * How many pages of the transcript are read, newest first. Older messages are outside the service
 * window of 24 hours, except in very long chats.
 */
const MAX_PAGES = 5

/**
 * First listens to new messages, then reads the transcript, which contains all earlier messages.
 * The transcript is read again after each reconnection, because Connect does not repeat messages.
 */
export function listen(
  session: ChatJsSession,
  onItems: (items: readonly TranscriptItem[]) => void,
): void {
  session.onMessage(({ data }) => onItems([data]))
  session.onDeliveredReceipt?.(({ data }) => onItems([data]))
  session.onReadReceipt?.(({ data }) => onItems([data]))
  let reading = Promise.resolve()
  // Messages may be missing from a transcript that is being read during a reconnection. The
  // transcript is therefore read again after each reconnection, when the previous reading has
  // ended.
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
