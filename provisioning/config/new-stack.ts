// Asks `init`'s questions about the stack: who sees the widget, and who is notified of failures.
import type { Host } from '../cli/host.ts'
import type { Questions } from '../cli/questions.ts'
import { asked } from './asked.ts'
import { type Config, configShape } from './config.ts'
import { ConfigError } from './error.ts'

export interface StackOptions {
  securityProfiles: readonly string[]
  alarmEmail: string | undefined
}

type Terminal = Pick<Host, 'interactive' | 'log'> & { ask: Questions }

/** Connect creates a security profile of this name in every instance. */
const USUAL_PROFILE = 'Agent'

/** Returns the security profiles whose users will see the widget. */
export async function chosenProfiles(
  found: readonly string[],
  { securityProfiles }: StackOptions,
  host: Terminal,
): Promise<string[]> {
  const unknown = securityProfiles.filter((profile) => !found.includes(profile))
  if (unknown.length > 0)
    throw new ConfigError(
      `The Connect instance has no security profile ${unknown.map((each) => `"${each}"`).join(', ')}. Use ${found.join(', ')}.`,
    )
  if (securityProfiles.length > 0 || !host.interactive) return [...securityProfiles]
  return host.ask.several(
    'Users of which security profiles see the widget in the agent workspace?',
    found.map((name) => ({ value: name, label: name })),
    { initial: found.filter((name) => name === USUAL_PROFILE), optional: true },
  )
}

/** Returns the e-mail address for alarms, or undefined if nobody should be notified. */
export async function chosenAlarmEmail(
  { alarmEmail }: StackOptions,
  host: Terminal,
): Promise<string | undefined> {
  if (alarmEmail !== undefined) {
    const problem = emailProblem(alarmEmail)
    if (problem) throw new ConfigError(`--alarm-email: ${problem}`)
    return alarmEmail
  }
  if (!host.interactive) return undefined
  const answer = await asked(
    host,
    'E-mail address that is notified of alarms (leave empty for none)',
    (answer) => (answer === '' ? undefined : emailProblem(answer)),
  )
  return answer || undefined
}

const { alarmEmail: email } = configShape.shape.stack.unwrap().shape

const emailProblem = (address: string): string | undefined =>
  email.safeParse(address).success
    ? undefined
    : `"${address}" is not an e-mail address. Use an address such as alarms@example.com.`

/** Returns sentences about what the administrator still has to do before agents can work. */
export function missingFor({ identityProvider, stack = {}, channels }: Config): string[] {
  const { securityProfiles = [], chatFlow } = stack
  return [
    ...(identityProvider
      ? []
      : [
          'Add "identityProvider": without it there is no widget, and only "--only channel" can be deployed.',
        ]),
    ...(securityProfiles.length > 0
      ? []
      : [
          'Add "securityProfiles" to "stack": without them no agent sees the widget in the agent workspace.',
        ]),
    ...(chatFlow || !channels.some(({ mode }) => mode === 'bridged')
      ? []
      : [
          'Add "chatFlow" to "stack": bridged chats need a flow to start in. Add "chatQueue", too, to have apply create the flow.',
        ]),
    ...(identityProvider?.userLookup?.startsWith('tag:')
      ? [
          `Write each agent's ${identityProvider.userClaim} into the tag of the Connect user: "connect-whatsapp users link".`,
        ]
      : []),
  ]
}
