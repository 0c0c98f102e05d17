// The topics that the alarms of the stack notify.
import { type Checked, parsedInstance } from '../config/config.ts'
import { ALARM_TOPIC } from './names.ts'

/** The administrator's own topic, and the stack's topic for the e-mail address. */
export function alarmTopicsOf({ instance, stack }: Pick<Checked, 'instance' | 'stack'>): string[] {
  const { region, account } = parsedInstance(instance)
  return [
    ...(stack.alarmTopic ? [stack.alarmTopic] : []),
    ...(stack.alarmEmail ? [`arn:aws:sns:${region}:${account}:${ALARM_TOPIC}`] : []),
  ]
}
