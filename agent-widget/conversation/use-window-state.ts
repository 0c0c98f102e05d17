// Returns the current state of the service window. The state counts down, opens and closes without
// any request.
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

  // Runs again after each tick, and sets the timer for the next one.
  useEffect(() => {
    const timer = setTimeout(() => {
      // The time is read from the server again after a sleep of the computer, because timers are
      // late then and the monotonic clock may have stopped.
      if (clock.slept()) refresh()
      tick()
    }, nextTickMs)
    return () => clearTimeout(timer)
  })
  return current
}

export type Announcement = { is: 'left'; minutes: number } | { is: 'opened' } | { is: 'closed' }

/**
 * Returns the change that screen readers announce: nothing at first, and later each threshold once.
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
