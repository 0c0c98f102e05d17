// Watches the calls of the AWS clients. While a service throttles calls, a line every five seconds
// says how many calls to this service are waiting, and for how long. A call to an address that does
// not answer ends after three attempts.

export interface RateLimitOptions {
  /** Called with each line about waiting calls. Without this function, nothing is reported. */
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
  /** True during an attempt. False before the first attempt and between attempts. */
  isSent: boolean
  timeOuts: number
}

/**
 * The interval between two lines about waiting calls, which show that the command is still working.
 */
const EVERY_MS = 5_000
/**
 * A call ends after this many time-outs. The SDK would make more attempts, but after three
 * time-outs the address will probably never answer.
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

  /** Middleware that runs once per call, around all its attempts. */
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

  /** Middleware that runs once per attempt. */
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
          // The SDK would retry an error named TimeoutError, so the error gets another name.
          Object.defineProperty(error, 'name', { value: 'NoAnswer' })
        throw error
      } finally {
        if (call) call.isSent = false
      }
    }

  return { whole, attempt }
}
