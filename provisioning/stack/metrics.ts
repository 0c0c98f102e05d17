// What is counted: AWS's own figures of our queues, functions and API, and words of our own log lines.
import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { type FunctionName, functions } from '../../lambdas/deployment/functions.ts'
import { PREFIX } from '../../lambdas/deployment/resources.ts'
import type { Functions } from './functions.ts'
import { idOf } from './id.ts'

interface Counted {
  /** The event word of a log line: what the functions pass to `log`. */
  event: string
  in: readonly FunctionName[]
}

const queueFed = (Object.keys(functions) as FunctionName[]).filter(
  (name) => 'queue' in functions[name].trigger,
)

export const counted = {
  UnconfirmedReplies: { event: 'reply_unconfirmed', in: ['send-reply'] },
  RefusedReplies: { event: 'reply_refused', in: ['send-reply'] },
  FailedReplies: { event: 'reply_failed', in: ['delivery-status', 'whatsapp-event'] },
  SentReplies: { event: 'reply_sent', in: ['send-reply'] },
  PutOffReplies: { event: 'reply_put_off', in: ['send-reply'] },
  FailedRecords: { event: 'record_failed', in: queueFed },
  FailedRequests: { event: 'request_failed', in: ['widget-api'] },
  LostWakes: { event: 'swept', in: ['sweep'] },
  ContactsWithoutEvidence: { event: 'evidence_not_streamed', in: ['contact-started'] },
  MediaNotCarried: { event: 'media_not_carried', in: ['whatsapp-event'] },
} as const satisfies Record<string, Counted>

export type CountedName = keyof typeof counted

/** Every name of `counted` becomes a metric of the namespace connect-whatsapp. */
export function countLogLines(scope: Construct, deployed: Functions) {
  for (const [metricName, { event, in: where }] of Object.entries(counted)) {
    for (const name of where) {
      new MetricFilter(scope, idOf(`${metricName}-${name}`), {
        logGroup: deployed.logsOf(name),
        filterPattern: FilterPattern.stringValue('$.message', '=', event),
        metricNamespace: PREFIX,
        metricName,
        metricValue: '1',
      })
    }
  }
}

const FIVE_MINUTES = Duration.minutes(5)

export const count = (metricName: CountedName, period = FIVE_MINUTES) =>
  new Metric({ namespace: PREFIX, metricName, statistic: 'Sum', period })

export const ofQueue = (metricName: string, queueName: string, statistic = 'Maximum') =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic,
    period: FIVE_MINUTES,
  })

export const ofFunction = (metricName: string, functionName: string, statistic = 'Sum') =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic,
    period: FIVE_MINUTES,
  })

export const ofApi = (metricName: string, apiId: string, statistic = 'Sum') =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: apiId },
    statistic,
    period: FIVE_MINUTES,
  })
