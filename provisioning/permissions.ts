// What the person who runs a command must be allowed to do: the actions each resource names, on the resources of the configuration.
import { awsClients } from './aws.ts'
import { topicArnOf } from './channel/channel.ts'
import { channelRole } from './channel/channel-role.ts'
import { contactFlow } from './channel/contact-flow.ts'
import { eventDestination } from './channel/event-destination.ts'
import { existingRole } from './channel/existing-role.ts'
import { flowAssociation } from './channel/flow-association.ts'
import type { Instance } from './channel/instance.ts'
import { phoneNumber } from './channel/phone-number.ts'
import { removedDestination } from './channel/removed-destination.ts'
import { removedNumber } from './channel/removed-number.ts'
import { removedRole } from './channel/removed-role.ts'
import { removedStatements } from './channel/removed-statements.ts'
import { topicKey } from './channel/topic-key.ts'
import { whatsappTopic } from './channel/whatsapp-topic.ts'
import { workspaceGrant } from './channel/workspace-grant.ts'
import type { Checked } from './config.ts'
import { resourcesFor } from './permission-resources.ts'
import type { Statement } from './policy.ts'

export const COMMANDS = ['init', 'plan', 'apply', 'status', 'doctor', 'destroy', 'pause', 'resume', 'replies'] as const
export type CommandName = (typeof COMMANDS)[number]

interface Named {
  readonly iam: readonly string[]
}

/** The resources a configuration leads to, for what they say of themselves: nothing is read. */
function madeBy(config: Checked, withStack: boolean): Named[] {
  const { iam, connect, sns, kms, socialMessaging } = awsClients(config.region)
  const wait = async () => {}
  const instance = { id: '', alias: '', arn: config.instance } as Instance
  const number = { id: '', arn: '', displayName: '', instance }
  const listed = async () => []
  const grants = config.stack.securityProfiles.map((profile) => workspaceGrant({ profile, instance, granted: true }, connect, wait))
  const channels = config.channels.flatMap((channel): Named[] => {
    const destination = eventDestination({ waba: channel.waba, destination: { arn: '' }, title: '', replace: false }, socialMessaging, wait)
    if (channel.mode === 'bridged') {
      const arn = topicArnOf(channel.topic, channel.instance ?? config.instance)
      const key = channel.topic === 'stack' && !config.stack.kmsKey ? [] : [topicKey({ key: '', topicArn: arn }, kms, wait)]
      return [destination, whatsappTopic(arn, sns, wait), ...key]
    }
    const makesFlow = Object.values(channel.numbers).some(({ queue }) => queue)
    return [
      destination,
      channel.role.startsWith('arn:') ? existingRole(channel.role, iam) : channelRole(channel.role, iam, wait),
      phoneNumber(number, listed, connect, wait),
      flowAssociation({ number, flow: '', instance }, connect, wait),
      ...(makesFlow ? [contactFlow({ name: '', queue: '', instance, tags: {} }, connect, wait)] : []),
    ]
  })
  return [...channels, ...(withStack ? grants : [])]
}

function removedBy(config: Checked): Named[] {
  const { iam, connect, sns, kms, socialMessaging } = awsClients(config.region)
  const wait = async () => {}
  const instance = { id: '', alias: '' } as Instance
  return config.channels.flatMap((channel): Named[] => {
    const destination = removedDestination(channel.waba, socialMessaging, wait)
    if (channel.mode === 'bridged')
      return channel.topic === 'stack' ? [destination] : [destination, removedStatements(channel.topic, { sns, kms })]
    const number = removedNumber({ number: { id: '', arn: '', displayName: '' }, instance, release: true }, async () => [], connect, wait)
    return [destination, number, ...(channel.role.startsWith('arn:') ? [] : [removedRole(channel.role, [], iam, wait)])]
  })
}

const isRead = (action: string) => /:(Get|List|Describe|Search|Query|Scan|Simulate)/.test(action)
const OPEN_CHATS = ['connect:SearchContacts', 'dynamodb:Query', 'dynamodb:GetItem']
const PROFILES = ['connect:ListSecurityProfiles', 'connect:ListSecurityProfileApplications', 'connect:UpdateSecurityProfile']
const REPLIES = ['dynamodb:Query', 'dynamodb:UpdateItem']
const SENDING = ['lambda:ListEventSourceMappings', 'lambda:UpdateEventSourceMapping']
const TEMPLATES = ['social-messaging:ListWhatsAppMessageTemplates']
const WABAS = [
  'social-messaging:ListLinkedWhatsAppBusinessAccounts',
  'social-messaging:GetLinkedWhatsAppBusinessAccount',
  'social-messaging:ListTagsForResource',
]
const NUMBERS = ['connect:ListPhoneNumbersV2', 'connect:DescribePhoneNumber', 'connect:ListFlowAssociations', 'connect:ListContactFlows']
const ROUTING = [
  'connect:DescribeContactFlow',
  'connect:ListQueues',
  'connect:ListRoutingProfiles',
  'connect:ListRoutingProfileQueues',
  'connect:DescribeRoutingProfile',
  'connect:ListInstanceStorageConfigs',
]
const ROLE_CHECK = [
  ...['iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:GetPolicy', 'iam:GetPolicyVersion'],
  'iam:SimulatePrincipalPolicy',
]
const OUR_SIDE = [
  'events:DescribeRule',
  'lambda:ListEventSourceMappings',
  'sqs:GetQueueUrl',
  'sqs:GetQueueAttributes',
  'connect:ListLambdaFunctions',
]

/** The actions of a command, and those CloudFormation needs in the caller's name (without resources: they are the stack's own). */
export function actionsOf(command: CommandName, config: Checked, stack: readonly string[] | undefined) {
  const made = madeBy(config, stack !== undefined).flatMap(({ iam }) => iam)
  const isNative = config.channels.some(({ mode }) => mode === 'native')
  const instance = ['connect:DescribeInstance']
  const whole = (actions: readonly string[], stackActions: readonly string[] = []) => ({
    actions: [...new Set(actions)].sort(),
    stackActions: stack ? [...new Set(stackActions)].sort() : [],
  })
  const stackReads = stack?.filter(isRead) ?? []
  const storage = stack ? ['connect:ListInstanceStorageConfigs', ...(config.stack.chatFlow ? ['connect:ListContactFlows'] : [])] : []
  switch (command) {
    case 'init':
      return whole([...WABAS, 'connect:ListInstances', ...instance, 'connect:ListContactFlows', 'connect:ListQueues'])
    case 'plan':
      return whole([...made.filter(isRead), ...(isNative || stack ? instance : []), ...OPEN_CHATS, ...storage], stackReads)
    case 'apply':
      return whole([...made, ...(isNative || stack ? instance : []), ...OPEN_CHATS, ...storage], stack)
    case 'status':
      return whole([...WABAS, ...TEMPLATES, ...NUMBERS, ...instance], stack && ['cloudformation:DescribeStacks'])
    case 'doctor':
      return whole([
        ...WABAS.slice(1),
        ...TEMPLATES,
        'social-messaging:GetWhatsAppMessageTemplate',
        'social-messaging:SendWhatsAppMessage',
        'dynamodb:GetItem',
        ...(isNative
          ? [
              ...NUMBERS.filter((action) => !action.endsWith('ListContactFlows')),
              ...ROUTING,
              ...ROLE_CHECK,
              's3:GetBucketCORS',
              ...instance,
            ]
          : []),
        ...made.filter((action) => /^(sns|kms):/.test(action) && isRead(action)),
        ...(stack ? OUR_SIDE : []),
      ])
    case 'destroy':
      return whole(
        [
          ...WABAS,
          ...removedBy(config).flatMap(({ iam }) => iam),
          ...instance,
          ...(stack && config.stack.securityProfiles.length > 0 ? PROFILES : []),
        ],
        stack,
      )
    case 'pause':
      return whole([...SENDING, 'dynamodb:Query'])
    case 'resume':
      return whole([...SENDING, ...REPLIES])
    case 'replies':
      return whole(['dynamodb:Scan', 'dynamodb:UpdateItem', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes'])
  }
}

/** As IAM statements: one for each set of resources. */
export function policyOf(
  command: CommandName,
  config: Checked,
  stack: readonly string[] | undefined,
): { Version: string; Statement: Statement[] } {
  const { actions, stackActions } = actionsOf(command, config, stack)
  const byResources = new Map<string, string[]>()
  for (const action of actions) {
    const resources = JSON.stringify(resourcesFor(action, config))
    byResources.set(resources, [...(byResources.get(resources) ?? []), action])
  }
  const channel = [...byResources].map(([resources, Action]) => ({ Effect: 'Allow', Action, Resource: JSON.parse(resources) as string[] }))
  const others = stackActions.length > 0 ? [{ Sid: 'Stack', Effect: 'Allow', Action: stackActions, Resource: ['*'] }] : []
  return { Version: '2012-10-17', Statement: [...channel, ...others] }
}
