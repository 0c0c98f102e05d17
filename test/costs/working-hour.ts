// Calculates how often the widget polls in an hour of an agent's work. The result depends only on
// the widget's schedule for polls and on the number of messages in an hour, so no requests are
// made.
import { pollDelayMs } from '../../agent-widget/conversation/poll-schedule.ts'
import { DAY } from '../../provisioning/costs/working-day.ts'

const HOUR_MS = 3_600_000
/**
 * The share of an hour in which messages are written. In the rest of the hour, the widget displays
 * a contact in which nothing happens.
 */
const BUSY = 0.5
/**
 * When the conversation changes because of a text, in milliseconds after the text was written. It
 * changes when the text is stored, and when WhatsApp reports that the text was sent, delivered and
 * read.
 */
const CHANGES_OF_TEXT_MS = [0, 500, 1500, 3500]

/** Returns how often the widget polls in an hour in which nothing happens. */
export function idlePolls(): number {
  const delay = pollDelayMs({ sentAgoMs: undefined, changedAgoMs: HOUR_MS, refused: false })
  return HOUR_MS / delay
}

/**
 * Returns the number of polls in an hour of work and, as `changed`, how many of them find something
 * new. The calculation assumes that an agent's chats follow one another. In each chat, the agent
 * and the customer write at regular intervals, and the replies from the widget are spread in the
 * same way.
 */
export function pollsInWorkingHour(): { polls: number; changed: number } {
  const chatMs = HOUR_MS / DAY.newChatsAnHour
  const { polls, changed } = pollsInChat(chatMs)
  return { polls: polls * DAY.newChatsAnHour, changed: changed * DAY.newChatsAnHour }
}

function pollsInChat(chatMs: number): { polls: number; changed: number } {
  const busyMs = chatMs * BUSY
  const evenly = (anHour: number) => {
    const length = Math.round(anHour / DAY.newChatsAnHour)
    return Array.from({ length }, (_, i) => Math.round(((i + 0.5) / length) * busyMs))
  }
  const sentAt = evenly(DAY.widgetRepliesAnHour)
  const replies = [...evenly(DAY.textsAnHour), ...sentAt]
  const changes = [
    ...evenly(DAY.inboundAnHour).map((at) => at + 1000),
    ...replies.flatMap((at) => CHANGES_OF_TEXT_MS.map((later) => at + later)),
  ]
  let polls = 0
  let changed = 0
  let lastPoll = -1
  let knownChange = 0
  for (let at = 0; at < chatMs; ) {
    polls++
    const isChanged = polls === 1 || changes.some((change) => change > lastPoll && change <= at)
    if (isChanged) {
      changed++
      knownChange = at
    }
    lastPoll = at
    const sent = sentAt.filter((each) => each <= at).at(-1)
    const delay = pollDelayMs({
      sentAgoMs: sent === undefined ? undefined : at - sent,
      changedAgoMs: at - knownChange,
      refused: false,
    })
    // The widget polls at once after it has sent a reply.
    const nextSent = sentAt.find((each) => each > at && each < at + delay)
    at = nextSent ?? at + delay
  }
  return { polls, changed }
}
