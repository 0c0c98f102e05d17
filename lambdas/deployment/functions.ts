// Lists every deployed function with its trigger, its environment variables and its permissions.
// The stack and the sandbox are built from this list of functions. The architecture test checks
// that each entry has a file in lambdas/functions that exports `handler`, and that each of these
// files has an entry.
import type { QueueKey, Scope, Variable } from '#deployment/resources'

export interface FunctionSpec {
  trigger:
    | { queue: QueueKey; batchSize: number }
    /**
     * Requests to the HTTP API below this path invoke the function, after a JWT authorizer has
     * verified the token. API Gateway selects the function with the longest matching path, and the
     * function itself selects the route.
     */
    | { api: '/' | '/supervisor/' }
    | { every: 'minute' | 'five minutes' }
    /**
     * A block "AWS Lambda function" in a Connect flow invokes the function. Connect allows 8
     * seconds for an invocation and makes up to 3 attempts.
     */
    | { contactFlow: true }
  timeoutSeconds: number
  env: readonly Variable[]
  allow: Readonly<Partial<Record<Scope, readonly string[]>>>
}

// `allow` contains the permissions of each function. In addition, every function may write logs,
// and a function whose trigger is a queue may receive messages from this queue.

export const functions = {
  /**
   * Stores the items that Connect streams from bridged chats in the outbox of their conversation.
   * If a text is the only unsent reply of its conversation, the function also sends the text.
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
   * Sends the replies in the outbox to WhatsApp. The function checks the replies, uploads their
   * files, sends them and records the results.
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
      // An agent may send a file back to the customer from whom it came.
      inboundMedia: ['s3:GetObject'],
      chatAttachments: ['s3:GetObject'],
      // After a chat has ended, the function searches for a file in the folder of the day on which
      // the file was sent.
      attachmentsBucket: ['s3:ListBucket'],
      phoneNumbers: [
        'social-messaging:SendWhatsAppMessage',
        'social-messaging:PostWhatsAppMessageMedia',
      ],
      wabas: ['social-messaging:GetWhatsAppMessageTemplate', 'social-messaging:GetWhatsAppFlow'],
    },
  },
  /**
   * Handles the requests of the agent widget: authorizes and checks each request, stores replies,
   * and signals send-reply to send them. widget-api itself never sends a message to WhatsApp.
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
      // Without s3:ListBucket, S3 answers with status 403 instead of 404 if an object does not
      // exist.
      mediaBucket: ['s3:ListBucket'],
      instance: ['connect:DescribeContact', 'connect:GetContactAttributes', 'connect:SearchUsers'],
      wabas: [
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        'social-messaging:GetWhatsAppMessageTemplate',
        'social-messaging:GetWhatsAppFlow',
      ],
      // IAM cannot restrict ListLinkedWhatsAppBusinessAccounts to a resource, so the scope is
      // `everything`.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Handles the requests of the supervisors' page, where supervisors choose the templates for
   * agents.
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
      // IAM cannot restrict ListLinkedWhatsAppBusinessAccounts to a resource, so the scope is
      // `everything`.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Processes all events about bridged numbers from the WABA's topic. The function stores
   * customers' messages. If a message is the only pending message of its conversation, the function
   * also puts it into the chat.
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
      // After a failure, the function sets how many seconds the queue waits before it delivers the
      // event again.
      events: ['sqs:ChangeMessageVisibility'],
      inboundSignals: ['sqs:SendMessage'],
      // If a customer deletes a message, the message's file is deleted too.
      inboundMedia: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
      // AWS chooses the name of a fetched file, so the function searches for the file by its
      // prefix.
      mediaBucket: ['s3:ListBucket'],
      instance: [
        'connect:DescribeContact',
        'connect:StartChatContact',
        'connect:StartContactStreaming',
        'connect:StopContact',
        // The function writes form answers that the configuration names into the contact's
        // attributes.
        'connect:UpdateContactAttributes',
      ],
      phoneNumbers: ['social-messaging:GetWhatsAppMessageMedia'],
      wabas: [
        // The function looks up the ARN of a number if the event does not contain it.
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        // After an event about a changed template, the function reads the template from Meta.
        'social-messaging:GetWhatsAppMessageTemplate',
      ],
      // IAM cannot restrict ListLinkedWhatsAppBusinessAccounts to a resource, so the scope is
      // `everything`.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Puts customers' messages into their chats, one after another. The function handles the messages
   * that whatsapp-event leaves: messages of a conversation with several pending messages, and
   * messages that Connect refused temporarily.
   */
  'show-message': {
    // With a larger batch size, one slow conversation would delay all other conversations of the
    // batch.
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
      // An agent may write in a chat before its streaming begins. The function stores these replies
      // and signals send-reply to send them.
      signals: ['sqs:SendMessage'],
      // If a conversation was joined to an older conversation, the function sends its signal on to
      // the message group of the older conversation.
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
  /** Sends read receipts and typing indicators to WhatsApp, for bridged numbers. */
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
   * Processes message statuses from EventBridge (for native and bridged numbers) and the streamed
   * items of native chats. The function stores the outcomes of messages, and the times from which
   * the state of the service window is derived.
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
      // IAM cannot restrict ListLinkedWhatsAppBusinessAccounts to a resource, so the scope is
      // `everything`.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * The flow of a native number invokes this function to record the contact and to request the
   * streaming of its chat.
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
      // IAM cannot restrict ListLinkedWhatsAppBusinessAccounts to a resource, so the scope is
      // `everything`.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Sends signals for overdue replies and messages again, because a signal may have been lost. The
   * function also requests the streaming of a native contact's chat again if the first request
   * failed.
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
  /**
   * Writes traces: short descriptions of the replies that the widget sent, in the attributes of
   * Connect's contacts.
   */
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
  /**
   * Copies the templates of each WABA from Meta into the table, so that the widget's list needs no
   * call to Meta.
   */
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
      // IAM cannot restrict ListLinkedWhatsAppBusinessAccounts to a resource, so the scope is
      // `everything`.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
  /**
   * Calls Meta for each template of a native number that is in review or in use. The function also
   * records the state of the numbers, runs the circuit breaker, and notifies supervisors of
   * problems.
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
      // The function creates a task for a problem and ends the task when the problem is over.
      instance: ['connect:StartTaskContact', 'connect:UpdateContact', 'connect:StopContact'],
      wabas: [
        'social-messaging:GetLinkedWhatsAppBusinessAccount',
        'social-messaging:GetWhatsAppMessageTemplate',
      ],
      // IAM cannot restrict ListLinkedWhatsAppBusinessAccounts to a resource, so the scope is
      // `everything`.
      everything: ['social-messaging:ListLinkedWhatsAppBusinessAccounts'],
    },
  },
} as const satisfies Record<string, FunctionSpec>

export type FunctionName = keyof typeof functions
