// Shows the box of a limited-time offer: its text, the remaining time, and its code.
import Icon from '@cloudscape-design/components/icon'
import { useEffect, useReducer } from 'react'
import { timeLeft } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'

interface Props {
  text: string
  expiresAt?: Date | string
  code?: string
}

export function OfferView({ text, expiresAt, code }: Props) {
  const words = useMessages().phone
  return (
    <div className="aw-offer">
      <Icon name="calendar" />
      <p>
        <strong dir="auto">{text}</strong>
        {expiresAt && <Countdown to={new Date(expiresAt)} />}
        {code && <span dir="auto">{words.code({ code })}</span>}
      </p>
    </div>
  )
}

/** Below this time, the countdown shows seconds, like the countdown of the service window. */
const SECONDS_BELOW_MS = 10 * 60_000

function Countdown({ to }: { to: Date }) {
  const words = useMessages().phone
  const language = useLanguage()
  const { clock } = useServices()
  const [, tick] = useReducer((n: number) => n + 1, 0)
  const left = to.getTime() - clock.now().getTime()
  // This effect runs again after each update, and sets the timer for the next one.
  useEffect(() => {
    if (left <= 0) return undefined
    const timer = setTimeout(
      tick,
      left <= SECONDS_BELOW_MS ? left % 1000 || 1000 : left % 60_000 || 60_000,
    )
    return () => clearTimeout(timer)
  })
  return (
    <span role="timer">
      {left > 0 ? words.endsIn({ left: timeLeft(left, language) }) : words.ended}
    </span>
  )
}
