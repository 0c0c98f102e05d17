// The metrics of the stack: AWS's metrics for our queues, functions and API, and our own metrics,
// which count log lines.

import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import { Duration } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { type FunctionName, functions } from '#deployment/functions'
import { PREFIX } from '#deployment/resources'
import type { Functions } from './functions.ts'
import { idOf } from './id.ts'

interface Counted {
  /** The name of the log line: the first argument that functions pass to `log`. */
  event: string
  in: readonly FunctionName[]
}

const queueFed = (Object.keys(functions) as FunctionName[]).filter(
  (name) => 'queue' in functions[name].trigger,
)

const SENDERS = ['enqueue-reply', 'send-reply'] as const satisfies FunctionName[]

export const countedEvents = {
  UnconfirmedReplies: { event: 'reply_unconfirmed', in: SENDERS },
  UnrecordedAnswers: { event: 'answer_not_recorded', in: SENDERS },
  RefusedReplies: { event: 'reply_refused', in: SENDERS },
  FailedReplies: { event: 'reply_failed', in: ['delivery-status', 'whatsapp-event', ...SENDERS] },
  SentReplies: { event: 'reply_sent', in: SENDERS },
  PutOffReplies: { event: 'reply_put_off', in: SENDERS },
  FailedRecords: { event: 'record_failed', in: queueFed },
  FailedRequests: { event: 'request_failed', in: ['widget-api', 'supervisor-api'] },
  LostWakes: { event: 'swept', in: ['sweep'] },
  ContactsWithoutEvidence: { event: 'evidence_not_streamed', in: ['contact-started', 'sweep'] },
  ItemsOfNewerVersion: {
    event: 'item_of_newer_version',
    in: Object.keys(functions) as FunctionName[],
  },
  MediaNotCarried: { event: 'media_not_carried', in: ['whatsapp-event', 'show-message'] },
  PutOffMessages: { event: 'message_put_off', in: ['whatsapp-event', 'show-message'] },
  UnreadableEvents: { event: 'event_unreadable', in: ['whatsapp-event'] },
  UnattributedEvents: { event: 'event_unattributed', in: ['whatsapp-event'] },
  UnknownEvents: { event: 'event_unknown', in: ['whatsapp-event'] },
  GroupMessages: { event: 'group_message', in: ['whatsapp-event'] },
  UnknownStatuses: { event: 'status_unknown', in: ['whatsapp-event', 'delivery-status'] },
  MessageWarnings: { event: 'message_warning', in: ['whatsapp-event', 'delivery-status'] },
} as const satisfies Record<string, Counted>

export type CountedName = keyof typeof countedEvents

/** Creates a metric in the namespace connect-whatsapp for every entry of `countedEvents`. */
export function countLogLines(scope: Construct, deployed: Functions) {
  for (const [metricName, { event, in: where }] of Object.entries(countedEvents)) {
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

export const ofRule = (metricName: string, ruleName: string) =>
  new Metric({
    namespace: 'AWS/Events',
    metricName,
    dimensionsMap: { RuleName: ruleName },
    statistic: 'Sum',
    period: FIVE_MINUTES,
  })

export const ofTopic = (metricName: string, topicName: string) =>
  new Metric({
    namespace: 'AWS/SNS',
    metricName,
    dimensionsMap: { TopicName: topicName },
    statistic: 'Sum',
    period: FIVE_MINUTES,
  })
