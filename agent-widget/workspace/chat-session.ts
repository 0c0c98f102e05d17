// One contact's chat as ChatJS gives it, reduced to what the workspace tells: who wrote last, and a way to write.
import type { ChatItem } from './transcript.ts'

/** Of ChatJS's agent session. https://github.com/amazon-connect/amazon-connect-chatjs#connectchatsession-api */
export interface ChatSession {
  getTranscript(options: object): Promise<{ data: { Transcript?: ChatItem[]; NextToken?: string } }>
  onMessage(heard: (event: { data: ChatItem }) => void): void
  onConnectionEstablished(again: () => void): void
  sendMessage(message: { contentType: string; message: string }): Promise<unknown>
}

const PAGE = 100
/** Backwards from the latest: further back nobody has written within the window's 24 hours, or the chat is a very long one. */
const MAX_PAGES = 5

/**
 * Listens first, then reads the transcript: what arrived before the listener is in it, and nobody repeats it. Reads again
 * whenever the chat's connection is back, for what came meanwhile.
 */
export function listen(session: ChatSession, heard: (items: readonly ChatItem[]) => void): void {
  session.onMessage(({ data }) => heard([data]))
  let reading = Promise.resolve()
  // One after the other: what is being read when the connection comes back may be older than what was missed.
  const read = () => {
    reading = reading.then(() => readTranscript(session, heard)).catch(() => {})
  }
  session.onConnectionEstablished(read)
  read()
}

async function readTranscript(session: ChatSession, heard: (items: readonly ChatItem[]) => void) {
  let nextToken: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const { data } = await session.getTranscript({
      scanDirection: 'BACKWARD',
      sortOrder: 'ASCENDING',
      maxResults: PAGE,
      ...(nextToken && { nextToken }),
    })
    const items = data.Transcript ?? []
    heard(items)
    nextToken = data.NextToken
    if (
      !nextToken ||
      items.some(({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type !== 'EVENT')
    )
      return
  }
}
