// Runs a function each virtual minute (or five), on the minute. A long advance would spend itself on runs that find nothing: once
// ten minutes of them woke nobody and nobody else called AWS, those of each minute come every five minutes; after an hour (half an
// hour for those of every five minutes, which come every six hours after three of them) they come every hour, until any other
// call brings the usual pace back. What such a function does at a moment that nothing but time leads to may therefore come up to
// five minutes, then up to an hour (six) late in virtual time, when everything else was quiet for so long.
import { type FunctionSpec, functions } from '../../../lambdas/functions.ts'
import type { FrontDoor } from '../aws/front-door.ts'
import type { Pool } from './pool.ts'

const MINUTE = 60_000

export interface Schedule {
  stop(): void
}

export function schedule({ clock, calls }: FrontDoor, pool: Pool, everyMinutes: number): Schedule {
  let quiet = 0
  let stopped = false
  let due = 0
  let cancel = () => {}

  const minutes = () => {
    if (everyMinutes >= 5) return quiet < 30 / everyMinutes ? everyMinutes : quiet < 30 / everyMinutes + 3 ? 60 : 360
    if (quiet < 10 / everyMinutes) return everyMinutes
    return quiet < 10 / everyMinutes + 10 ? 5 : 60
  }
  const spacing = () => minutes() * MINUTE

  function arm() {
    cancel()
    if (stopped) return
    due = (Math.floor(clock.now() / MINUTE) + 1) * MINUTE + spacing() - MINUTE
    cancel = clock.after(due - clock.now(), run)
  }

  async function run() {
    const before = calls.latest
    const time = new Date(due).toISOString().replace('.000Z', 'Z')
    arm()
    await pool.invoke(scheduledEvent(pool.arn, time)).catch(() => {})
    quiet = calls.since(before).every(isIdle) ? quiet + 1 : 0
  }

  calls.onCall((call) => {
    if (isIdle(call)) return
    const wasFar = spacing() > everyMinutes * MINUTE
    quiet = 0
    if (wasFar) arm()
  })

  arm()
  return {
    stop() {
      stopped = true
      cancel()
    },
  }
}

// Scheduled functions must not keep each other awake by what they read and note for themselves: only a wake sets something off.
const scheduled = new Set(Object.entries<FunctionSpec>(functions).flatMap(([name, { trigger }]) => ('every' in trigger ? [name] : [])))

const isIdle = ({ caller, operation }: { caller: string; operation: string }) =>
  scheduled.has(caller) && !operation.startsWith('SendMessage')

/** https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html */
const scheduledEvent = (arn: string, time: string) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: arn.split(':')[4],
  time,
  region: arn.split(':')[3],
  resources: [],
  detail: {},
})
