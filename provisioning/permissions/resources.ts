// The resources on which a command needs its actions. Each resource is as specific as is possible
// without reading the account, and `why` explains each wildcard. AWS documents which resources an
// action accepts:
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
import {
  deadLetters,
  functionName,
  mediaBucket,
  noticeTopicArn,
  queueName,
  queues,
  ruleName,
  topics as stackTopics,
  topicArn,
} from '#deployment/resources'
import { roleArnOf, topicArnOf } from '../channel/channel.ts'
import { type Checked, instanceArns, parsedInstance } from '../config/config.ts'
import { TRIGGERS } from '../links/links.ts'
import { alarmTopicsOf } from '../stack/alarm-topics.ts'
import { APP_STACK, alarmName, FAILED_REPLIES_ALARM } from '../stack/names.ts'
import type { Permission } from '../stack/permissions.ts'

export type Where = Omit<Permission, 'actions'>

interface Rule extends Where {
  of: RegExp
}

interface Reach {
  /** True if the command reads all linked WABAs, not only those in the configuration. */
  everyWaba: boolean
  /**
   * True if the command restores previous event destinations. Only the tags of the WABAs name the
   * roles of these destinations.
   */
  restoresDestinations: boolean
  /** True if the command writes only tags of users. */
  tagsUsers: boolean
  /** True if the command begins to use a restored table. */
  takesOver: boolean
  /** True if the command tests how AWS behaves. */
  verifies: boolean
}

export function whereOf(config: Checked, reach: Reach): (action: string) => Where {
  const rules = [
    ...(reach.tagsUsers ? taggingRules(config) : []),
    ...(reach.takesOver ? takingOverRules(config) : []),
    ...(reach.verifies ? verifyingRules(config) : []),
    ...connectRules(config),
    ...socialMessagingRules(config, reach),
    ...passing(config, reach),
    ...otherRules(config),
  ]
  return (action) => {
    const { of: _, ...where } = rules.find(({ of }) => of.test(action))!
    return where
  }
}

const taggingRules = (config: Checked): Rule[] => [
  {
    of: /^connect:TagResource$/,
    sid: 'LinkUsers',
    resources: [`${config.instance}/agent/*`],
    why: 'Connect assigns the ids of users. A person who may write their tags can sign in as any of the users',
  },
]

function takingOverRules(config: Checked): Rule[] {
  const { region } = config
  const { account } = parsedInstance(config.instance)
  const functions = (Object.keys(TRIGGERS) as (keyof typeof TRIGGERS)[]).map(
    (name) => `arn:aws:lambda:${region}:${account}:function:${functionName(name)}`,
  )
  return [
    {
      of: /^connect:(StartChatContact|GetContactAttributes)$/,
      sid: 'OpenChats',
      resources: instanceArns(config).flatMap((home) => [
        home,
        `${home}/contact/*`,
        `${home}/contact-flow/*`,
      ]),
      why: 'Connect assigns the ids of contacts',
    },
    {
      of: /^dynamodb:(GetItem|Query|Scan)$/,
      sid: 'TablesBefore',
      resources: [`arn:aws:dynamodb:${region}:${account}:table/*`],
      why: 'only the deployed stack names the table that was in use before',
    },
    {
      of: /^lambda:Update/,
      sid: 'Triggers',
      resources: [`arn:aws:lambda:${region}:${account}:event-source-mapping:*`],
      condition: { ArnLike: { 'lambda:FunctionArn': functions } },
      why: 'Lambda assigns the id of a trigger; the condition allows only triggers of these functions',
    },
  ]
}

function verifyingRules(config: Checked): Rule[] {
  const place = parsedInstance(config.instance)
  const { account, region } = place
  const media = `arn:aws:s3:::${mediaBucket(place)}`
  return [
    {
      of: /^cloudwatch:DescribeAlarms$/,
      sid: 'ReadAlarms',
      resources: ['*'],
      why: 'CloudWatch checks this action for all alarms at once',
    },
    {
      of: /^cloudwatch:/,
      sid: 'TestAlarm',
      resources: [
        `arn:aws:cloudwatch:${region}:${account}:alarm:${alarmName(FAILED_REPLIES_ALARM)}`,
      ],
    },
    {
      of: /^connect:(Describe|List)PhoneNumber/,
      sid: 'ReadNumbers',
      resources: [`arn:aws:connect:${region}:${account}:phone-number/*`],
      why: 'Connect assigns the id of a number when it imports the number',
    },
    {
      of: /^connect:ListSecurityProfileApplications$/,
      sid: 'ReadProfiles',
      resources: [`${config.instance}/security-profile/*`],
      why: 'Connect assigns the ids of security profiles',
    },
    {
      of: /^connect:/,
      sid: 'TestChats',
      resources: instanceArns(config).flatMap((home) => [
        home,
        `${home}/contact/*`,
        `${home}/contact-flow/*`,
      ]),
      why: 'Connect assigns the ids of contacts',
    },
    {
      of: /^social-messaging:\w+WhatsAppMessage(Media)?$/,
      sid: 'TestMessages',
      resources: [`arn:aws:social-messaging:${region}:${account}:phone-number-id/*`],
      why: 'the configuration names WABAs, and only AWS knows all of their numbers',
    },
    {
      of: /^sqs:/,
      sid: 'Recorder',
      resources: [`arn:aws:sqs:${region}:${account}:${queueName('verify')}`],
    },
    {
      of: /^sns:Unsubscribe$/,
      sid: 'Unsubscribe',
      resources: ['*'],
      why: 'SNS defines no resource type for this action',
    },
    {
      of: /^s3:ListBucket$/,
      sid: 'ListFiles',
      resources: ['arn:aws:s3:::*'],
      why: 'only the Connect instance names the bucket of its attachments',
    },
    { of: /^s3:/, sid: 'TestFiles', resources: [`${media}/verify/*`] },
  ]
}

function connectRules(config: Checked): Rule[] {
  const { region } = config
  const { account } = parsedInstance(config.instance)
  const homes = instanceArns(config)
  const numbers = `arn:aws:connect:${region}:${account}:phone-number/*`
  const below = (kind: string) => homes.map((home) => `${home}/${kind}/*`)
  const inside =
    'Connect assigns the ids of the resources in an instance; the instances are those of the configuration'
  return [
    {
      of: /^connect:ListInstances$/,
      sid: 'ListInstances',
      resources: ['*'],
      why: 'Connect defines no resource type for this action',
    },
    {
      of: /^connect:(ListPhoneNumbersV2|DescribePhoneNumber|ReleasePhoneNumber|GetFlowAssociation|DisassociateFlow)$/,
      sid: 'ConnectNumbers',
      resources: [numbers],
      why: 'Connect assigns the id of a number when it imports the number',
    },
    {
      of: /^connect:ImportPhoneNumber$/,
      sid: 'ImportNumbers',
      resources: [...homes, numbers],
      why: 'Connect assigns the id of a number when it imports the number',
    },
    {
      of: /^connect:(AssociateFlow|TagResource)$/,
      sid: 'NumbersAndFlows',
      resources: [numbers, ...below('contact-flow')],
      why: inside,
    },
    {
      of: /^connect:\w*ContactFlows?$/,
      sid: 'Flows',
      resources: below('contact-flow'),
      why: inside,
    },
    { of: /^connect:ListQueues$/, sid: 'ConnectQueues', resources: below('queue'), why: inside },
    {
      of: /^connect:ListRoutingProfileQueues$/,
      sid: 'RoutingProfiles',
      resources: below('routing-profile'),
      why: inside,
    },
    {
      of: /^connect:ListSecurityProfileApplications$/,
      sid: 'ReadSecurityProfiles',
      resources: below('security-profile'),
      why: inside,
    },
    {
      of: /^connect:UpdateSecurityProfile$/,
      sid: 'SecurityProfiles',
      resources: [
        ...below('security-profile'),
        `arn:aws:app-integrations:${region}:${account}:application/*`,
      ],
      why: inside,
    },
    { of: /^connect:/, sid: 'ConnectInstances', resources: homes },
  ]
}

function socialMessagingRules(config: Checked, { everyWaba }: Reach): Rule[] {
  const { region, channels } = config
  const { account } = parsedInstance(config.instance)
  const arn = (id: string) =>
    `arn:aws:social-messaging:${region}:${account}:${id.replace(/^(waba|phone-number-id)-/, '$1/')}`
  const wabas = channels.map(({ waba }) => arn(waba))
  const numbers = channels.flatMap((channel) =>
    channel.mode === 'native' ? Object.keys(channel.numbers).map(arn) : [],
  )
  const every = {
    of: /^social-messaging:(Get|List)\w*(BusinessAccount|TagsForResource|Templates?)$/,
    sid: 'ReadWabas',
    resources: [arn('waba/*')],
    why: 'the command reads every linked WABA, also those outside the configuration',
  }
  return [
    {
      of: /^social-messaging:ListLinkedWhatsAppBusinessAccounts$/,
      sid: 'ListWabas',
      resources: ['*'],
      why: 'AWS End User Messaging Social defines no resource type for this action',
    },
    {
      of: /^social-messaging:SendWhatsAppMessage$/,
      sid: 'SendTest',
      resources: [arn('phone-number-id/*')],
      why: 'doctor --send-to can send from any number; remove this statement if you do not use that option',
    },
    {
      of: /^social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber$/,
      sid: 'Numbers',
      resources: numbers,
    },
    ...(everyWaba ? [every] : []),
    {
      of: /^social-messaging:(TagResource|ListTagsForResource)$/,
      sid: 'WabaTags',
      resources: [...wabas, ...numbers],
    },
    { of: /^social-messaging:/, sid: 'Wabas', resources: wabas },
  ]
}

function passing(config: Checked, { restoresDestinations }: Reach): Rule[] {
  if (!restoresDestinations) return []
  const { account } = parsedInstance(config.instance)
  return [
    {
      of: /^iam:PassRole$/,
      sid: 'PutBack',
      resources: [`arn:aws:iam::${account}:role/*`],
      condition: { StringEquals: { 'iam:PassedToService': 'social-messaging.amazonaws.com' } },
      why: 'only the tags of the WABA name the role of a restored event destination; the condition allows passing the role to this service only',
    },
  ]
}

function otherRules(config: Checked): Rule[] {
  const { region, channels } = config
  const { account } = parsedInstance(config.instance)
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${account}:${resource}`
  const homeOf = (channel: (typeof channels)[number]) => channel.instance ?? config.instance
  const roles = channels.flatMap((channel) =>
    channel.mode === 'native' ? [roleArnOf(channel.role, homeOf(channel))] : [],
  )
  const topics = channels.flatMap((channel) =>
    channel.mode === 'bridged' ? [topicArnOf(channel.topic, homeOf(channel))] : [],
  )
  const own = [
    ...(Object.keys(stackTopics) as (keyof typeof stackTopics)[]).map((key) =>
      topicArn(key, parsedInstance(config.instance)),
    ),
    ...alarmTopicsOf(config),
    ...(config.stack.notices ? [noticeTopicArn(parsedInstance(config.instance))] : []),
  ]
  const table = arn('dynamodb', `table/${config.stack.table}`)
  const { kmsKey } = config.stack
  return [
    {
      of: /^iam:GetPolicy(Version)?$/,
      sid: 'ManagedPolicies',
      resources: [`arn:aws:iam::${account}:policy/*`, 'arn:aws:iam::aws:policy/*'],
      why: 'only the role itself shows which policies are attached to it',
    },
    { of: /^iam:/, sid: 'ChannelRole', resources: [...new Set(roles)] },
    { of: /^sns:/, sid: 'WhatsAppTopic', resources: [...new Set([...topics, ...own])] },
    {
      of: /^kms:/,
      sid: 'TopicKey',
      resources: [kmsKey ?? arn('kms', 'key/*')],
      ...(kmsKey ? {} : { why: 'only the topic itself shows which key encrypts it' }),
    },
    { of: /^dynamodb:Scan$/, sid: 'UnsentReplies', resources: [table, `${table}/index/due`] },
    { of: /^dynamodb:/, sid: 'Replies', resources: [table] },
    {
      of: /^sqs:/,
      sid: 'Queues',
      resources: Object.keys(queues).flatMap((key) =>
        [key, deadLetters(key)].map((name) => arn('sqs', queueName(name))),
      ),
    },
    {
      of: /^events:ListRules$/,
      sid: 'ListRules',
      resources: ['*'],
      why: 'rules can be listed only for all names together',
    },
    { of: /^events:/, sid: 'Rules', resources: [arn('events', `rule/${ruleName('*')}`)] },
    {
      of: /^cloudwatch:/,
      sid: 'Alarms',
      resources: ['*'],
      why: 'alarms can be listed only for all names together, and CloudWatch defines no resource type for metrics',
    },
    {
      of: /^cloudformation:/,
      sid: 'AppStack',
      resources: [arn('cloudformation', `stack/${APP_STACK}/*`)],
    },
    {
      of: /^lambda:List/,
      sid: 'ListTriggers',
      resources: ['*'],
      why: 'Lambda defines no resource type for this action',
    },
    {
      of: /^lambda:/,
      sid: 'Trigger',
      resources: [arn('lambda', 'event-source-mapping:*')],
      condition: {
        ArnLike: { 'lambda:FunctionArn': arn('lambda', `function:${functionName('send-reply')}`) },
      },
      why: 'Lambda assigns the id of a trigger; the condition allows only triggers of this function',
    },
  ]
}
