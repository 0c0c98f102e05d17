// The default quotas of Connect's operations: the calls per second, and the size of a burst.
// https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html#api-throttling-quotas
import type { Operation } from '../service.ts'
import type { Core } from './core.ts'
import { refusal } from './errors.ts'

type Rate = readonly [perSecond: number, burst: number]

const CONNECT_DEFAULT: Rate = [2, 5]
const PARTICIPANT_DEFAULT: Rate = [2, 5]

const rates: Readonly<Record<string, Rate>> = {
  StartChatContact: [5, 8],
  StartContactStreaming: [5, 8],
  StopContactStreaming: [5, 8],
  DescribeContact: [10, 15],
  GetContactAttributes: [10, 15],
  UpdateContactAttributes: [10, 15],
  SendMessage: [10, 15],
  SendEvent: [10, 15],
  GetTranscript: [8, 12],
  GetAttachment: [8, 12],
  CreateParticipantConnection: [6, 9],
  DisconnectParticipant: [3, 5],
}

/**
 * Returns the calls per second and the burst that Connect or its participant service allows by
 * default.
 */
export const rateOf = (service: 'connect' | 'participant', operation: string): Rate =>
  rates[operation] ?? (service === 'connect' ? CONNECT_DEFAULT : PARTICIPANT_DEFAULT)

// The operations whose documentation does not list ThrottlingException. The sandbox throttles these
// operations with TooManyRequestsException instead.
const plain = new Set([
  'StartChatContact',
  'StartContactStreaming',
  'StopContactStreaming',
  'GetContactAttributes',
  'UpdateContactAttributes',
  'StopContact',
])

/** Returns the same operations with throttling, which applies while `settings.throttle` is true. */
export function throttled(
  core: Core,
  service: 'connect' | 'participant',
  operations: Record<string, Operation>,
): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]) => {
      const admits = bucket(rateOf(service, name), core)
      const guarded: Operation = (input, call) => {
        if (core.settings.throttle && !admits()) {
          throw plain.has(name)
            ? refusal('TooManyRequestsException', 'Too Many Requests')
            : refusal('ThrottlingException', 'Rate exceeded')
        }
        return run(input, call)
      }
      return [name, guarded]
    }),
  )
}

function bucket([perSecond, burst]: Rate, { clock, settings }: Core): () => boolean {
  let tokens = burst
  let filledAt = clock.now()
  return () => {
    const now = clock.now()
    const factor = settings.rateFactor
    const refilled = tokens + ((now - filledAt) / 1000) * perSecond * factor
    tokens = Math.min(Math.max(1, burst * factor), refilled)
    filledAt = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
