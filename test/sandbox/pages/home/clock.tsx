import { useEffect, useState } from 'react'
import { control } from '../control.ts'
import { useLanguage, useTexts } from '../i18n/texts.tsx'

const STEPS = ['10m', '1h', '23h', '24h']

/** Shows the sandbox's time, and advances it. */
export function Clock({ offset }: { offset: number }) {
  const texts = useTexts().clock
  const language = useLanguage()
  const [real, setReal] = useState(Date.now)
  const [moving, setMoving] = useState(false)
  useEffect(() => {
    const timer = setInterval(() => setReal(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])

  async function advance(duration: string) {
    setMoving(true)
    await control('POST', '/clock', { advance: duration }).finally(() => setMoving(false))
  }

  const now = new Date(real + offset)
  return (
    <fieldset className="clock" disabled={moving}>
      <legend className="unseen">{texts.legend}</legend>
      <time dateTime={now.toISOString()}>
        {now.toLocaleDateString(language, { weekday: 'short', day: 'numeric', month: 'short' })}{' '}
        <b>
          {now.toLocaleTimeString(language, {
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
          })}
        </b>
      </time>
      {STEPS.map((step) => (
        <button
          type="button"
          key={step}
          title={texts.advance({ step })}
          onClick={() => void advance(step)}
        >
          +{step}
        </button>
      ))}
    </fieldset>
  )
}
