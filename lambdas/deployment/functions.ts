// Every deployed function: what calls it, what it is told, what it may do.
// The stack and the sandbox build from this list; the architecture test checks that each
// entry has a file in lambdas/functions that exports `handler`, and each such file an entry.
import type { QueueKey, Scope, Variable } from './resources.ts'

export interface FunctionSpec {
  trigger:
    | { queue: QueueKey; batchSize: number }
    /** An HTTP API with a JWT authorizer; the function routes by itself. */
    | { api: true }
    | { every: 'minute' | 'five minutes' }
    /** The "AWS Lambda function" block of a flow: at most 8 s, up to 3 tries. */
    | { contactFlow: true }
  timeoutSeconds: number
  env: readonly Variable[]
  allow: Readonly<Partial<Record<Scope, readonly string[]>>>
}

// Granted to a function by its trigger, beside `allow`: receiving from its queue. Writing logs comes with every function.

export const functions = {
  /** Connect's chat streaming → the conversation's outbox. */
  'enqueue-reply': {
    trigger: { queue: 'reply-items', batchSize: 10 },
    timeoutSeconds: 15,
    env: ['TABLE', 'WAKES_QUEUE_URL', 'REPLY_TOPIC_ARN', 'INSTANCE_ARN'],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      wakes: ['sqs:SendMessage'],
    },
  },
  /** The outbox → WhatsApp: check, upload, send, record. */
  'send-reply': {
    trigger: { queue: 'replies.fifo', batchSize: 10 },
    timeoutSeconds: 60,
    env: [
      'TABLE',
      'WAKES_QUEUE_URL',
      'MEDIA_BUCKET',
      'ATTACHMENTS',
      'META_API_VERSION',
      'INSTANCE_ARN',
    ],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      unsentIndex: ['dynamodb:Query'],
      orderedIndex: ['dynamodb:Query'],
      wakes: ['sqs:SendMessage', 'sqs:ChangeMessageVisibility'],
      uploads: ['s3:GetObject'],
      // A customer's file, sent back to them.
      inboundMedia: ['s3:GetObject'],
      chatAttachments: ['s3:GetObject'],
      // Once a chat is over, its files are found by the day they were sent.
      attachmentsBucket: ['s3:ListBucket'],
      phoneNumbers: [
        'social-messaging:SendWhatsAppMessage',
        'social-messaging:PostWhatsAppMessageMedia',
      ],
      wabas: ['social-messaging:GetWhatsAppMessageTemplate'],
    },
  },
  /** What the agent widget asks and wants sent. Never sends: it authorises, checks, stores, wakes. */
  'widget-api': {
    trigger: { api: true },
    timeoutSeconds: 15,
    env: ['TABLE', 'WAKES_QUEUE_URL', 'MEDIA_BUCKET', 'INSTANCE_ARN', 'USER_CLAIM'],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      orderedIndex: ['dynamodb:Query'],
      wakes: ['sqs:SendMessage'],
      uploads: ['s3:PutObject', 's3:GetObject'],
      inboundMedia: ['s3:GetObject'],
      // Without it S3 says of a file that is not there that one may not see it.
      mediaBucket: ['s3:ListBucket'],
      instance: ['connect:DescribeContact', 'connect:SearchUsers'],
      wabas: [
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        'social-messaging:GetWhatsAppMessageTemplate',
      ],
      // ListLinkedWhatsAppBusinessAccounts has no resource to narrow it to.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /** Bridged numbers: everything WhatsApp says, from the WABA's topic. */
  'whatsapp-event': {
    trigger: { queue: 'whatsapp-events', batchSize: 10 },
    timeoutSeconds: 60,
    env: [
      'TABLE',
      'WAKES_QUEUE_URL',
      'MEDIA_BUCKET',
      'REPLY_TOPIC_ARN',
      'WHATSAPP_TOPIC_ARN',
      'INSTANCE_ARN',
      'CHAT_FLOW_ID',
    ],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      orderedIndex: ['dynamodb:Query'],
      wakes: ['sqs:SendMessage'],
      inboundMedia: ['s3:PutObject', 's3:GetObject'],
      // What AWS calls a fetched file is found by its prefix.
      mediaBucket: ['s3:ListBucket'],
      instance: ['connect:StartChatContact', 'connect:StartContactStreaming'],
      phoneNumbers: ['social-messaging:GetWhatsAppMessageMedia'],
    },
  },
  /** EventBridge's statuses (both modes) and what is written in native chats: outcomes and window evidence. */
  'delivery-status': {
    trigger: { queue: 'delivery-events', batchSize: 10 },
    timeoutSeconds: 15,
    env: ['TABLE', 'WAKES_QUEUE_URL', 'EVIDENCE_TOPIC_ARN', 'INSTANCE_ARN'],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      orderedIndex: ['dynamodb:Query'],
      wakes: ['sqs:SendMessage'],
      wabas: ['social-messaging:GetLinkedWhatsAppBusinessAccount'],
      // ListLinkedWhatsAppBusinessAccounts has no resource to narrow it to.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /** Invoked by the flow of a native number: notes the contact and asks for its customer's messages. */
  'contact-started': {
    trigger: { contactFlow: true },
    timeoutSeconds: 8,
    env: ['TABLE', 'WAKES_QUEUE_URL', 'EVIDENCE_TOPIC_ARN', 'INSTANCE_ARN'],
    allow: {
      table: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
      orderedIndex: ['dynamodb:Query'],
      wakes: ['sqs:SendMessage'],
      instance: ['connect:StartContactStreaming'],
      wabas: ['social-messaging:GetLinkedWhatsAppBusinessAccount'],
      // ListLinkedWhatsAppBusinessAccounts has no resource to narrow it to.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /** Wakes what is overdue, so that no wake is ever relied on alone. */
  sweep: {
    trigger: { every: 'minute' },
    timeoutSeconds: 30,
    env: ['TABLE', 'WAKES_QUEUE_URL'],
    allow: { dueIndex: ['dynamodb:Query'], wakes: ['sqs:SendMessage'] },
  },
  /** Meta's templates into our table: one read for the widget's list. */
  'sync-templates': {
    trigger: { every: 'five minutes' },
    timeoutSeconds: 240,
    env: ['TABLE'],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      wabas: [
        'social-messaging:ListWhatsAppMessageTemplates',
        'social-messaging:GetWhatsAppMessageTemplate',
      ],
      // ListLinkedWhatsAppBusinessAccounts has no resource to narrow it to.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
} as const satisfies Record<string, FunctionSpec>

export type FunctionName = keyof typeof functions
