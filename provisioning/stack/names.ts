// The names of the two stacks, of the alarms, and of the applications in the agent workspace.
import { deadLetters, PREFIX } from '#deployment/resources'

export const DATA_STACK = `${PREFIX}-data`
export const APP_STACK = `${PREFIX}-app`

/** The flow of the tasks about problems. */
export const TASK_FLOW = `${PREFIX}-problems`

export const alarmName = (name: string) => `${PREFIX}-${name}`

/** The topic that is notified if the configuration has an e-mail address for alarms. */
export const ALARM_TOPIC = `${PREFIX}-alarms`

/** The name, without the prefix, of the alarm that rings when many replies fail. */
export const FAILED_REPLIES_ALARM = 'failed-replies'

/** The name, without the prefix, of the alarm on the dead-letter queue of this queue. */
export const deadLetterAlarm = (queue: string) => deadLetters(queue).replace('.', '-')

/** The name, without the prefix, of the alarm that rings when this scheduled function does not run. */
export const stoppedAlarm = (scheduled: string) => `${scheduled}-stopped`

/** The names by which security profiles give access to the two applications. */
export const WIDGET_APP = PREFIX
export const SUPERVISOR_APP = `${PREFIX}-supervisors`
