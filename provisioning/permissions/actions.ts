// The IAM actions that each command needs: those that its resources list, and those of its own
// calls.
import { supervisorProfiles } from '#deployment/rights'
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
import { choicesOf } from '../stack/choices.ts'
import type { CommandName } from './command-names.ts'

interface Named {
  readonly iam: readonly string[]
}

/**
 * Returns the resources of a configuration, of which only the lists of IAM actions are used. Makes
 * no calls.
 */
function madeBy(config: Checked, withStack: boolean): Named[] {
  const { iam, connect, sns, kms, socialMessaging } = awsClients(config.region)
  const wait = async () => {}
  const instance = { id: '', alias: '', arn: config.instance } as Instance
  const number = { id: '', arn: '', displayName: '', instance }
  const listNumbers = async () => []
  const { securityProfiles, supervisors, chatQueue } = config.stack
  const newFlow = contactFlow(
    { name: '', queue: '', instance, sameAgent: 'by-function', tags: {} },
    connect,
    wait,
  )
  const grants = [...securityProfiles, ...supervisorProfiles(supervisors)].map((profile) =>
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
      phoneNumber(number, listNumbers, connect, wait),
      flowAssociation({ number, flow: '', instance }, connect, wait),
      ...(makesFlow ? [newFlow] : []),
    ]
  })
  return [...channels, ...(withStack ? grants : []), ...(withStack && chatQueue ? [newFlow] : [])]
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

// Returns whether `plan` needs the action, which is true for actions that only read. There are two
// exceptions: only `apply` uses GetFlowAssociation, and Connect calls
// GetLinkedWhatsAppBusinessAccountPhoneNumber with the caller's permissions during an import.
const isRead = (action: string) =>
  /:(Get|List|Describe|Simulate)/.test(action) &&
  !/:(GetFlowAssociation|GetLinkedWhatsAppBusinessAccountPhoneNumber)$/.test(action)
const OPEN_CHATS = ['connect:SearchContacts', 'dynamodb:Scan', 'dynamodb:GetItem']
const hasProfiles = ({ stack }: Pick<Checked, 'stack'>) =>
  stack.securityProfiles.length > 0 || supervisorProfiles(stack.supervisors).length > 0
const PROFILES = [
  'connect:ListSecurityProfiles',
  'connect:ListSecurityProfileApplications',
  'connect:UpdateSecurityProfile',
]
const REPLIES = ['dynamodb:Scan', 'dynamodb:UpdateItem']
const SENDING = ['lambda:ListEventSourceMappings', 'lambda:UpdateEventSourceMapping']
/**
 * after-restore checks and protects the table, marks unfinished replies as unconfirmed, and records
 * open chats.
 */
const TAKE_OVER = [
  ...['DescribeTable', 'DescribeTimeToLive', 'DescribeContinuousBackups'],
  ...['UpdateTable', 'UpdateTimeToLive', 'UpdateContinuousBackups'],
  ...['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query', 'Scan'],
].map((action) => `dynamodb:${action}`)
const OPEN_AGAIN = [
  'connect:SearchContacts',
  'connect:GetContactAttributes',
  'connect:StartChatContact',
]
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
/** The actions of `init`, which only reads. */
export const INIT = [
  ...WABAS,
  'connect:ListInstances',
  'connect:DescribeInstance',
  'connect:ListContactFlows',
  'connect:ListQueues',
  'connect:ListSecurityProfiles',
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
  'connect:SearchRoutingProfiles',
  'connect:ListRoutingProfileQueues',
  'connect:ListInstanceStorageConfigs',
]
/** The actions with which destroy counts the messages that it would lose. */
const MESSAGES = [
  'dynamodb:Scan',
  'lambda:ListEventSourceMappings',
  'sqs:GetQueueUrl',
  'sqs:GetQueueAttributes',
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
/** The actions with which doctor reads the stack and the stack's associations with Connect. */
const OUR_SIDE = [
  'cloudformation:DescribeStacks',
  'cloudwatch:DescribeAlarms',
  'connect:ListApprovedOrigins',
  'connect:ListIntegrationAssociations',
  'connect:ListLambdaFunctions',
  'events:ListRules',
  'events:ListTargetsByRule',
  'lambda:ListEventSourceMappings',
  'sns:GetTopicAttributes',
  'sqs:GetQueueAttributes',
]
/**
 * The stack's outputs record in which flow bridged chats start. Commands that work on a bridged
 * channel therefore read the outputs even with --waba or --only channel.
 */
const RECORD = ['cloudformation:DescribeStacks']

/** The actions that check whether the events of bridged WABAs arrive. */
const arrivals = (config: Checked) => [
  ...(config.channels.some(({ mode }) => mode === 'bridged') ? ['cloudwatch:GetMetricData'] : []),
  ...(choicesOf(config).topics.length > 0 ? ['sns:ListSubscriptionsByTopic'] : []),
]

/**
 * The actions that check the configured KMS key, and which security profiles have access to the
 * widget.
 */
const ownKey = ({ stack }: Checked) => [
  ...(stack.kmsKey ? ['kms:DescribeKey', 'kms:GetKeyPolicy'] : []),
  ...(hasProfiles({ stack }) ? PROFILES.filter(isRead) : []),
]

/**
 * Returns the actions of a command's own calls. stack/permissions.ts contains the actions that
 * CloudFormation uses with the caller's permissions.
 */
export function actionsOf(command: CommandName, config: Checked, withStack: boolean): string[] {
  return [...new Set(neededActions(command, config, withStack))].sort()
}

/** Returns the actions with which `verify` records events and makes its tests. */
function verifyActions({ channels }: Checked): string[] {
  const modes = channels.map(({ mode }) => mode)
  const of = (service: string, ...names: string[]) => names.map((name) => `${service}:${name}`)
  return [
    'cloudformation:DescribeStacks',
    ...of('dynamodb', 'GetItem', 'PutItem'),
    ...of('events', 'PutRule', 'PutTargets', 'RemoveTargets', 'DeleteRule'),
    ...of('sns', 'Subscribe', 'Unsubscribe', 'ListSubscriptionsByTopic'),
    ...of('sqs', 'CreateQueue', 'GetQueueUrl', 'DeleteQueue', 'ReceiveMessage', 'DeleteMessage'),
    ...of('cloudwatch', 'DescribeAlarms', 'SetAlarmState'),
    ...of('connect', 'DescribeContact', 'StopContact'),
    ...of('connect', 'SearchUsers', 'ListSecurityProfileApplications'),
    ...of('social-messaging', 'GetLinkedWhatsAppBusinessAccount', 'ListTagsForResource'),
    ...of('social-messaging', 'ListWhatsAppMessageTemplates', 'GetWhatsAppMessageTemplate'),
    ...of('social-messaging', 'ListWhatsAppFlows', 'GetWhatsAppFlowPreview'),
    'social-messaging:SendWhatsAppMessage',
    ...(modes.includes('native')
      ? [
          ...of('connect', 'GetContactAttributes', 'SearchContacts', 'StartContactStreaming'),
          ...of('connect', 'ListPhoneNumbersV2', 'DescribePhoneNumber'),
          ...of('iam', 'SimulatePrincipalPolicy', 'GetRole'),
        ]
      : []),
    ...(modes.includes('bridged')
      ? [
          ...of('connect', 'ListInstanceStorageConfigs', 'StartChatContact'),
          'dynamodb:BatchGetItem',
          ...of('s3', 'ListBucket', 'PutObject', 'DeleteObject'),
          ...['Get', 'Post', 'Delete'].map(
            (verb) => `social-messaging:${verb}WhatsAppMessageMedia`,
          ),
        ]
      : []),
  ]
}

/** Returns the actions that depend on the configuration. */
function dependent(config: Checked, withStack: boolean) {
  const { channels, stack } = config
  const isNative = channels.some(({ mode }) => mode === 'native')
  const isBridged = channels.some(({ mode }) => mode === 'bridged')
  return {
    isNative,
    instance: isNative || withStack ? ['connect:DescribeInstance'] : [],
    storage: withStack
      ? [
          'connect:ListInstanceStorageConfigs',
          'connect:SearchUsers',
          ...(stack.chatFlow ? ['connect:ListContactFlows'] : []),
          ...(stack.notices?.queue ? ['connect:ListQueues'] : []),
        ]
      : [],
    record: !withStack && isBridged ? RECORD : [],
    // An upgrade from version 0.1.0 writes to the table, so that new templates are still offered
    // immediately.
    upgrade: withStack ? ['dynamodb:UpdateItem'] : [],
  }
}

function neededActions(
  command: CommandName,
  config: Checked,
  withStack: boolean,
): readonly string[] {
  const made = madeBy(config, withStack).flatMap(({ iam }) => iam)
  const { isNative, instance, storage, record, upgrade } = dependent(config, withStack)
  switch (command) {
    case 'init':
      return INIT
    case 'plan':
      return [...made.filter(isRead), ...WABAS, ...instance, ...OPEN_CHATS, ...storage, ...record]
    case 'apply':
      return [
        ...[...made, ...WABAS, ...instance, ...OPEN_CHATS, ...storage, ...record],
        ...upgrade,
        ...(isNative ? ['connect:DisassociateFlow'] : []),
      ]
    case 'status':
      return [...WABAS, ...TEMPLATES, ...NUMBERS, 'connect:DescribeInstance']
    case 'doctor':
      return [
        ...WABAS.slice(1),
        ...TEMPLATES,
        ...SEND_TEST,
        ...(isNative
          ? [...NUMBERS.filter((action) => !action.endsWith('ListContactFlows')), ...ROLE_CHECK]
          : []),
        ...(isNative || withStack ? ROUTING : ['connect:ListInstanceStorageConfigs']),
        'connect:DescribeInstance',
        ...made.filter((action) => /^(sns|kms):/.test(action) && isRead(action)),
        ...(withStack ? [...OUR_SIDE, ...arrivals(config), ...ownKey(config)] : []),
        // With --sign-in, doctor looks for the Connect user of the token.
        ...(withStack && config.identityProvider ? ['connect:SearchUsers'] : []),
      ]
    case 'destroy':
      return [
        ...WABAS,
        ...removedBy(config).flatMap(({ iam }) => iam),
        'connect:DescribeInstance',
        ...(withStack && hasProfiles(config) ? PROFILES : []),
        ...(withStack ? MESSAGES : []),
      ]
    case 'pause':
      return [...SENDING, 'dynamodb:Scan', 'dynamodb:PutItem']
    case 'resume':
      return [...SENDING, ...REPLIES, 'dynamodb:GetItem', 'dynamodb:DeleteItem']
    case 'after-restore':
      return [
        ...SENDING,
        ...TAKE_OVER,
        ...(config.channels.some(({ mode }) => mode === 'bridged') ? OPEN_AGAIN : []),
        ...instance,
        ...storage,
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        'social-messaging:ListTagsForResource',
      ]
    case 'verify':
      return verifyActions(config)
    case 'templates':
      return CURATION
    case 'curation':
      return [
        ...CURATION,
        'social-messaging:ListWhatsAppFlows',
        ...['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      ]
    case 'users':
      return ['connect:SearchUsers', 'connect:TagResource']
    case 'replies':
      return ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem', 'sqs:GetQueueAttributes']
  }
}
