// How often, and with how many executions at once, the triggers run the functions. The stack
// creates the triggers with these settings, and so does `apply` if somebody has deleted a trigger.
import type { FunctionName, FunctionSpec } from '#deployment/functions'

type Every = Extract<FunctionSpec['trigger'], { every: unknown }>['every']

// Functions that read from queues have a maximum, because the queue holds what they cannot process
// yet. A burst must not use every execution of the account. With more executions, calls would only
// be throttled: StartChatContact allows 5 calls a second, the template APIs 10.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
export const AT_ONCE: Readonly<Partial<Record<FunctionName, number>>> = {
  // An execution of these two functions lasts until WhatsApp answers.
  'enqueue-reply': 100,
  'send-reply': 100,
  'whatsapp-event': 20,
  'show-message': 50,
  'send-receipt': 20,
  'delivery-status': 20,
}

export const RATES = {
  minute: 'rate(1 minute)',
  'five minutes': 'rate(5 minutes)',
} as const satisfies Record<Every, string>

/** A retry is not needed, because the next run does the same work. */
export const SCHEDULE_RETRIES = 0
