// Returns the state of the service window at this moment. The state counts down, opens and closes
// without a request.
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

  // The effect runs again after each tick, and sets the next timer.
  useEffect(() => {
    const timer = setTimeout(() => {
      // After a sleep of the computer, the time is read again, because timers are delayed and the
      // monotonic clock may have stopped.
      if (clock.slept()) refresh()
      tick()
    }, nextTickMs)
    return () => clearTimeout(timer)
  })
  return current
}

export type Announcement = { is: 'left'; minutes: number } | { is: 'opened' } | { is: 'closed' }

/**
 * Returns the change that screen readers announce: nothing at first, and then each threshold once.
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
