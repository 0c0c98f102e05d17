// What WhatsApp accepts now, for how long, and how that is known.
import Icon from '@cloudscape-design/components/icon'
import type { ReactNode } from 'react'
import { WINDOW_MS } from '#whatsapp/service-window'
import { moment, remaining, spoken } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'
import { type Announcement, useAnnouncement } from './use-window-state.ts'
import type { WindowNow } from './window-state.ts'

const ICONS = {
  open: 'status-positive',
  closing: 'status-warning',
  closed: 'status-stopped',
  unknown: 'status-info',
} as const

export function WindowBar({ current }: { current: WindowNow }) {
  const { headline, how } = useSentences(current)
  const language = useLanguage()
  const messages = useMessages()
  const { tone, leftMs } = current
  const said = useAnnouncement(current)

  return (
    <Bar tone={tone} headline={headline} how={how} said={said && <Said announcement={said} />}>
      {leftMs !== undefined && (
        <span className="aw-left" role="timer">
          <bdi>{messages.windowOpenFor(remaining(leftMs, language))}</bdi>
        </span>
      )}
    </Bar>
  )
}

/** However long the customer's window stays open: from a chat that has ended only templates go. */
export function EndedBar() {
  const messages = useMessages()
  return (
    <Bar
      tone="unknown"
      headline={messages.windowClosed}
      how={messages.chatEnded}
      said={messages.windowAnnounceEnded}
    />
  )
}

interface BarProps {
  tone: WindowNow['tone']
  headline: string
  how: string
  said: ReactNode
  children?: ReactNode
}

function Bar({ tone, headline, how, said, children }: BarProps) {
  return (
    <div className="aw-window" data-tone={tone}>
      <span className="aw-window-icon">
        <Icon name={ICONS[tone]} />
      </span>
      <div className="aw-window-text">
        <p className="aw-window-headline">
          <strong>{headline}</strong>
          {children}
        </p>
        <p className="aw-how">{how}</p>
      </div>
      <span className="aw-heard" role="status">
        {said}
      </span>
    </div>
  )
}

function Said({ announcement }: { announcement: Announcement }) {
  const messages = useMessages()
  const language = useLanguage()
  if (announcement.is === 'left')
    return messages.windowAnnounceLeft(spoken(announcement.minutes * 60_000, language))
  return announcement.is === 'opened' ? messages.windowAnnounceOpen : messages.windowAnnounceClosed
}

function useSentences({ window, tone }: WindowNow): { headline: string; how: string } {
  const messages = useMessages()
  const language = useLanguage()
  const now = useTools().clock.now()
  const at = (date: Date) => moment(date, now, language)
  switch (window.is) {
    case 'open': {
      const isLowerBound = 'from' in window.because && window.because.from === 'contact_start'
      const since = at(new Date(window.until.getTime() - WINDOW_MS))
      const how = isLowerBound
        ? messages.windowOpenFromStart(at(window.until))
        : messages.windowOpenHow(at(window.until), since)
      return { headline: window.closing ? messages.windowClosing : messages.windowOpen, how }
    }
    case 'closed': {
      const why =
        'closedBy' in window.because || !window.since
          ? messages.windowRefused
          : messages.windowClosedSince(at(window.since))
      return { headline: messages.windowClosed, how: `${why} ${messages.windowReopens}` }
    }
    case 'unknown':
      return {
        headline: tone === 'unknown' ? messages.windowUnknown : '',
        how: messages.windowUnknownHow,
      }
  }
}
