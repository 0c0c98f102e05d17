// Shows which messages WhatsApp accepts now, for how long, and why.
import Icon from '@cloudscape-design/components/icon'
import type { ReactNode } from 'react'
import { WINDOW_MS } from '#whatsapp/service-window'
import { moment, remaining, spoken } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { type Announcement, useAnnouncement } from './use-window-state.ts'
import type { WindowState } from './window-state.ts'

const ICONS = {
  open: 'status-positive',
  closing: 'status-warning',
  closed: 'status-stopped',
  unknown: 'status-info',
} as const

export function WindowBar({ current }: { current: WindowState }) {
  const { headline, how } = useSentences(current)
  const language = useLanguage()
  const messages = useMessages()
  const { tone, leftMs } = current
  const announcement = useAnnouncement(current)

  return (
    <Bar
      tone={tone}
      headline={headline}
      isTimer={tone === 'closing'}
      how={how}
      announcement={announcement && <AnnouncementText announcement={announcement} />}
    >
      {leftMs !== undefined && tone !== 'closing' && (
        <span className="aw-left" role="timer">
          <bdi>{messages.windowOpenFor({ left: remaining(leftMs, language) })}</bdi>
        </span>
      )}
    </Bar>
  )
}

/**
 * Shown after the end of a chat, when only templates can be sent, even if the service window is
 * open.
 */
export function EndedBar() {
  const messages = useMessages()
  return (
    <Bar
      tone="unknown"
      headline={messages.windowClosed}
      how={messages.chatEnded}
      announcement={messages.windowAnnounceEnded}
    />
  )
}

interface BarProps {
  tone: WindowState['tone']
  headline: string
  /** True if the headline counts down the time. */
  isTimer?: boolean
  how: string
  announcement: ReactNode
  children?: ReactNode
}

function Bar({ tone, headline, isTimer = false, how, announcement, children }: BarProps) {
  return (
    <div className="aw-window" data-tone={tone}>
      <span className="aw-window-icon">
        <Icon name={ICONS[tone]} />
      </span>
      <div className="aw-window-text">
        <p className="aw-window-headline">
          <strong {...(isTimer && { role: 'timer' })}>{headline}</strong>
          {children}
        </p>
        <p className="aw-how">{how}</p>
      </div>
      <span className="aw-screen-reader" role="status">
        {announcement}
      </span>
    </div>
  )
}

function AnnouncementText({ announcement }: { announcement: Announcement }) {
  const messages = useMessages()
  const language = useLanguage()
  if (announcement.is === 'left')
    return messages.windowAnnounceLeft({ left: spoken(announcement.minutes * 60_000, language) })
  return announcement.is === 'opened' ? messages.windowAnnounceOpen : messages.windowAnnounceClosed
}

function useSentences({ window, tone, leftMs = 0 }: WindowState): {
  headline: string
  how: string
} {
  const messages = useMessages()
  const language = useLanguage()
  const now = useServices().clock.now()
  const at = (date: Date) => moment(date, now, language)
  switch (window.is) {
    case 'open': {
      const isLowerBound = 'from' in window.because && window.because.from === 'contact_start'
      const since = at(new Date(window.until.getTime() - WINDOW_MS))
      const how = isLowerBound
        ? messages.windowOpenFromStart({ until: at(window.until) })
        : messages.windowOpenHow({ until: at(window.until), since })
      const left = remaining(leftMs, language)
      return {
        headline: tone === 'closing' ? messages.windowClosesIn({ left }) : messages.windowOpen,
        how: window.closing ? messages.windowClosing : how,
      }
    }
    case 'closed': {
      const why =
        'closedBy' in window.because || !window.since
          ? messages.windowRefused
          : messages.windowClosedSince({ since: at(window.since) })
      return { headline: messages.windowClosed, how: `${why} ${messages.windowReopens}` }
    }
    case 'unknown':
      return {
        headline: tone === 'unknown' ? messages.windowUnknown : '',
        how: messages.windowUnknownHow,
      }
  }
}
