// Emulates the CloudWatch alarms that the stack creates. The state of an alarm on the number of
// messages in a queue follows from the queue's messages. Alarms on other metrics change their state
// only through SetAlarmState. GetMetricData returns only the metrics that traffic.ts counts.
import * as sdk from '@aws-sdk/client-cloudwatch'
import type { Clock } from '../clock.ts'
import { AwsError, type Service } from '../service.ts'
import type { Traffic } from './traffic.ts'

export interface Alarm {
  name: string
  actions: readonly string[]
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  /**
   * The name of the queue that should be empty: the alarm has the state ALARM while this queue
   * contains a message.
   */
  emptyQueue?: string
}

export type Alarms = Map<string, Alarm>

interface Surroundings {
  account: string
  region: string
  clock: Clock
  /**
   * Publishes the notification of an alarm's new state to a topic. Rejects if the topic's policy
   * forbids publishing.
   */
  notify(topicArn: string, message: string, alarmArn: string): Promise<void>
  messagesIn(queue: string): Promise<number>
  traffic: Pick<Traffic, 'of'>
}

const arnOf = (name: string, { account, region }: { account: string; region: string }) =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`

export const cloudWatch = (
  alarms: Alarms,
  { account, region, clock, notify, messagesIn, traffic }: Surroundings,
): Service => ({
  signingName: 'monitoring',
  sdk,
  operations: {
    async DescribeAlarms({ AlarmNamePrefix = '', AlarmNames = [] }) {
      const found = [...alarms.values()].filter(
        ({ name }) =>
          name.startsWith(AlarmNamePrefix) &&
          (AlarmNames.length === 0 || AlarmNames.includes(name)),
      )
      const stateOf = async ({ emptyQueue, state }: Alarm) =>
        emptyQueue !== undefined && (await messagesIn(emptyQueue)) > 0 ? 'ALARM' : state
      return {
        MetricAlarms: await Promise.all(
          found.map(async (alarm) => ({
            AlarmName: alarm.name,
            AlarmArn: arnOf(alarm.name, { account, region }),
            AlarmActions: alarm.actions,
            ActionsEnabled: true,
            StateValue: await stateOf(alarm),
          })),
        ),
        CompositeAlarms: [],
      }
    },

    async SetAlarmState({ AlarmName, StateValue, StateReason }) {
      const alarm = alarms.get(AlarmName)
      if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm: ${AlarmName}`, 404)
      const before = alarm.state
      alarm.state = StateValue
      if (StateValue !== 'ALARM' || before === 'ALARM') return {}
      const AlarmArn = arnOf(AlarmName, { account, region })
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions.html
      const notice = {
        AlarmName,
        AlarmArn,
        AWSAccountId: account,
        Region: region,
        NewStateValue: StateValue,
        NewStateReason: StateReason,
        OldStateValue: before,
        StateChangeTime: new Date(clock.now()).toISOString(),
      }
      // A failed notification does not fail SetAlarmState: CloudWatch does not report failed alarm
      // actions to the caller.
      const notices = alarm.actions.map((topic) => notify(topic, JSON.stringify(notice), AlarmArn))
      await Promise.allSettled(notices)
      return {}
    },

    /**
     * Returns the number of messages in each period. As in CloudWatch, the result has no value for
     * a period without messages.
     */
    GetMetricData({ MetricDataQueries, StartTime, EndTime }) {
      const [start, end] = [StartTime, EndTime].map((time) => new Date(time).getTime()) as [
        number,
        number,
      ]
      return {
        MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }: any) => {
          const { Namespace, MetricName, Dimensions = [] } = MetricStat.Metric
          const [{ Name = '', Value = '' } = {}] = Dimensions
          const times = traffic
            .of(Namespace, MetricName, Name, Value)
            .filter((at) => at >= start && at < end)
          const periods = Map.groupBy(times, (at) =>
            Math.floor((at - start) / (MetricStat.Period * 1000)),
          )
          return {
            Id,
            StatusCode: 'Complete',
            Timestamps: [...periods.keys()].map(
              (period) => new Date(start + period * MetricStat.Period * 1000),
            ),
            Values: [...periods.values()].map(({ length }) => length),
          }
        }),
      }
    },
  },
})
