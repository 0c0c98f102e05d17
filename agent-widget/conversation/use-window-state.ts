// Returns the current state of the service window. A timer updates the remaining time and closes
// the window, without any request.
import { useEffect, useReducer, useRef } from 'react'
import type { ConversationView } from '#api'
import { useServices } from '../services.tsx'
import { announcedMinutes, type WindowState, windowStateAt } from './window-state.ts'

export function useWindowState(
  view: ConversationView,
  lastCustomerMessageAt: Date | undefined,
  refresh: () => void,
): WindowState {
  const { clock } = useServices()
  const [, tick] = useReducer((n: number) => n + 1, 0)
  const current = windowStateAt(view, lastCustomerMessageAt, clock.now())
  const { nextTickMs } = current

  // Runs again after each update, and sets the timer for the next one.
  useEffect(() => {
    const timer = setTimeout(() => {
      // If the computer was asleep, the timer is late and the monotonic clock may have stopped. The
      // time is therefore read from the server again.
      if (clock.slept()) refresh()
      tick()
    }, nextTickMs)
    return () => clearTimeout(timer)
  })
  return current
}

export type Announcement = { is: 'left'; minutes: number } | { is: 'opened' } | { is: 'closed' }

/**
 * Returns the last change of the service window that screen readers announce: it has opened or
 * closed, or the remaining time has reached a threshold. Returns undefined before the first change.
 */
export function useAnnouncement({ tone, leftMs }: WindowState): Announcement | undefined {
  const isOpen = tone === 'open' || tone === 'closing'
  const minutes = announcedMinutes(leftMs)
  const before = useRef({ isOpen, minutes, announcement: undefined as Announcement | undefined })
  const { current } = before
  if (isOpen !== current.isOpen)
    current.announcement = isOpen
      ? { is: 'opened' }
      : tone === 'closed'
        ? { is: 'closed' }
        : undefined
  else if (isOpen && minutes !== undefined && minutes !== current.minutes)
    current.announcement = { is: 'left', minutes }
  before.current = { isOpen, minutes, announcement: current.announcement }
  return current.announcement
}
