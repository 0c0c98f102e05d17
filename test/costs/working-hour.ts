// Calculates how often the widget polls in an hour of an agent's work, from the pace of the polls
// and the agent's actions. The calculation makes no requests.
import { pollDelayMs } from '../../agent-widget/conversation/poll-schedule.ts'
import { DAY } from '../../provisioning/costs/working-day.ts'

const HOUR_MS = 3_600_000
/**
 * The share of an hour in which an agent is busy with chats. A contact stays in view after its chat
 * has ended.
 */
const BUSY = 0.5
/**
 * When the conversation changes after a text, in milliseconds: when the text is stored, and when
 * WhatsApp reports that it was sent, delivered and read.
 */
const CHANGES_OF_TEXT_MS = [0, 500, 1500, 3500]

/** Returns the polls in an hour in which nothing happens. */
export function idlePolls(): number {
  const delay = pollDelayMs({ sentAgoMs: undefined, changedAgoMs: HOUR_MS, refused: false })
  return HOUR_MS / delay
}

/**
 * Returns all polls, and as `changed` those that find something new. The calculation assumes that
 * chats come one after the other. In each chat, the agent and the customer write at regular
 * intervals, and one reply in the middle is sent from the widget.
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
    // After it has sent something, the widget polls at once.
    const nextSent = sentAt.find((each) => each > at && each < at + delay)
    at = nextSent ?? at + delay
  }
  return { polls, changed }
}
