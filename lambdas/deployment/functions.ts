// Lists every deployed function with its trigger, its environment variables and its permissions.
// The stack and the sandbox are built from this list. The architecture test checks that every entry
// has a file in lambdas/functions that exports `handler`, and that every such file has an entry.
import type { QueueKey, Scope, Variable } from '#deployment/resources'

export interface FunctionSpec {
  trigger:
    | { queue: QueueKey; batchSize: number }
    /**
     * The routes of the HTTP API below this path, behind a JWT authorizer. A request goes to the
     * function with the longest matching path, which does the routing.
     */
    | { api: '/' | '/supervisor/' }
    | { every: 'minute' | 'five minutes' }
    /**
     * The "AWS Lambda function" block of a flow, which allows at most 8 seconds and makes up to 3
     * attempts.
     */
    | { contactFlow: true }
  timeoutSeconds: number
  env: readonly Variable[]
  allow: Readonly<Partial<Record<Scope, readonly string[]>>>
}

// The permissions of the function. The trigger also grants the right to receive from its queue, and
// every function may write logs.

export const functions = {
  /**
   * Moves items of Connect's chat streaming into the conversation's outbox, and sends the text of
   * an idle conversation at once.
   */
  'enqueue-reply': {
    trigger: { queue: 'reply-items', batchSize: 10 },
    timeoutSeconds: 30,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'SIGNALS_QUEUE_URL',
      'RECEIPTS_QUEUE_URL',
      'RECEIPTS',
      'META_API_VERSION',
      'REPLY_TOPIC_ARN',
      'INSTANCE_ARN',
    ],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      unsentIndex: ['dynamodb:Query'],
      orderedIndex: ['dynamodb:Query'],
      signals: ['sqs:SendMessage'],
      receipts: ['sqs:SendMessage'],
      phoneNumbers: ['social-messaging:SendWhatsAppMessage'],
    },
  },
  /**
   * Sends replies from the outbox to WhatsApp: checks them, uploads files, sends and records them.
   */
  'send-reply': {
    trigger: { queue: 'replies.fifo', batchSize: 10 },
    timeoutSeconds: 60,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'TRACE',
      'MISSED',
      'SIGNALS_QUEUE_URL',
      'RECEIPTS_QUEUE_URL',
      'RECEIPTS',
      'MEDIA_BUCKET',
      'ATTACHMENTS',
      'META_API_VERSION',
      'INSTANCE_ARN',
      'FORBIDDEN_FILES',
    ],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      unsentIndex: ['dynamodb:Query'],
      orderedIndex: ['dynamodb:Query'],
      signals: ['sqs:SendMessage', 'sqs:ChangeMessageVisibility'],
      receipts: ['sqs:SendMessage'],
      uploads: ['s3:GetObject'],
      // An agent may send a file of the customer back to the customer.
      inboundMedia: ['s3:GetObject'],
      chatAttachments: ['s3:GetObject'],
      // After a chat has ended, its files are found by the day on which they were sent.
      attachmentsBucket: ['s3:ListBucket'],
      phoneNumbers: [
        'social-messaging:SendWhatsAppMessage',
        'social-messaging:PostWhatsAppMessageMedia',
      ],
      wabas: ['social-messaging:GetWhatsAppMessageTemplate', 'social-messaging:GetWhatsAppFlow'],
    },
  },
  /**
   * Serves the requests of the agent widget. The function never sends: it authorizes, checks,
   * stores and signals.
   */
  'widget-api': {
    trigger: { api: '/' },
    timeoutSeconds: 15,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'SIGNALS_QUEUE_URL',
      'RECEIPTS_QUEUE_URL',
      'RECEIPTS',
      'MEDIA_BUCKET',
      'INSTANCE_ARN',
      'AGENT_IDENTITY',
      'FORBIDDEN_FILES',
      'SENSITIVE_VALUES',
      'HISTORY',
      'MISSED',
    ],
    allow: {
      table: [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      orderedIndex: ['dynamodb:Query'],
      changedIndex: ['dynamodb:Query'],
      signals: ['sqs:SendMessage'],
      receipts: ['sqs:SendMessage'],
      uploads: ['s3:PutObject', 's3:GetObject'],
      inboundMedia: ['s3:GetObject'],
      // Without s3:ListBucket, S3 answers 403 instead of 404 for a missing object.
      mediaBucket: ['s3:ListBucket'],
      instance: ['connect:DescribeContact', 'connect:GetContactAttributes', 'connect:SearchUsers'],
      wabas: [
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        'social-messaging:GetWhatsAppMessageTemplate',
        'social-messaging:GetWhatsAppFlow',
      ],
      // ListLinkedWhatsAppBusinessAccounts cannot be restricted to a resource.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Serves the requests of the supervisors' page: which templates agents are offered. No other
   * function may change these items.
   */
  'supervisor-api': {
    trigger: { api: '/supervisor/' },
    timeoutSeconds: 15,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'INSTANCE_ARN',
      'AGENT_IDENTITY',
      'SUPERVISOR_RIGHTS',
      'MISSED',
    ],
    allow: {
      table: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:Query',
      ],
      instance: [
        'connect:SearchUsers',
        'connect:ListSecurityProfiles',
        'connect:ListQueues',
        'connect:ListRoutingProfiles',
        'connect:SearchContacts',
        'connect:GetContactAttributes',
      ],
      wabas: ['social-messaging:GetLinkedWhatsAppBusinessAccount'],
      // ListLinkedWhatsAppBusinessAccounts cannot be restricted to a resource.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Processes everything that WhatsApp reports about bridged numbers, from the WABA's topic. The
   * function stores customers' messages, and puts a message into the chat at once if no other
   * message of the conversation is pending.
   */
  'whatsapp-event': {
    trigger: { queue: 'whatsapp-events', batchSize: 10 },
    timeoutSeconds: 60,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'TRACE',
      'SIGNALS_QUEUE_URL',
      'EVENTS_QUEUE_URL',
      'INBOUND_QUEUE_URL',
      'MEDIA_BUCKET',
      'REPLY_TOPIC_ARN',
      'WHATSAPP_TOPIC_ARNS',
      'INSTANCE_ARN',
      'CHAT_FLOW_ID',
      'SAME_AGENT',
      'FORM_ATTRIBUTES',
    ],
    allow: {
      table: [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
      unsentIndex: ['dynamodb:Query'],
      orderedIndex: ['dynamodb:Query'],
      signals: ['sqs:SendMessage'],
      // Records that failed return to the queue for a few seconds and are then tried again.
      events: ['sqs:ChangeMessageVisibility'],
      inboundSignals: ['sqs:SendMessage'],
      // A file whose message the customer deletes is deleted.
      inboundMedia: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
      // AWS chooses the name of a fetched file, so the file is found by its prefix.
      mediaBucket: ['s3:ListBucket'],
      instance: [
        'connect:DescribeContact',
        'connect:StartChatContact',
        'connect:StartContactStreaming',
        'connect:StopContact',
        // The answers of forms that the configuration names.
        'connect:UpdateContactAttributes',
      ],
      phoneNumbers: ['social-messaging:GetWhatsAppMessageMedia'],
      wabas: [
        // The function makes this call for an event that does not name the ARN of its number.
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        // The function reads a template from Meta when an event reports a change of the template.
        'social-messaging:GetWhatsAppMessageTemplate',
      ],
      // ListLinkedWhatsAppBusinessAccounts cannot be restricted to a resource.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Puts customers' messages into their chats one after the other. The function handles the
   * messages that whatsapp-event did not put there: several of one conversation, and those that
   * Connect refused for the moment.
   */
  'show-message': {
    // The batch size is 1, because a larger batch would delay the other conversations in it until
    // it ends.
    trigger: { queue: 'inbound.fifo', batchSize: 1 },
    timeoutSeconds: 60,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'SIGNALS_QUEUE_URL',
      'INBOUND_QUEUE_URL',
      'MEDIA_BUCKET',
      'REPLY_TOPIC_ARN',
      'INSTANCE_ARN',
      'CHAT_FLOW_ID',
      'SAME_AGENT',
      'FORM_ATTRIBUTES',
    ],
    allow: {
      table: [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
      unsentIndex: ['dynamodb:Query'],
      orderedIndex: ['dynamodb:Query'],
      // Signals the replies that were written in a chat before its streaming began.
      signals: ['sqs:SendMessage'],
      // The signal of a joined conversation is passed on to the older one's group.
      inboundSignals: ['sqs:SendMessage', 'sqs:ChangeMessageVisibility'],
      inboundMedia: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
      mediaBucket: ['s3:ListBucket'],
      instance: [
        'connect:DescribeContact',
        'connect:StartChatContact',
        'connect:StartContactStreaming',
        'connect:StopContact',
        'connect:UpdateContactAttributes',
      ],
      phoneNumbers: ['social-messaging:GetWhatsAppMessageMedia'],
    },
  },
  /** Tells WhatsApp what agents have read, and that they are writing an answer (bridged numbers). */
  'send-receipt': {
    trigger: { queue: 'receipts', batchSize: 10 },
    timeoutSeconds: 30,
    env: ['TABLE', 'RETENTION_DAYS', 'META_API_VERSION'],
    allow: {
      table: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      orderedIndex: ['dynamodb:Query'],
      phoneNumbers: ['social-messaging:SendWhatsAppMessage'],
    },
  },
  /**
   * Processes EventBridge's message statuses (for native and bridged numbers) and what is written
   * in native chats, for outcomes and evidence of the service window.
   */
  'delivery-status': {
    trigger: { queue: 'delivery-events', batchSize: 10 },
    timeoutSeconds: 15,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'TRACE',
      'SIGNALS_QUEUE_URL',
      'EVIDENCE_TOPIC_ARN',
      'INSTANCE_ARN',
    ],
    allow: {
      table: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      orderedIndex: ['dynamodb:Query'],
      signals: ['sqs:SendMessage'],
      wabas: ['social-messaging:GetLinkedWhatsAppBusinessAccount'],
      // ListLinkedWhatsAppBusinessAccounts cannot be restricted to a resource.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * The flow of a native number invokes this function to record the contact and to have its
   * customer's messages streamed.
   */
  'contact-started': {
    trigger: { contactFlow: true },
    timeoutSeconds: 8,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'SIGNALS_QUEUE_URL',
      'EVIDENCE_TOPIC_ARN',
      'INSTANCE_ARN',
      'SAME_AGENT',
    ],
    allow: {
      table: [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
      orderedIndex: ['dynamodb:Query'],
      signals: ['sqs:SendMessage'],
      instance: ['connect:StartContactStreaming'],
      wabas: ['social-messaging:GetLinkedWhatsAppBusinessAccount'],
      // ListLinkedWhatsAppBusinessAccounts cannot be restricted to a resource.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Sends signals for overdue replies and messages, because a signal may be lost, and again
   * requests the streaming of native contacts for which that has failed.
   */
  sweep: {
    trigger: { every: 'minute' },
    timeoutSeconds: 30,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'SIGNALS_QUEUE_URL',
      'INBOUND_QUEUE_URL',
      'EVIDENCE_TOPIC_ARN',
      'INSTANCE_ARN',
    ],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      dueIndex: ['dynamodb:Query'],
      signals: ['sqs:SendMessage'],
      inboundSignals: ['sqs:SendMessage'],
      instance: ['connect:StartContactStreaming'],
    },
  },
  /** Writes what the widget sent from a contact into the contact's attributes in Connect. */
  'write-traces': {
    trigger: { every: 'minute' },
    timeoutSeconds: 60,
    env: ['TABLE', 'RETENTION_DAYS', 'INSTANCE_ARN'],
    allow: {
      table: ['dynamodb:UpdateItem'],
      dueIndex: ['dynamodb:Query'],
      orderedIndex: ['dynamodb:Query'],
      instance: ['connect:UpdateContactAttributes'],
    },
  },
  /** Copies Meta's templates into the table, so that the widget's list needs a single read. */
  'sync-templates': {
    trigger: { every: 'five minutes' },
    timeoutSeconds: 240,
    env: ['TABLE', 'RETENTION_DAYS'],
    allow: {
      table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      wabas: [
        'social-messaging:ListWhatsAppMessageTemplates',
        'social-messaging:GetWhatsAppMessageTemplate',
        'social-messaging:ListWhatsAppFlows',
        'social-messaging:GetWhatsAppFlowPreview',
      ],
      // ListLinkedWhatsAppBusinessAccounts cannot be restricted to a resource.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Reads from Meta, one by one, the templates of native numbers that are in review or in use. The
   * function also records the state of the numbers, runs the circuit breaker, and notifies
   * supervisors of problems.
   */
  'watch-templates': {
    trigger: { every: 'minute' },
    timeoutSeconds: 60,
    env: [
      'TABLE',
      'RETENTION_DAYS',
      'NOTICE_TOPIC_ARN',
      'NOTICE_LANGUAGE',
      'NOTICE_TASK_FLOW',
      'INSTANCE_ARN',
    ],
    allow: {
      table: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:Query',
      ],
      notices: ['sns:Publish'],
      // Problems become tasks, which are completed when the problem is over.
      instance: ['connect:StartTaskContact', 'connect:UpdateContact', 'connect:StopContact'],
      wabas: [
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        'social-messaging:GetWhatsAppMessageTemplate',
      ],
      // ListLinkedWhatsAppBusinessAccounts cannot be restricted to a resource.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
} as const satisfies Record<string, FunctionSpec>

export type FunctionName = keyof typeof functions
