// The quotas of the operations, in calls per second.
// https://docs.aws.amazon.com/social-messaging/latest/userguide/quotas.html
import type { Clock } from '../clock.ts'
import { AwsError, type Operation } from '../service.ts'

const others = 10
const rates: Readonly<Record<string, number>> = {
  SendWhatsAppMessage: 1000,
  PostWhatsAppMessageMedia: 100,
  GetWhatsAppMessageMedia: 100,
  DeleteWhatsAppMessageMedia: 100,
}

/** The default quotas of social messaging, in calls per second. */
export const quotaOf = (operation: string): number => rates[operation] ?? others

export function withQuotas(
  operations: Readonly<Record<string, Operation>>,
  clock: Clock,
  on: () => boolean,
): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      limited(operation, quotaOf(name), clock, on),
    ]),
  )
}

function limited(
  operation: Operation,
  perSecond: number,
  clock: Clock,
  on: () => boolean,
): Operation {
  let tokens = perSecond
  let filledAt = clock.now()
  return (input, call) => {
    if (!on()) return operation(input, call)
    const now = clock.now()
    tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond)
    filledAt = now
    if (tokens < 1) throw new AwsError('ThrottledRequestException', 'Rate exceeded', 429)
    tokens -= 1
    return operation(input, call)
  }
}
