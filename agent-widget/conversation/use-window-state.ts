// The service window as it is at this moment: it counts by itself, and opens and closes by itself.
import { useEffect, useReducer, useRef } from 'react'
import type { ConversationView } from '../../lambdas/widget-api/api.ts'
import { useTools } from '../services.tsx'
import { announcedMinutes, type WindowNow, windowNow } from './window-state.ts'

export function useWindow(
  view: ConversationView,
  lastCustomerMessageAt: Date | undefined,
  look: () => void,
): WindowNow {
  const { clock } = useTools()
  const [, tick] = useReducer((n: number) => n + 1, 0)
  const current = windowNow(view, lastCustomerMessageAt, clock.now())
  const { nextTickMs } = current

  // Each tick sets the next timer.
  useEffect(() => {
    const timer = setTimeout(() => {
      // Timers of a sleeping computer fire late, and its clock stood still.
      if (clock.slept()) look()
      tick()
    }, nextTickMs)
    return () => clearTimeout(timer)
  })
  return current
}

export type Announcement = { is: 'left'; minutes: number } | { is: 'opened' } | { is: 'closed' }

/** What changed since the last look, for those who hear it: nothing at first, and each threshold once. */
export function useAnnouncement({ tone, leftMs }: WindowNow): Announcement | undefined {
  const isOpen = tone === 'open' || tone === 'closing'
  const minutes = announcedMinutes(leftMs)
  const before = useRef({ isOpen, minutes, said: undefined as Announcement | undefined })
  const { current } = before
  if (isOpen !== current.isOpen)
    current.said = isOpen ? { is: 'opened' } : tone === 'closed' ? { is: 'closed' } : undefined
  else if (isOpen && minutes !== undefined && minutes !== current.minutes)
    current.said = { is: 'left', minutes }
  before.current = { isOpen, minutes, said: current.said }
  return current.said
}
