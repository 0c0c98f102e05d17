// The names of the two stacks, their alarms, and the applications in the agent workspace.
import { deadLetters, PREFIX } from '#deployment/resources'

export const DATA_STACK = `${PREFIX}-data`
export const APP_STACK = `${PREFIX}-app`

/** The name of the flow that creates tasks about problems. */
export const TASK_FLOW = `${PREFIX}-problems`

export const alarmName = (name: string) => `${PREFIX}-${name}`

/** The topic that the stack creates if the configuration has an e-mail address for alarms. */
export const ALARM_TOPIC = `${PREFIX}-alarms`

/** The name, without prefix, of the alarm that is raised when many replies fail. */
export const FAILED_REPLIES_ALARM = 'failed-replies'

/** Returns the name of the alarm on the dead-letter queue of `queue`, without the prefix. */
export const deadLetterAlarm = (queue: string) => deadLetters(queue).replace('.', '-')

/**
 * Returns the name of the alarm that is raised when a scheduled function does not run, without the
 * prefix.
 */
export const stoppedAlarm = (scheduled: string) => `${scheduled}-stopped`

/** Security profiles refer to the two applications by these names. */
export const WIDGET_APP = PREFIX
export const SUPERVISOR_APP = `${PREFIX}-supervisors`
