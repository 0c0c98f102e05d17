// The CloudWatch alarms of the app stack.
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct, IDependable } from 'constructs'
import { type FunctionName, type FunctionSpec, functions } from '#deployment/functions'
import {
  deadLetters,
  functionName,
  queueName,
  queues,
  ruleName,
  rules,
  topicName,
  topics,
} from '#deployment/resources'
import { idOf } from './id.ts'
import { count, ofApi, ofFunction, ofQueue, ofRule, ofTopic } from './metrics.ts'
import {
  ALARM_TOPIC,
  alarmName,
  deadLetterAlarm,
  FAILED_REPLIES_ALARM,
  stoppedAlarm,
} from './names.ts'
import type { StackSettings } from './settings.ts'

interface Watched {
  name: string
  description: string
  metric: IMetric
  threshold: number
  /**
   * The alarm is raised when `bad` of the last `of` periods of five minutes are bad. Default: 1 of
   * 1.
   */
  periods?: { bad: number; of: number }
  /** True if the alarm is raised for values below the threshold, or for missing data. */
  isMissed?: boolean
}

/** Unsent replies fail after ten minutes. The alarm is raised after half of that time. */
const OLDEST_SECONDS = 300

/** Alarms ignore the throttling of these functions, because it delays no message. */
const NO_MESSAGE_DEPENDS_ON: readonly string[] = [
  'send-receipt',
  'write-traces',
  'watch-templates',
] satisfies FunctionName[]
/** Single failures are normal. Ten failures in five minutes probably have a common cause. */
const MANY_FAILED = 10

/**
 * The number of postponements in five minutes that counts as a problem. A postponed message is
 * retried every minute, so a single message can reach this number.
 */
const OFTEN_PUT_OFF = 3

/** A single failure is retried automatically and raises no alarm. */
const REPEATED = { bad: 2, of: 3 }

interface Surroundings {
  apiId: string
  /**
   * The resource that takes longest to create. Each scheduled function has run by the time this
   * resource exists.
   */
  slowest: IDependable
}

export function alarms(
  scope: Construct,
  settings: StackSettings,
  { apiId, slowest }: Surroundings,
): Alarm[] {
  const names = Object.keys(functions)
  const queueNames = Object.keys(queues)
  const scheduled = (Object.entries(functions) as [string, FunctionSpec][]).flatMap(
    ([name, { trigger }]) => ('every' in trigger ? [name] : []),
  )
  const ruleNames = [...Object.keys(rules), ...scheduled].map(ruleName)
  const watched: Watched[] = [
    ...queueNames.map((key) => ({
      name: deadLetterAlarm(key),
      description: `${queueName(deadLetters(key))} holds messages that could not be processed. Run "connect-whatsapp replies list".`,
      metric: ofQueue('ApproximateNumberOfMessagesVisible', queueName(deadLetters(key))),
      threshold: 1,
    })),
    ...queueNames.map((key) => ({
      name: `${key.replace('.', '-')}-age`,
      description: `The oldest message in ${queueName(key)} has waited ${OLDEST_SECONDS / 60} minutes. Run "connect-whatsapp doctor".`,
      metric: ofQueue('ApproximateAgeOfOldestMessage', queueName(key)),
      threshold: OLDEST_SECONDS,
    })),
    ...names.map((name) => ({
      name: `${name}-errors`,
      description: `${functionName(name)} failed repeatedly. Read its log group.`,
      metric: ofFunction('Errors', functionName(name)),
      threshold: 1,
      periods: REPEATED,
    })),
    {
      name: 'throttles',
      description:
        "Lambda repeatedly throttled one of the functions. Check the account's concurrency limit.",
      // An alarm has at most ten metrics, so one metric sums the throttling of all functions.
      metric: summed(
        names
          .filter((name) => !NO_MESSAGE_DEPENDS_ON.includes(name))
          .map((name) => ofFunction('Throttles', functionName(name))),
      ),
      threshold: 1,
      periods: REPEATED,
    },
    {
      name: 'rules-undelivered',
      description:
        'EventBridge could not deliver an event to a queue or function. Check that the policies of the queue and of its KMS key, if any, allow events.amazonaws.com.',
      metric: summed(
        ruleNames.flatMap((name) => [
          ofRule('FailedInvocations', name),
          ofRule('InvocationsFailedToBeSentToDlq', name),
        ]),
      ),
      threshold: 1,
    },
    {
      name: 'topics-undelivered',
      description:
        'SNS could not deliver a message to a queue. Check that the policies of the queue and of its KMS key, if any, allow sns.amazonaws.com.',
      metric: summed(
        Object.keys(topics).flatMap((key) => [
          ofTopic('NumberOfNotificationsFailed', topicName(key)),
          ofTopic('NumberOfNotificationsFailedToRedriveToDlq', topicName(key)),
        ]),
      ),
      threshold: 1,
    },
    ...scheduled.map((name) => ({
      name: stoppedAlarm(name),
      description: `${functionName(name)} has not run for 15 minutes. Check that the event rule ${ruleName(name)} is enabled.`,
      metric: ofFunction('Invocations', functionName(name)),
      threshold: 1,
      periods: { bad: 3, of: 3 },
      isMissed: true,
    })),
    {
      name: 'unconfirmed',
      description:
        'A reply is unconfirmed: it is not known whether it was sent, and an agent has to decide. Run "connect-whatsapp replies list".',
      metric: count('UnconfirmedReplies'),
      threshold: 1,
    },
    {
      name: 'unrecorded-answers',
      description:
        'AWS accepted a message, but its id could not be written into the table, so the reply is unconfirmed. To find both ids, use Logs Insights with the log groups of send-reply and enqueue-reply: fields reply, messageId | filter message = "answer_not_recorded". Then run "connect-whatsapp replies settle REPLY --message-id ID".',
      metric: count('UnrecordedAnswers'),
      threshold: 1,
    },
    {
      name: 'delayed-messages',
      description:
        'Messages from customers have been missing in their chats for minutes. They are stored, and each is tried again every minute. The lines "message_put_off" in the log groups of whatsapp-event and show-message name the error.',
      metric: count('PutOffMessages'),
      threshold: OFTEN_PUT_OFF,
      periods: REPEATED,
    },
    {
      name: FAILED_REPLIES_ALARM,
      description: `WhatsApp or AWS failed ${MANY_FAILED} or more replies in five minutes. The log lines "reply_failed" contain the error codes of WhatsApp, or the call that AWS refused.`,
      metric: count('FailedReplies'),
      threshold: MANY_FAILED,
    },
    {
      name: 'api-errors',
      description:
        'The API repeatedly returned server errors. Read the log groups of widget-api and supervisor-api.',
      metric: ofApi('5xx', apiId),
      threshold: 1,
      periods: REPEATED,
    },
  ]
  const notified = listeners(scope, settings)
  const made = watched.map((one) => alarm(scope, one, notified))
  // These alarms are raised by missing data. They are created after the resource that takes longest
  // to create, so that each scheduled function has run before its alarm exists.
  watched.forEach(({ isMissed }, at) => {
    if (isMissed) made[at]!.node.addDependency(slowest)
  })
  return made
}

function alarm(
  scope: Construct,
  { name, description, metric, threshold, periods = { bad: 1, of: 1 }, isMissed = false }: Watched,
  notified: readonly ITopic[],
) {
  const made = new Alarm(scope, idOf(`${name}-alarm`), {
    alarmName: alarmName(name),
    alarmDescription: description,
    metric,
    threshold,
    evaluationPeriods: periods.of,
    datapointsToAlarm: periods.bad,
    comparisonOperator: isMissed
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: isMissed ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  })
  for (const topic of notified) made.addAlarmAction(new SnsAction(topic))
  return made
}

/**
 * Returns the topics that every alarm notifies: the administrator's own topic, and the stack's
 * topic for the e-mail address.
 */
function listeners(scope: Construct, settings: StackSettings): ITopic[] {
  const { alarmTopic, alarmEmail } = settings
  return [
    ...(alarmTopic ? [Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopic)] : []),
    ...(alarmEmail ? [emailTopic(scope, alarmEmail, settings)] : []),
  ]
}

function emailTopic(scope: Construct, address: string, { account }: StackSettings): ITopic {
  // The stack's topic is not encrypted with the configured KMS key, because alarms contain no
  // personal data.
  const topic = new Topic(scope, 'AlarmEmailTopic', { topicName: ALARM_TOPIC })
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  )
  new CfnSubscription(scope, 'AlarmEmail', {
    topicArn: topic.topicArn,
    protocol: 'email',
    endpoint: address,
  })
  return topic
}

function summed(metrics: IMetric[]) {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]))
  return new MathExpression({
    expression: 'SUM(METRICS())',
    usingMetrics,
    period: metrics[0]!.toMetricConfig().metricStat!.period,
  })
}
