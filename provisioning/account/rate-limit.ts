// Watches the calls of the AWS clients. While calls wait because a service throttles them, a line
// about them is printed every five seconds. A call to an address that does not answer is given up
// after three attempts.

export interface RateLimitOptions {
  /** Called with each line about calls that wait. Without this function, nothing is reported. */
  report?: ((line: string) => void) | undefined
  everyMs?: number
}

type Handler = (args: any) => Promise<any>

interface Context {
  clientName?: string
  commandName?: string
}

interface Call {
  service: string
  startedAt: number
  /** False between two attempts, and before the first one. */
  isSent: boolean
  timeOuts: number
}

/** The interval between two lines, which show that the command is still working. */
const EVERY_MS = 5_000
/**
 * The number of time-outs after which a call is given up. The SDK would repeat the call more often,
 * but after this many time-outs the address will probably never answer.
 */
const TIME_OUTS = 3

const NAMES: Readonly<Record<string, string>> = {
  Connect: 'Amazon Connect',
  SocialMessaging: 'AWS End User Messaging Social',
}

const isThrottled = (error: unknown) =>
  /Throttl|TooManyRequests|RateExceeded|SlowDown/i.test((error as Error).name) ||
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 429

export function rateLimitWatch({ report, everyMs = EVERY_MS }: RateLimitOptions = {}) {
  const calls = new Map<object, Call>()
  const throttled = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function reportWaiting() {
    const unsentCalls = [...calls.values()].filter(
      ({ service, isSent }) => !isSent && throttled.has(service),
    )
    for (const service of new Set(unsentCalls.map(({ service }) => service))) {
      const own = unsentCalls.filter((call) => call.service === service)
      const longest = Date.now() - Math.min(...own.map(({ startedAt }) => startedAt))
      report?.(
        `… ${own.length === 1 ? '1 call has' : `${own.length} calls have`} waited ${Math.round(longest / 1_000)} s for the rate limit of ${NAMES[service] ?? service}`,
      )
    }
  }

  /** Middleware around all attempts of a call. */
  const whole =
    (next: Handler, context: Context): Handler =>
    async (args) => {
      const service = (context.clientName ?? 'AWS').replace(/Client$/, '')
      calls.set(context, { service, startedAt: Date.now(), isSent: false, timeOuts: 0 })
      timer ??= report && setInterval(reportWaiting, everyMs).unref()
      try {
        return await next(args)
      } finally {
        calls.delete(context)
        if (calls.size === 0) {
          clearInterval(timer)
          timer = undefined
        }
      }
    }

  /** Middleware around each attempt. */
  const attempt =
    (next: Handler, context: Context): Handler =>
    async (args) => {
      const call = calls.get(context)
      if (call) call.isSent = true
      try {
        return await next(args)
      } catch (error) {
        if (call && isThrottled(error)) throttled.add(call.service)
        if (call && (error as Error).name === 'TimeoutError' && ++call.timeOuts >= TIME_OUTS)
          // The SDK repeats a call that fails with a TimeoutError, so this error has another name.
          Object.defineProperty(error, 'name', { value: 'NoAnswer' })
        throw error
      } finally {
        if (call) call.isSent = false
      }
    }

  return { whole, attempt }
}
