// Writes traces into the attributes of Connect's contacts. A trace describes which replies the
// widget sent. The functions that send replies or receive statuses only record that a trace is due,
// so that a slow or throttled Connect delays no reply. The function `write-traces` writes the
// traces.
import type { Clock, Connect, DueTrace, Outbox, Traces } from '#model/ports'
import { isTraced, TRACE_RETRIED_MS, traceOf } from '#model/trace'
import { UpstreamFailure } from '#whatsapp/errors/problems'
import { log } from '../runtime/log.ts'

/**
 * Returns an outbox that also records when a change of a reply makes the trace of its contact due.
 */
export function traced(
  outbox: Outbox,
  traces: Pick<Traces, 'due'>,
  { isOn, now }: { isOn: boolean; now: Clock },
): Outbox {
  if (!isOn) return outbox
  return {
    ...outbox,
    async apply(transition, reply, input) {
      const after = await outbox.apply(transition, reply, input)
      if (after && isTraced(after)) await traces.due(after, now()).catch(notRecorded)
      return after
    },
  }
}

/**
 * An error here must not affect the reply. The next change of a reply makes the trace due again.
 */
const notRecorded = (cause: unknown) => log.error('trace_not_recorded', cause)

interface Ports {
  traces: Traces
  outbox: Pick<Outbox, 'since'>
  connect: Pick<Connect, 'setAttributes'>
  now: Clock
  pause(ms: number): Promise<unknown>
}

/**
 * The time for which one run writes traces. The function's timeout is 60 seconds, and the next run
 * writes the remaining traces.
 */
const WRITES_FOR_MS = 45_000
/**
 * The time between two writes. Connect allows 10 updates of attributes per second, most of which
 * are left to other programs in the same account.
 * https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
 */
const BETWEEN_WRITES_MS = 250

export function writeTraces({ traces, outbox, connect, now, pause }: Ports) {
  return async (): Promise<{ written: number }> => {
    const begunAt = now()
    let written = 0
    for await (const page of traces.before(begunAt))
      for (const trace of page) {
        if (now().getTime() - begunAt.getTime() > WRITES_FOR_MS) return { written }
        if (written > 0) await pause(BETWEEN_WRITES_MS)
        if (await write(trace)) written += 1
      }
    return { written }
  }

  /** Writes one trace. Returns whether Connect was called. */
  async function write(trace: DueTrace): Promise<boolean> {
    const claimed = await traces.claim(trace, now())
    if (!claimed) return false
    const { contactId } = trace
    const replies = await outbox.since(claimed.conversation, claimed.since)
    try {
      await connect.setAttributes(contactId, traceOf(replies, contactId))
    } catch (cause) {
      const age = now().getTime() - new Date(trace.dueAt).getTime()
      const mayRetry = cause instanceof UpstreamFailure && cause.retryable && age < TRACE_RETRIED_MS
      log.warn('trace_not_written', { contactId, retried: mayRetry, ...nameOf(cause) })
      if (mayRetry) await traces.again(trace)
    }
    return true
  }
}

const nameOf = (cause: unknown) =>
  cause instanceof Error ? { error: (cause.cause instanceof Error ? cause.cause : cause).name } : {}
