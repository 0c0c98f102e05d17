// The choices of the configuration that the outputs of the app stack record. A later run compares
// the recorded choices with its configuration. It thus finds choices that were removed, and needs
// no state file on the administrator's machine.
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { type SupervisorSettings, supervisorProfiles } from '#deployment/rights'
import type { RecordedInstance } from '../channel/instance.ts'
import type { Checked } from '../config/config.ts'
import { describe } from './cloudformation.ts'
import { APP_STACK } from './names.ts'

export interface Choices {
  /** The names of the security profiles that got access to the widget. */
  securityProfiles: readonly string[]
  /** The names of the security profiles that got access to the supervisors' page. */
  supervisorProfiles: readonly string[]
  /** The ARNs of the administrator's own topics to whose policies a statement was added. */
  topics: readonly string[]
  /**
   * The id of the flow in which bridged chats start, or `none`. Undefined if an older version
   * deployed the stack.
   */
  chatFlow: string | undefined
  /** All outputs of the app stack. Empty before the app stack is deployed. */
  outputs: Readonly<Record<string, string>>
}

export const NO_CHOICES: Choices = {
  securityProfiles: [],
  supervisorProfiles: [],
  topics: [],
  chatFlow: undefined,
  outputs: {},
}

export const choicesOf = ({ stack, channels }: Checked) => ({
  securityProfiles: stack.securityProfiles,
  topics: [
    ...new Set(
      channels.flatMap((channel) =>
        channel.mode === 'bridged' && channel.topic !== 'stack' ? [channel.topic] : [],
      ),
    ),
  ],
})

/** The outputs in which the choices are recorded, by name. */
export const recordOf = ({
  securityProfiles = [],
  topics = [],
  widgetOrigins = [],
  approvedOrigins = widgetOrigins,
  chatFlowId,
  supervisors,
  instance,
}: {
  instance?: RecordedInstance | undefined
  supervisors?: SupervisorSettings | undefined
  securityProfiles?: readonly string[] | undefined
  topics?: readonly string[] | undefined
  widgetOrigins?: readonly string[] | undefined
  approvedOrigins?: readonly string[] | undefined
  chatFlowId: string
}) => ({
  SecurityProfiles: JSON.stringify(securityProfiles),
  SupervisorProfiles: JSON.stringify(supervisorProfiles(supervisors)),
  Topics: JSON.stringify(topics),
  ApprovedOrigins: JSON.stringify(approvedOrigins),
  ChatFlow: chatFlowId,
  ...instanceRecord({ instance }),
})

/**
 * Both stacks record the instance, because only the data stack remains when the app stack is
 * deleted.
 */
export const instanceRecord = ({
  instance,
}: {
  instance?: RecordedInstance | undefined
}): Readonly<Record<string, string>> => (instance ? { Instance: JSON.stringify(instance) } : {})

/**
 * Reads the choices that the deployed stack records. Returns no choices before the stack is
 * deployed.
 */
export async function recordedChoices({
  cloudFormation,
}: {
  cloudFormation: CloudFormationClient
}): Promise<Choices> {
  return choicesIn((await describe(cloudFormation, APP_STACK))?.outputs ?? {})
}

/** Returns the choices that these outputs of the app stack record. */
export function choicesIn(outputs: Readonly<Record<string, string>>): Choices {
  const list = (name: string): string[] => JSON.parse(outputs[name] ?? '[]')
  return {
    securityProfiles: list('SecurityProfiles'),
    supervisorProfiles: list('SupervisorProfiles'),
    topics: list('Topics'),
    chatFlow: outputs.ChatFlow,
    outputs,
  }
}

/** Returns the Connect instance that these outputs of a stack record. */
export const instanceIn = ({ Instance }: Readonly<Record<string, string>>) =>
  Instance === undefined ? undefined : (JSON.parse(Instance) as RecordedInstance)
