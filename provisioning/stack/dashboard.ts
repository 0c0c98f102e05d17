// The dashboard for the person on call. The dashboard shows whether replies are sent, what is
// delayed and what failed.
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { type FunctionName, functions } from '#deployment/functions'
import { deadLetters, functionName, PREFIX, queueName, queues } from '#deployment/resources'
import type { Functions } from './functions.ts'
import { count, ofApi, ofFunction, ofQueue } from './metrics.ts'

export function dashboard(scope: Construct, alarms: Alarm[], deployed: Functions, apiId: string) {
  const names = Object.keys(functions) as FunctionName[]
  const queueNames = Object.keys(queues)
  const ofEachFunction = (metric: string, statistic?: string) =>
    names.map((name) => ofFunction(metric, functionName(name), statistic))

  const board = new Dashboard(scope, 'Dashboard', { dashboardName: PREFIX })
  board.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 }))
  board.addWidgets(
    graph('Replies', [
      count('SentReplies'),
      count('FailedReplies'),
      count('RefusedReplies'),
      count('UnconfirmedReplies'),
      count('PutOffReplies'),
    ]),
    graph(
      'Oldest message (seconds)',
      queueNames.map((key) => ofQueue('ApproximateAgeOfOldestMessage', queueName(key))),
    ),
    graph(
      'Messages in dead-letter queues',
      queueNames.map((key) =>
        ofQueue('ApproximateNumberOfMessagesVisible', queueName(deadLetters(key))),
      ),
    ),
  )
  board.addWidgets(
    graph('Errors', ofEachFunction('Errors')),
    graph('Throttles', ofEachFunction('Throttles')),
    graph('Duration, p99 (ms)', ofEachFunction('Duration', 'p99')),
  )
  board.addWidgets(
    graph('The widget’s API', [ofApi('Count', apiId), ofApi('4xx', apiId), ofApi('5xx', apiId)]),
    graph('API latency, p99 (ms)', [ofApi('Latency', apiId, 'p99')]),
    graph('Failures without an alarm', [
      count('FailedRecords'),
      count('FailedRequests'),
      count('LostWakes'),
      count('ContactsWithoutEvidence'),
      count('MediaNotCarried'),
    ]),
  )
  board.addWidgets(
    graph('Events from WhatsApp that were not passed on', [
      count('UnreadableEvents'),
      count('UnattributedEvents'),
      count('UnknownEvents'),
      count('GroupMessages'),
      count('UnknownStatuses'),
      count('MessageWarnings'),
    ]),
  )
  board.addWidgets(
    new LogQueryWidget({
      title: 'Latest failures',
      logGroupNames: names.map((name) => deployed.logsOf(name).logGroupName),
      queryLines: [
        'fields @timestamp, message, reply, codes, cause, because',
        'filter level = "ERROR" or message like /failed|unconfirmed|refused/',
        'sort @timestamp desc',
        'limit 50',
      ],
      width: 24,
      height: 6,
    }),
  )
}

const graph = (title: string, left: IMetric[]) =>
  new GraphWidget({ title, left, width: 8, height: 6 })
