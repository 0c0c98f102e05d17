// On what a command's actions are needed: the narrowest that can be named before anything is read, and why that is not one thing.
// What can be named at all: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
import {
  deadLetters,
  functionName,
  queueName,
  queues,
  ruleName,
  tableName,
} from '../../lambdas/deployment/resources.ts'
import { roleArnOf, topicArnOf } from '../channel/channel.ts'
import { type Checked, instanceArns, parsedInstance } from '../config/config.ts'
import type { Permission } from '../stack/permissions.ts'

export type Where = Omit<Permission, 'actions'>

interface Rule extends Where {
  of: RegExp
}

interface Reach {
  /** Reads all WABAs that are linked, not only those of the configuration. */
  everyWaba: boolean
  /** Puts event destinations back, with a role that is known only then. */
  putsBack: boolean
}

export function whereOf(config: Checked, reach: Reach): (action: string) => Where {
  const rules = [
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

function connectRules(config: Checked): Rule[] {
  const { region } = config
  const { account } = parsedInstance(config.instance)
  const homes = instanceArns(config)
  const numbers = `arn:aws:connect:${region}:${account}:phone-number/*`
  const below = (kind: string) => homes.map((home) => `${home}/${kind}/*`)
  const inside = `Connect gives what is in an instance its id; these are the configuration's instances`
  return [
    {
      of: /^connect:ListInstances$/,
      sid: 'ListInstances',
      resources: ['*'],
      why: 'Connect defines no resource for it',
    },
    {
      of: /^connect:(ListPhoneNumbersV2|DescribePhoneNumber|ReleasePhoneNumber|GetFlowAssociation|DisassociateFlow)$/,
      sid: 'ConnectNumbers',
      resources: [numbers],
      why: 'Connect gives a number its id when it imports it',
    },
    {
      of: /^connect:ImportPhoneNumber$/,
      sid: 'ImportNumbers',
      resources: [...homes, numbers],
      why: 'Connect gives a number its id when it imports it',
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
      of: /^connect:(DescribeRoutingProfile|ListRoutingProfileQueues)$/,
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
    why: 'it looks at every WABA that is linked, in the configuration or not',
  }
  return [
    {
      of: /^social-messaging:ListLinkedWhatsAppBusinessAccounts$/,
      sid: 'ListWabas',
      resources: ['*'],
      why: 'AWS End User Messaging Social defines no resource for it',
    },
    {
      of: /^social-messaging:SendWhatsAppMessage$/,
      sid: 'SendTest',
      resources: [arn('phone-number-id/*')],
      why: 'doctor --send-to sends from any number of the WABAs; without it, leave this statement out',
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

function passing(config: Checked, { putsBack }: Reach): Rule[] {
  if (!putsBack) return []
  const { account } = parsedInstance(config.instance)
  return [
    {
      of: /^iam:PassRole$/,
      sid: 'PutBack',
      resources: [`arn:aws:iam::${account}:role/*`],
      condition: { StringEquals: { 'iam:PassedToService': 'social-messaging.amazonaws.com' } },
      why: "a destination that is put back comes with its role, which only the WABA's tags know; the condition lets it be passed to this service alone",
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
  const table = arn('dynamodb', `table/${tableName}`)
  const { kmsKey } = config.stack
  return [
    {
      of: /^iam:GetPolicy(Version)?$/,
      sid: 'ManagedPolicies',
      resources: [`arn:aws:iam::${account}:policy/*`, 'arn:aws:iam::aws:policy/*'],
      why: 'which policies a role carries is known only to the role',
    },
    { of: /^iam:/, sid: 'ChannelRole', resources: [...new Set(roles)] },
    { of: /^sns:/, sid: 'WhatsAppTopic', resources: [...new Set(topics)] },
    {
      of: /^kms:/,
      sid: 'TopicKey',
      resources: [kmsKey ?? arn('kms', 'key/*')],
      ...(kmsKey ? {} : { why: 'which key a topic has is known only to the topic' }),
    },
    { of: /^dynamodb:Query$/, sid: 'RepliesUnderWay', resources: [`${table}/index/due`] },
    { of: /^dynamodb:/, sid: 'Replies', resources: [table] },
    {
      of: /^sqs:/,
      sid: 'DeadLetters',
      resources: Object.keys(queues).map((key) => arn('sqs', queueName(deadLetters(key)))),
    },
    {
      of: /^events:/,
      sid: 'Rule',
      resources: [arn('events', `rule/${ruleName('whatsapp-status')}`)],
    },
    {
      of: /^lambda:List/,
      sid: 'ListTriggers',
      resources: ['*'],
      why: 'Lambda defines no resource for it',
    },
    {
      of: /^lambda:/,
      sid: 'Trigger',
      resources: [arn('lambda', 'event-source-mapping:*')],
      condition: {
        ArnLike: { 'lambda:FunctionArn': arn('lambda', `function:${functionName('send-reply')}`) },
      },
      why: 'Lambda gives a trigger its id; the condition lets it be for this function alone',
    },
    {
      of: /^s3:/,
      sid: 'AttachmentsBucket',
      resources: ['arn:aws:s3:::*'],
      why: 'where an instance keeps its attachments is known only to the instance',
    },
  ]
}
