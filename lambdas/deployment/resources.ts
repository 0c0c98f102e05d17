// Describes the AWS resources that the functions use: a bucket, queues, topics and event rules.
// `#deployment/table` describes the table. The deployed stack and the sandbox create their
// resources from this description.

import { DEFAULT_HISTORY, type HistorySettings } from '#deployment/history'
import type { NoticeSettings } from '#deployment/notices'
import { DEFAULT_RECEIPTS, type ReceiptSetting } from '#deployment/receipts'
import { type SupervisorSettings, supervisorRights } from '#deployment/rights'
import { DEFAULT_RETENTION_DAYS, DEFAULT_TABLE } from '#deployment/table'
import { EXECUTABLES, toSetting } from '#whatsapp/media/forbidden'
import { DEFAULT_SENSITIVE, type SensitiveRules } from '#whatsapp/messages/sensitive'

/**
 * The prefix of all resource names in the customer's account. A name consists of this prefix and
 * the key of the resource: `${PREFIX}-${key}`.
 */
export const PREFIX = 'connect-whatsapp'

interface Queue {
  fifo?: true
  /**
   * The visibility timeout. Lambda requires that it is not shorter than the timeout of the function
   * that reads the queue.
   */
  visibilitySeconds: number
  /**
   * A message that was received this many times is moved to the queue's dead-letter queue
   * `${key}-dead`, or `…-dead.fifo` for a FIFO queue.
   */
  maxReceives: number
  /** The SNS topics and EventBridge rules that write into the queue. */
  from?: readonly ({ topic: TopicKey } | { rule: RuleKey })[]
}

export const queues = {
  'reply-items': { visibilitySeconds: 90, maxReceives: 20, from: [{ topic: 'chat-replies' }] },
  'replies.fifo': { fifo: true, visibilitySeconds: 90, maxReceives: 10 },
  // `maxReceives` is high, because a message that must wait returns to the queue every few seconds
  // and is received again.
  'inbound.fifo': { fifo: true, visibilitySeconds: 90, maxReceives: 30 },
  // Receipts have a queue of their own, so that they do not delay replies.
  receipts: { visibilitySeconds: 90, maxReceives: 20 },
  'whatsapp-events': {
    visibilitySeconds: 180,
    maxReceives: 20,
    from: [{ topic: 'whatsapp-events' }],
  },
  'delivery-events': {
    visibilitySeconds: 90,
    maxReceives: 20,
    from: [{ rule: 'whatsapp-status' }, { topic: 'chat-evidence' }],
  },
} as const satisfies Record<string, Queue>

/**
 * Standard SNS topics. Only the AWS service `publisher` may publish to a topic, and only on behalf
 * of this AWS account. Connect may publish only on behalf of the configured instance.
 */
export const topics = {
  'chat-replies': { publisher: 'connect.amazonaws.com' },
  'chat-evidence': { publisher: 'connect.amazonaws.com' },
  'whatsapp-events': { publisher: 'social-messaging.amazonaws.com' },
} as const

export type TopicKey = keyof typeof topics

export const rules = {
  'whatsapp-status': { source: ['aws.social-messaging'] },
} as const

export type RuleKey = keyof typeof rules

export type QueueKey = keyof typeof queues

/** The values from which the names and ARNs of an installation's resources are built. */
export interface Installation {
  account: string
  region: string
  /** The ARN of the Connect instance, for example `arn:aws:connect:REGION:ACCOUNT:instance/ID`. */
  instanceArn: string
  /** The bucket and prefix of chat attachments in Connect: `bucket/prefix`. */
  attachments: string
  /** The name of the table. */
  table?: string | undefined
}

const named = (key: string) => `${PREFIX}-${key}`

export const tableName = ({ table = DEFAULT_TABLE }: Pick<Installation, 'table'> = {}) => table
export const queueName = named
export const topicName = named
export const ruleName = named
export const functionName = named
export const deadLetters = (queue: string) =>
  queue.endsWith('.fifo') ? `${queue.slice(0, -5)}-dead.fifo` : `${queue}-dead`
export const mediaBucket = ({ account, region }: Pick<Installation, 'account' | 'region'>) =>
  named(`media-${account}-${region}`)
export const topicArn = (
  key: TopicKey,
  { account, region }: Pick<Installation, 'account' | 'region'>,
) => `arn:aws:sns:${region}:${account}:${topicName(key)}`
export const queueArn = (key: QueueKey, { account, region }: Installation) =>
  `arn:aws:sqs:${region}:${account}:${queueName(key)}`
export const queueUrl = (key: QueueKey, { account, region }: Installation) =>
  `https://sqs.${region}.amazonaws.com/${account}/${queueName(key)}`

/**
 * The topic of the notices for supervisors. Only the functions of this project publish to this
 * topic.
 */
export const NOTICE_TOPIC = named('notices')
export const noticeTopicArn = ({ account, region }: Pick<Installation, 'account' | 'region'>) =>
  `arn:aws:sns:${region}:${account}:${NOTICE_TOPIC}`

const tableArn = (installation: Installation) =>
  `arn:aws:dynamodb:${installation.region}:${installation.account}:table/${tableName(installation)}`

/**
 * The resources for which a function can have permissions. Each scope returns the ARNs of its
 * resources.
 */
export const scopes = {
  table: (installation) => [tableArn(installation)],
  unsentIndex: (installation) => [`${tableArn(installation)}/index/unsent`],
  orderedIndex: (installation) => [`${tableArn(installation)}/index/ordered`],
  changedIndex: (installation) => [`${tableArn(installation)}/index/changed`],
  dueIndex: (installation) => [`${tableArn(installation)}/index/due`],
  signals: (installation) => [queueArn('replies.fifo', installation)],
  events: (installation) => [queueArn('whatsapp-events', installation)],
  inboundSignals: (installation) => [queueArn('inbound.fifo', installation)],
  receipts: (installation) => [queueArn('receipts', installation)],
  uploads: (installation) => [`arn:aws:s3:::${mediaBucket(installation)}/uploads/*`],
  inboundMedia: (installation) => [`arn:aws:s3:::${mediaBucket(installation)}/inbound/*`],
  mediaBucket: (installation) => [`arn:aws:s3:::${mediaBucket(installation)}`],
  chatAttachments: ({ attachments }) => [`arn:aws:s3:::${attachments}/*`],
  attachmentsBucket: ({ attachments }) => [`arn:aws:s3:::${attachments.split('/')[0]}`],
  phoneNumbers: ({ account, region }) => [
    `arn:aws:social-messaging:${region}:${account}:phone-number-id/*`,
  ],
  wabas: ({ account, region }) => [`arn:aws:social-messaging:${region}:${account}:waba/*`],
  notices: (installation) => [noticeTopicArn(installation)],
  instance: ({ instanceArn }) => [instanceArn, `${instanceArn}/*`],
  /**
   * The scope of actions that IAM cannot restrict to a resource. A comment at each use of this
   * scope explains why the action needs it.
   */
  everything: () => ['*'],
} as const satisfies Record<string, (installation: Installation) => string[]>

export type Scope = keyof typeof scopes

/**
 * The settings of the functions. `variables` converts these settings into environment variables.
 */
export interface Settings {
  /**
   * The version of the WhatsApp Cloud API for SendWhatsAppMessage, in the form v{major}.{minor}.
   */
  metaApiVersion: string
  /**
   * The JWT claim that identifies the Connect user. The identity provider must verify the value,
   * and the value must never change.
   */
  userClaim: string
  userClaimPrefix?: string | undefined
  /** How the claim's value identifies a user in Connect: `username` (the default) or `tag:KEY`. */
  userLookup?: string | undefined
  /**
   * The audience of the tokens. `clientId` is the widget's client id, if it differs from the
   * audience.
   */
  jwt: { audience: string; clientId?: string | undefined }
  /** The id of the flow in which bridged chats start. */
  chatFlowId: string
  /**
   * The ARNs of SNS topics that an administrator has created. If this list is set, the WABAs
   * publish their events to these topics instead of the stack's topic.
   */
  topics?: readonly string[] | undefined
  /**
   * The file name extensions that must not be sent to customers. The default is the extensions of
   * executable files.
   */
  forbiddenFiles?: readonly string[] | undefined
  /**
   * The kinds of sensitive values, such as card numbers, that an agent must confirm before sending
   * or cannot send.
   */
  sensitive?: SensitiveRules | undefined
  /** The settings of the customers' history in the widget. */
  history?: HistorySettings | undefined
  /**
   * The settings of notices about problems. If notices are not set, supervisors are not notified.
   */
  notices?: NoticeSettings | undefined
  /** The supervisors who have each right on the supervisors' page. */
  supervisors?: SupervisorSettings | undefined
  /**
   * Whether customers of bridged numbers receive read receipts, read receipts and typing
   * indicators, or neither.
   */
  receipts?: ReceiptSetting | undefined
  /**
   * Whether the attributes of a contact describe the replies that the widget sent. The default is
   * true.
   */
  trace?: boolean | undefined
  /**
   * Whether supervisors see words from agents' failed searches and undelivered texts. The default
   * is true.
   */
  missed?: boolean | undefined
  /** The names of the form fields whose answers are written into the contact's attributes. */
  formAttributes?: readonly string[] | undefined
  /**
   * Whether a chat that begins with an answer to a template is offered to the agent who sent the
   * template. The default is true.
   */
  sameAgent?: boolean | undefined
  /**
   * The number of days after a customer's last contact until all data about the customer expire.
   */
  retentionDays?: number | undefined
}

/** The settings that determine how an access token identifies a Connect user. */
export interface AgentIdentity {
  claim: string
  /**
   * A prefix of the claim's value that is removed before the value is compared with a user in
   * Connect.
   */
  prefix?: string | undefined
  /**
   * The key of the tag that contains the claim's value on a Connect user. If no key is set, the
   * claim's value is the name of the user in Connect.
   */
  tag?: string | undefined
  /** The only client id for which tokens are accepted. */
  clientId: string
}

export const agentIdentity = ({
  userClaim,
  userClaimPrefix,
  userLookup = 'username',
  jwt,
}: Pick<Settings, 'userClaim' | 'userClaimPrefix' | 'userLookup' | 'jwt'>): AgentIdentity => ({
  claim: userClaim,
  prefix: userClaimPrefix,
  tag: userLookup.startsWith('tag:') ? userLookup.slice('tag:'.length) : undefined,
  clientId: jwt.clientId ?? jwt.audience,
})

export const variables = {
  TABLE: tableName,
  RETENTION_DAYS: (_, { retentionDays = DEFAULT_RETENTION_DAYS }) => String(retentionDays),
  SIGNALS_QUEUE_URL: (installation) => queueUrl('replies.fifo', installation),
  EVENTS_QUEUE_URL: (installation) => queueUrl('whatsapp-events', installation),
  INBOUND_QUEUE_URL: (installation) => queueUrl('inbound.fifo', installation),
  RECEIPTS_QUEUE_URL: (installation) => queueUrl('receipts', installation),
  RECEIPTS: (_, { receipts = DEFAULT_RECEIPTS }) => receipts,
  SAME_AGENT: (_, { sameAgent = true }) => (sameAgent ? 'on' : 'off'),
  FORM_ATTRIBUTES: (_, { formAttributes = [] }) => JSON.stringify(formAttributes),
  TRACE: (_, { trace = true }) => (trace ? 'on' : 'off'),
  MISSED: (_, { missed = true }) => (missed ? 'on' : 'off'),
  MEDIA_BUCKET: (installation) => mediaBucket(installation),
  REPLY_TOPIC_ARN: (installation) => topicArn('chat-replies', installation),
  EVIDENCE_TOPIC_ARN: (installation) => topicArn('chat-evidence', installation),
  WHATSAPP_TOPIC_ARNS: (installation, { topics: own = [] }) =>
    [topicArn('whatsapp-events', installation), ...own].join(),
  INSTANCE_ARN: ({ instanceArn }) => instanceArn,
  ATTACHMENTS: ({ attachments }) => attachments,
  META_API_VERSION: (_, { metaApiVersion }) => metaApiVersion,
  AGENT_IDENTITY: (_, settings) => JSON.stringify(agentIdentity(settings)),
  SUPERVISOR_RIGHTS: (_, { supervisors }) => JSON.stringify(supervisorRights(supervisors)),
  NOTICE_TOPIC_ARN: (installation, { notices }) => (notices ? noticeTopicArn(installation) : 'off'),
  NOTICE_LANGUAGE: (_, { notices }) => notices?.language ?? 'en',
  NOTICE_TASK_FLOW: (_, { notices }) => notices?.taskFlow ?? 'off',
  CHAT_FLOW_ID: (_, { chatFlowId }) => chatFlowId,
  SENSITIVE_VALUES: (_, { sensitive = DEFAULT_SENSITIVE }) => JSON.stringify(sensitive),
  HISTORY: (_, { history = DEFAULT_HISTORY }) => JSON.stringify(history),
  FORBIDDEN_FILES: (_, { forbiddenFiles = EXECUTABLES }) => toSetting(forbiddenFiles),
} as const satisfies Record<string, (installation: Installation, settings: Settings) => string>

export type Variable = keyof typeof variables
