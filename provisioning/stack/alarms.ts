// What somebody has to hear about. Silence is good: missing data alarms nobody.
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { functions } from '../../lambdas/deployment/functions.ts'
import {
  deadLetters,
  functionName,
  PREFIX,
  queueName,
  queues,
} from '../../lambdas/deployment/resources.ts'
import { idOf } from './id.ts'
import { count, ofApi, ofFunction, ofQueue } from './metrics.ts'
import type { StackSettings } from './settings.ts'

interface Watched {
  name: string
  says: string
  metric: IMetric
  threshold: number
}

/** Half of what a reply may wait before it is given up. */
const OLDEST_SECONDS = 300

/** WhatsApp fails some messages every day; so many in five minutes have one cause. */
const MANY_FAILED = 10

export function alarms(scope: Construct, settings: StackSettings, apiId: string): Alarm[] {
  const queueNames = Object.keys(queues)
  const names = Object.keys(functions)
  const watched: Watched[] = [
    ...queueNames.map((key) => ({
      name: deadLetters(key).replace('.', '-'),
      says: `messages were given up on in ${queueName(deadLetters(key))}; see: connect-whatsapp replies list`,
      metric: ofQueue('ApproximateNumberOfMessagesVisible', queueName(deadLetters(key))),
      threshold: 1,
    })),
    ...queueNames.map((key) => ({
      name: `${key.replace('.', '-')}-age`,
      says: `the oldest message in ${queueName(key)} has waited ${OLDEST_SECONDS / 60} minutes`,
      metric: ofQueue('ApproximateAgeOfOldestMessage', queueName(key)),
      threshold: OLDEST_SECONDS,
    })),
    ...names.map((name) => ({
      name: `${name}-errors`,
      says: `${functionName(name)} failed: see its log group`,
      metric: ofFunction('Errors', functionName(name)),
      threshold: 1,
    })),
    {
      name: 'throttles',
      says: "Lambda had no execution free for one of the functions: see the account's concurrency",
      metric: summed(names.map((name) => ofFunction('Throttles', functionName(name)))),
      threshold: 1,
    },
    {
      name: 'unconfirmed',
      says: 'whether a reply was sent is not known: an agent has to decide; see: connect-whatsapp replies list',
      metric: count('UnconfirmedReplies'),
      threshold: 1,
    },
    {
      name: 'failed-replies',
      says: `WhatsApp failed ${MANY_FAILED} replies or more in five minutes: their codes are in the log lines "reply_failed"`,
      metric: count('FailedReplies'),
      threshold: MANY_FAILED,
    },
    {
      name: 'api-errors',
      says: 'the widget was answered with a server error',
      metric: ofApi('5xx', apiId),
      threshold: 1,
    },
  ]
  return watched.map((one) => alarm(scope, one, settings))
}

function alarm(
  scope: Construct,
  { name, says, metric, threshold }: Watched,
  { alarmTopic }: StackSettings,
) {
  const made = new Alarm(scope, idOf(`${name}-alarm`), {
    alarmName: `${PREFIX}-${name}`,
    alarmDescription: says,
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
  if (alarmTopic)
    made.addAlarmAction(
      new SnsAction(Topic.fromTopicArn(scope, `${idOf(name)}AlarmTopic`, alarmTopic)),
    )
  return made
}

function summed(metrics: IMetric[]) {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]))
  return new MathExpression({
    expression: 'SUM(METRICS())',
    usingMetrics,
    period: metrics[0]!.toMetricConfig().metricStat!.period,
  })
}
