// What WhatsApp accepts at this moment, from what the API and the host know of the customer's last message.
import { type Evidence, type ServiceWindow, serviceWindow } from '#whatsapp/service-window'
import type { ConversationView } from '../../lambdas/widget-api/api.ts'

/** From here on the agent is warned. */
export const WARN_MS = 60 * 60_000
const TICK_EACH_SECOND_MS = 10 * 60_000

export interface WindowNow {
  window: ServiceWindow
  /** Until it closes; undefined unless open. */
  leftMs: number | undefined
  tone: 'open' | 'closing' | 'closed' | 'unknown'
  /** When what is shown will be different. */
  nextTickMs: number
}

/**
 * `lastCustomerMessageAt` is what the host's transcript tells. It counts for native chats only: a bridged one's
 * transcript has what our own functions wrote in the customer's name, at another time than WhatsApp's.
 */
export function windowNow(
  { evidence, mode }: Pick<ConversationView, 'evidence' | 'mode'>,
  lastCustomerMessageAt: Date | undefined,
  now: Date,
): WindowNow {
  const known = evidence.map((each): Evidence => ({ ...each, at: new Date(each.at) }))
  if (mode === 'native' && lastCustomerMessageAt)
    known.push({ at: lastCustomerMessageAt, from: 'chat' })
  const window = serviceWindow(withoutKnownStart(known), now)
  if (window.is !== 'open')
    return { window, leftMs: undefined, tone: window.is, nextTickMs: 60_000 }
  const leftMs = window.until.getTime() - now.getTime()
  return {
    window,
    leftMs,
    tone: leftMs <= WARN_MS ? 'closing' : 'open',
    nextTickMs:
      leftMs <= TICK_EACH_SECOND_MS
        ? leftMs % 1000 || 1000
        : Math.min(leftMs % 60_000 || 60_000, leftMs - TICK_EACH_SECOND_MS || 1000),
  }
}

/** A chat is there moments after the message that began it. */
const START_LAG_MS = 60_000

/** When a chat began tells nothing more once the message that began it is known. */
function withoutKnownStart(known: readonly Evidence[]): Evidence[] {
  const isStart = (each: Evidence) => 'from' in each && each.from === 'contact_start'
  const written = known.filter((each) => 'from' in each && !isStart(each))
  const isKnown = ({ at }: Evidence) =>
    written.some((message) => Math.abs(at.getTime() - message.at.getTime()) <= START_LAG_MS)
  return known.filter((each) => !isStart(each) || !isKnown(each))
}

const ANNOUNCED_MINUTES = [60, 15, 5, 1]

/** Said aloud once each: when this changes to another of the minutes, and on opening and closing. */
export const announcedMinutes = (leftMs: number | undefined): number | undefined =>
  leftMs === undefined
    ? undefined
    : ANNOUNCED_MINUTES.findLast((minutes) => leftMs <= minutes * 60_000)
