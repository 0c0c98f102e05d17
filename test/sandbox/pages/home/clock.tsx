import { useEffect, useState } from 'react'
import { control } from '../control.ts'

const STEPS = ['10m', '1h', '23h', '24h']

/** The sandbox's time: it passes as everybody's does, and can be moved on. */
export function Clock({ offset }: { offset: number }) {
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
      <legend className="unseen">Time in the sandbox</legend>
      <time dateTime={now.toISOString()}>
        {now.toLocaleDateString('en', { weekday: 'short', day: 'numeric', month: 'short' })}{' '}
        <b>
          {now.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}
        </b>
      </time>
      {STEPS.map((step) => (
        <button
          type="button"
          key={step}
          title={`Let ${step} pass`}
          onClick={() => void advance(step)}
        >
          +{step}
        </button>
      ))}
    </fieldset>
  )
}
