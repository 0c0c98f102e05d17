// The box of a limited-time offer: what it is, how long it lasts, and its code.
import Icon from '@cloudscape-design/components/icon'
import { useEffect, useReducer } from 'react'
import { timeLeft } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'

interface Props {
  text: string
  expiresAt?: Date | string
  code?: string
}

export function Offer({ text, expiresAt, code }: Props) {
  const words = useMessages().phone
  return (
    <div className="aw-offer">
      <Icon name="calendar" />
      <p>
        <strong dir="auto">{text}</strong>
        {expiresAt && <Countdown to={new Date(expiresAt)} />}
        {code && <span dir="auto">{words.code(code)}</span>}
      </p>
    </div>
  )
}

/** Below ten minutes it counts seconds, as the window's does. */
const SECONDS_BELOW_MS = 10 * 60_000

function Countdown({ to }: { to: Date }) {
  const words = useMessages().phone
  const language = useLanguage()
  const { clock } = useTools()
  const [, tick] = useReducer((n: number) => n + 1, 0)
  const left = to.getTime() - clock.now().getTime()
  // Each tick sets the next timer.
  useEffect(() => {
    if (left <= 0) return undefined
    const timer = setTimeout(
      tick,
      left <= SECONDS_BELOW_MS ? left % 1000 || 1000 : left % 60_000 || 60_000,
    )
    return () => clearTimeout(timer)
  })
  return <span role="timer">{left > 0 ? words.endsIn(timeLeft(left, language)) : words.ended}</span>
}
