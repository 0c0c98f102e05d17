// CloudWatch's alarms, as the stack creates them. The state of an alarm on the messages of a queue
// follows the queue at once; every other one is set by hand, because no metric is computed.
import * as sdk from '@aws-sdk/client-cloudwatch'
import type { Service } from '../service.ts'

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
}

export const cloudWatch = (
  alarms: Alarms,
  { account, region, messagesIn }: Surroundings,
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
  },
})
