// Which actions each command needs: those that the things it looks at and changes name themselves, and its own.
import { awsClients } from '../account/clients.ts'
import { topicArnOf } from '../channel/channel.ts'
import { channelRole } from '../channel/channel-role.ts'
import { contactFlow } from '../channel/contact-flow.ts'
import { eventDestination } from '../channel/event-destination.ts'
import { existingRole } from '../channel/existing-role.ts'
import { flowAssociation } from '../channel/flow-association.ts'
import type { Instance } from '../channel/instance.ts'
import { phoneNumber } from '../channel/phone-number.ts'
import { removedDestination } from '../channel/removed-destination.ts'
import { removedNumber } from '../channel/removed-number.ts'
import { removedRole } from '../channel/removed-role.ts'
import { removedStatements } from '../channel/removed-statements.ts'
import { topicKey } from '../channel/topic-key.ts'
import { whatsappTopic } from '../channel/whatsapp-topic.ts'
import { workspaceGrant } from '../channel/workspace-grant.ts'
import type { Checked } from '../config/config.ts'

export const COMMANDS = [
  'init',
  'plan',
  'apply',
  'status',
  'doctor',
  'destroy',
  'pause',
  'resume',
  'replies',
  'templates',
  'curation',
] as const
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
  const grants = config.stack.securityProfiles.map((profile) =>
    workspaceGrant({ profile, instance, granted: true }, connect, wait),
  )
  const channels = config.channels.flatMap((channel): Named[] => {
    const destination = eventDestination(
      { waba: channel.waba, destination: { arn: '' }, title: '', replace: false },
      socialMessaging,
      wait,
    )
    if (channel.mode === 'bridged') {
      const arn = topicArnOf(channel.topic, channel.instance ?? config.instance)
      const key =
        channel.topic === 'stack' && !config.stack.kmsKey
          ? []
          : [topicKey({ key: '', topicArn: arn }, kms, wait)]
      return [destination, whatsappTopic(arn, sns, wait), ...key]
    }
    const makesFlow = Object.values(channel.numbers).some(({ queue }) => queue)
    return [
      destination,
      channel.role.startsWith('arn:')
        ? existingRole(channel.role, iam)
        : channelRole(channel.role, iam, wait),
      phoneNumber(number, listed, connect, wait),
      flowAssociation({ number, flow: '', instance }, connect, wait),
      ...(makesFlow
        ? [contactFlow({ name: '', queue: '', instance, served: true, tags: {} }, connect, wait)]
        : []),
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
      return channel.topic === 'stack'
        ? [destination]
        : [destination, removedStatements(channel.topic, { sns, kms })]
    const number = removedNumber(
      { number: { id: '', arn: '', displayName: '' }, instance, release: true },
      async () => [],
      connect,
      wait,
    )
    return [
      destination,
      number,
      ...(channel.role.startsWith('arn:') ? [] : [removedRole(channel.role, [], iam, wait)]),
    ]
  })
}

// The last two come with a change only: Connect asks for the number in the caller's name when it imports it.
const isRead = (action: string) =>
  /:(Get|List|Describe)/.test(action) &&
  !/:(GetFlowAssociation|GetLinkedWhatsAppBusinessAccountPhoneNumber)$/.test(action)
const OPEN_CHATS = ['connect:SearchContacts', 'dynamodb:Query', 'dynamodb:GetItem']
const PROFILES = [
  'connect:ListSecurityProfiles',
  'connect:ListSecurityProfileApplications',
  'connect:UpdateSecurityProfile',
]
const REPLIES = ['dynamodb:Query', 'dynamodb:UpdateItem']
const SENDING = ['lambda:ListEventSourceMappings', 'lambda:UpdateEventSourceMapping']
const TEMPLATES = ['social-messaging:ListWhatsAppMessageTemplates']
const CURATION = [
  ...TEMPLATES,
  'social-messaging:GetWhatsAppMessageTemplate',
  ...['connect:ListQueues', 'connect:ListRoutingProfiles', 'dynamodb:GetItem'],
]
const WABAS = [
  'social-messaging:ListLinkedWhatsAppBusinessAccounts',
  'social-messaging:GetLinkedWhatsAppBusinessAccount',
  'social-messaging:ListTagsForResource',
]
const NUMBERS = [
  'connect:ListPhoneNumbersV2',
  'connect:DescribePhoneNumber',
  'connect:ListFlowAssociations',
  'connect:ListContactFlows',
]
const ROUTING = [
  'connect:DescribeContactFlow',
  'connect:ListQueues',
  'connect:ListRoutingProfiles',
  'connect:ListRoutingProfileQueues',
  'connect:DescribeRoutingProfile',
  'connect:ListInstanceStorageConfigs',
  's3:GetBucketCORS',
]
const SEND_TEST = [
  'social-messaging:GetWhatsAppMessageTemplate',
  'social-messaging:SendWhatsAppMessage',
  'dynamodb:GetItem',
]
const ROLE_CHECK = [
  ...[
    'iam:GetRole',
    'iam:ListRolePolicies',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
  ],
  'iam:SimulatePrincipalPolicy',
]
const OUR_SIDE = [
  'events:DescribeRule',
  'lambda:ListEventSourceMappings',
  'sqs:GetQueueUrl',
  'sqs:GetQueueAttributes',
  'connect:ListLambdaFunctions',
]

/** Those of CloudFormation, which works in the caller's name, are in stack/permissions.ts. */
export function actionsOf(command: CommandName, config: Checked, withStack: boolean): string[] {
  return [...new Set(listed(command, config, withStack))].sort()
}

function listed(command: CommandName, config: Checked, withStack: boolean): readonly string[] {
  const made = madeBy(config, withStack).flatMap(({ iam }) => iam)
  const isNative = config.channels.some(({ mode }) => mode === 'native')
  const instance = isNative || withStack ? ['connect:DescribeInstance'] : []
  const storage = withStack
    ? [
        'connect:ListInstanceStorageConfigs',
        ...(config.stack.chatFlow ? ['connect:ListContactFlows'] : []),
      ]
    : []
  switch (command) {
    case 'init':
      return [
        ...WABAS,
        'connect:ListInstances',
        'connect:DescribeInstance',
        'connect:ListContactFlows',
        'connect:ListQueues',
      ]
    case 'plan':
      return [...made.filter(isRead), ...instance, ...OPEN_CHATS, ...storage]
    case 'apply':
      return [...made, ...instance, ...OPEN_CHATS, ...storage]
    case 'status':
      return [...WABAS, ...TEMPLATES, ...NUMBERS, 'connect:DescribeInstance']
    case 'doctor':
      return [
        ...WABAS.slice(1),
        ...TEMPLATES,
        ...SEND_TEST,
        ...(isNative
          ? [
              ...NUMBERS.filter((action) => !action.endsWith('ListContactFlows')),
              ...ROUTING,
              ...ROLE_CHECK,
              ...instance,
            ]
          : []),
        ...made.filter((action) => /^(sns|kms):/.test(action) && isRead(action)),
        ...(withStack ? OUR_SIDE : []),
      ]
    case 'destroy':
      return [
        ...WABAS,
        ...removedBy(config).flatMap(({ iam }) => iam),
        'connect:DescribeInstance',
        ...(withStack && config.stack.securityProfiles.length > 0 ? PROFILES : []),
      ]
    case 'pause':
      return [...SENDING, 'dynamodb:Query']
    case 'resume':
      return [...SENDING, ...REPLIES]
    case 'templates':
      return CURATION
    case 'curation':
      return [...CURATION, 'dynamodb:PutItem']
    case 'replies':
      return ['dynamodb:Scan', 'dynamodb:UpdateItem', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes']
  }
}
