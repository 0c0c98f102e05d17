// Determines which messages WhatsApp accepts now. The result depends on when the customer wrote,
// which the API reports, and in native chats also the chat's transcript.

import type { ConversationView } from '#api'
import { type Evidence, type ServiceWindow, serviceWindow } from '#whatsapp/service-window'

/** The agent is warned if less than this time is left. */
export const WARN_MS = 60 * 60_000
const TICK_EACH_SECOND_MS = 10 * 60_000

export interface WindowState {
  window: ServiceWindow
  /** The time until the window closes, or undefined if the window is not open. */
  leftMs: number | undefined
  tone: 'open' | 'closing' | 'closed' | 'unknown'
  /** The time until the displayed text changes. */
  nextTickMs: number
}

/**
 * Returns the state of the service window. `lastCustomerMessageAt` comes from the chat's transcript
 * and counts for native chats only. In bridged chats, our functions write the customer's messages
 * into the transcript, so the transcript contains the time of this copy and not the time when the
 * customer wrote.
 */
export function windowStateAt(
  { evidence, mode }: Pick<ConversationView, 'evidence' | 'mode'>,
  lastCustomerMessageAt: Date | undefined,
  now: Date,
): WindowState {
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

/** A chat starts within this time after the message that caused it. */
const START_LAG_MS = 60_000

/**
 * Removes the start of the chat from the times that show when the customer wrote, if the message
 * with which the customer started the chat is known. The time of that message is more exact.
 */
function withoutKnownStart(known: readonly Evidence[]): Evidence[] {
  const isStart = (each: Evidence) => 'from' in each && each.from === 'contact_start'
  const written = known.filter((each) => 'from' in each && !isStart(each))
  const isKnown = ({ at }: Evidence) =>
    written.some((message) => Math.abs(at.getTime() - message.at.getTime()) <= START_LAG_MS)
  return known.filter((each) => !isStart(each) || !isKnown(each))
}

/**
 * WhatsApp's times have no fractions of a second, so times of the same message can differ by this
 * much.
 */
const SAME_MESSAGE_MS = 1000

/**
 * Returns when the customer last wrote in a native chat, if the chat's transcript shows it and the
 * API does not know it. The widget reports this time to the API. Without the report, the agent
 * workspace and the next agent would see a different service window.
 */
export function unknownToApi(
  { evidence, mode, chatStartedAt }: Pick<ConversationView, 'evidence' | 'mode' | 'chatStartedAt'>,
  lastCustomerMessageAt: Date | undefined,
): Date | undefined {
  if (mode !== 'native' || !lastCustomerMessageAt) return undefined
  if (chatStartedAt && lastCustomerMessageAt.getTime() < Date.parse(chatStartedAt) - START_LAG_MS)
    return undefined
  const isKnown = evidence.some(
    (each) =>
      'from' in each &&
      each.from !== 'contact_start' &&
      Date.parse(each.at) >= lastCustomerMessageAt.getTime() - SAME_MESSAGE_MS,
  )
  return isKnown ? undefined : lastCustomerMessageAt
}

const ANNOUNCED_MINUTES = [60, 15, 5, 1]

/**
 * Returns the lowest of the announced thresholds that the remaining time has reached, in minutes.
 * Screen readers announce each threshold once.
 */
export const announcedMinutes = (leftMs: number | undefined): number | undefined =>
  leftMs === undefined
    ? undefined
    : ANNOUNCED_MINUTES.findLast((minutes) => leftMs <= minutes * 60_000)
