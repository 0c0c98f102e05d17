// Runs a scheduled function at the start of every minute, or every five minutes, of virtual time.
// To save runs while the clock is advanced by hours, the interval grows after several runs in which
// the function changed nothing. The next other call to AWS restores the interval. Work that only
// has to wait for a certain time may therefore be done later in the sandbox than in AWS.
import { type FunctionSpec, functions } from '#deployment/functions'
import type { FrontDoor } from '../aws/front-door.ts'
import type { Pool } from './pool.ts'

const MINUTE = 60_000

export interface Schedule {
  stop(): void
}

/**
 * The minutes between two runs (`apart`) while the number of successive runs without an effect is
 * below `until`.
 */
type Paces = readonly { until: number; apart: number }[]
const MINUTELY: Paces = [
  { until: 10, apart: 1 },
  { until: 20, apart: 5 },
  { until: Number.POSITIVE_INFINITY, apart: 60 },
]
const FIVE_MINUTELY: Paces = [
  { until: 6, apart: 5 },
  { until: 9, apart: 60 },
  { until: Number.POSITIVE_INFINITY, apart: 360 },
]

/** `isOff` returns whether the rule that runs the function is disabled. */
export function schedule(
  { clock, calls }: FrontDoor,
  pool: Pool,
  everyMinutes: number,
  isOff: () => boolean,
): Schedule {
  let quiet = 0
  let stopped = false
  let due = 0
  let cancel = () => {}

  const paces = everyMinutes < 5 ? MINUTELY : FIVE_MINUTELY
  const spacing = () => paces.find(({ until }) => quiet < until)!.apart * MINUTE

  function arm() {
    cancel()
    if (stopped) return
    due = (Math.floor(clock.now() / MINUTE) + 1) * MINUTE + spacing() - MINUTE
    cancel = clock.after(due - clock.now(), run, { lasting: true })
  }

  async function run() {
    const before = calls.latest
    const time = new Date(due).toISOString().replace('.000Z', 'Z')
    arm()
    if (isOff()) return
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

// The functions that run on a schedule. Their calls do not restore the interval of a schedule,
// except calls that send messages to a queue.
const scheduled = new Set(
  Object.entries<FunctionSpec>(functions).flatMap(([name, { trigger }]) =>
    'every' in trigger ? [name] : [],
  ),
)

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
