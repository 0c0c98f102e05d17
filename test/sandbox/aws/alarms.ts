// CloudWatch's alarms, as the stack creates them. The state of an alarm on the messages of a queue
// follows the queue at once. All other alarms are set by hand. The only metrics are those of
// traffic.ts.
import * as sdk from '@aws-sdk/client-cloudwatch'
import type { Service } from '../service.ts'
import type { Traffic } from './traffic.ts'

export interface Alarm {
  name: string
  actions: readonly string[]
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
  /** The name of the queue whose messages trigger the alarm. */
  emptyQueue?: string
}

export type Alarms = Map<string, Alarm>

interface Surroundings {
  account: string
  region: string
  messagesIn(queue: string): Promise<number>
  traffic: Pick<Traffic, 'of'>
}

export const cloudWatch = (
  alarms: Alarms,
  { account, region, messagesIn, traffic }: Surroundings,
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
            AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${alarm.name}`,
            AlarmActions: alarm.actions,
            ActionsEnabled: true,
            StateValue: await stateOf(alarm),
          })),
        ),
        CompositeAlarms: [],
      }
    },

    /** Sums per period, without the periods in which nothing happened. */
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
