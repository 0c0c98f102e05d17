// What the functions stand on, as data: one table, one bucket, queues, topics, event rules.
// The deployed stack and the sandbox both build from this description.

/** A name in the customer's account is `${PREFIX}-${key}`. */
export const PREFIX = 'connect-whatsapp'

/**
 * pk/sk: see `lambdas/aws/table.ts` for what is kept where.
 * Both local indexes are read consistently: `unsent` has the replies of a conversation with work to do, `ordered` all of them:
 * before them what customers wrote, behind them those that are held.
 * `due` is what the sweep looks through. All indexes project everything.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  localIndexes: { unsent: 'unsentOrder', ordered: 'order' },
  globalIndexes: { due: { partitionKey: 'due', sortKey: 'dueAt' } },
  /** Seconds since 1970; DynamoDB deletes the item some time after. */
  expiryAttribute: 'expiresAt',
} as const

/**
 * Files lie in the media bucket as long as WhatsApp keeps what it was given.
 * https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-media-files-s3.html
 */
export const MEDIA_KEPT_DAYS = 30

interface Queue {
  fifo?: true
  /** Longer than the time-out of the function it feeds, as Lambda requires. */
  visibilitySeconds: number
  /** After so many receives a message goes to the queue's dead letters, `${key}-dead` (`…-dead.fifo`). */
  maxReceives: number
  /** SNS topics and EventBridge rules that write into it. */
  from?: readonly ({ topic: TopicKey } | { rule: RuleKey })[]
}

export const queues = {
  'reply-items': { visibilitySeconds: 90, maxReceives: 20, from: [{ topic: 'chat-replies' }] },
  'replies.fifo': { fifo: true, visibilitySeconds: 90, maxReceives: 10 },
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

/** Standard topics; the service named may publish, from our account (and, for Connect, our instance) only. */
export const topics = {
  'chat-replies': { publisher: 'connect.amazonaws.com' },
  'chat-evidence': { publisher: 'connect.amazonaws.com' },
  'whatsapp-events': { publisher: 'social-messaging.amazonaws.com' },
} as const

type TopicKey = keyof typeof topics

export const rules = {
  'whatsapp-status': { source: ['aws.social-messaging'] },
} as const

type RuleKey = keyof typeof rules

export type QueueKey = keyof typeof queues

/** Where the installation lives, for building names and ARNs. */
export interface Place {
  account: string
  region: string
  /** arn:aws:connect:REGION:ACCOUNT:instance/ID */
  instanceArn: string
  /** The bucket Connect keeps chat attachments in, with its prefix: `bucket/prefix`. */
  attachments: string
}

const named = (key: string) => `${PREFIX}-${key}`

export const tableName = named('conversations')
export const queueName = named
export const topicName = named
export const ruleName = named
export const functionName = named
export const deadLetters = (queue: string) =>
  queue.endsWith('.fifo') ? `${queue.slice(0, -5)}-dead.fifo` : `${queue}-dead`
export const mediaBucket = ({ account, region }: Place) => named(`media-${account}-${region}`)
export const topicArn = (key: TopicKey, { account, region }: Pick<Place, 'account' | 'region'>) =>
  `arn:aws:sns:${region}:${account}:${topicName(key)}`
export const queueArn = (key: QueueKey, { account, region }: Place) =>
  `arn:aws:sqs:${region}:${account}:${queueName(key)}`
export const queueUrl = (key: QueueKey, { account, region }: Place) =>
  `https://sqs.${region}.amazonaws.com/${account}/${queueName(key)}`

/** What a permission is about: a word of ours → the ARNs it stands for. */
export const scopes = {
  table: ({ account, region }) => [`arn:aws:dynamodb:${region}:${account}:table/${tableName}`],
  unsentIndex: ({ account, region }) => [
    `arn:aws:dynamodb:${region}:${account}:table/${tableName}/index/unsent`,
  ],
  orderedIndex: ({ account, region }) => [
    `arn:aws:dynamodb:${region}:${account}:table/${tableName}/index/ordered`,
  ],
  dueIndex: ({ account, region }) => [
    `arn:aws:dynamodb:${region}:${account}:table/${tableName}/index/due`,
  ],
  wakes: (place) => [queueArn('replies.fifo', place)],
  uploads: (place) => [`arn:aws:s3:::${mediaBucket(place)}/uploads/*`],
  inboundMedia: (place) => [`arn:aws:s3:::${mediaBucket(place)}/inbound/*`],
  mediaBucket: (place) => [`arn:aws:s3:::${mediaBucket(place)}`],
  chatAttachments: ({ attachments }) => [`arn:aws:s3:::${attachments}/*`],
  attachmentsBucket: ({ attachments }) => [`arn:aws:s3:::${attachments.split('/')[0]}`],
  phoneNumbers: ({ account, region }) => [
    `arn:aws:social-messaging:${region}:${account}:phone-number-id/*`,
  ],
  wabas: ({ account, region }) => [`arn:aws:social-messaging:${region}:${account}:waba/*`],
  instance: ({ instanceArn }) => [instanceArn, `${instanceArn}/*`],
  /** Actions that AWS lets nobody narrow: explained where they are used. */
  everything: () => ['*'],
} as const satisfies Record<string, (place: Place) => string[]>

export type Scope = keyof typeof scopes

/** Environment variables of the functions: name → its value in a place. What is configured comes from `Settings`. */
export interface Settings {
  /** v{major}.{minor} of the WhatsApp Cloud API, for SendWhatsAppMessage. */
  metaApiVersion: string
  /** The JWT claim that names the Connect user: immutable and verified by the identity provider. */
  userClaim: string
  /** The flow that bridged chats start in. */
  chatFlowId: string
}

export const variables = {
  TABLE: () => tableName,
  WAKES_QUEUE_URL: (place) => queueUrl('replies.fifo', place),
  MEDIA_BUCKET: (place) => mediaBucket(place),
  REPLY_TOPIC_ARN: (place) => topicArn('chat-replies', place),
  EVIDENCE_TOPIC_ARN: (place) => topicArn('chat-evidence', place),
  WHATSAPP_TOPIC_ARN: (place) => topicArn('whatsapp-events', place),
  INSTANCE_ARN: ({ instanceArn }) => instanceArn,
  ATTACHMENTS: ({ attachments }) => attachments,
  META_API_VERSION: (_, { metaApiVersion }) => metaApiVersion,
  USER_CLAIM: (_, { userClaim }) => userClaim,
  CHAT_FLOW_ID: (_, { chatFlowId }) => chatFlowId,
} as const satisfies Record<string, (place: Place, settings: Settings) => string>

export type Variable = keyof typeof variables
