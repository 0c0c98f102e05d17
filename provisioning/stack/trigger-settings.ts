// How often the triggers run the functions, and with how many executions at the same time. The
// stack creates the triggers with these settings. If somebody deletes a trigger, `apply` creates it
// again with the same settings.
import type { FunctionName, FunctionSpec } from '#deployment/functions'

type Every = Extract<FunctionSpec['trigger'], { every: unknown }>['every']

// The maximum number of concurrent executions for functions that read queues. The limit keeps a
// burst from using every execution of the account; the rest of the burst waits in the queue. More
// executions would not help, because AWS would throttle the functions' calls: StartChatContact
// allows 5 calls a second, the template APIs 10.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
export const AT_ONCE: Readonly<Partial<Record<FunctionName, number>>> = {
  // An execution of enqueue-reply or send-reply lasts until WhatsApp answers.
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

/** Failed scheduled runs are not retried, because the next run does the same work. */
export const SCHEDULE_RETRIES = 0
