// The settings of the stack, and their check. The check reports all problems at once, each with its
// path.
import { z } from 'zod'
import { type FunctionName, functions } from '#deployment/functions'
import { COLLEAGUES } from '#deployment/history'
import { NOTICE_LANGUAGES } from '#deployment/notices'
import { RECEIPTS } from '#deployment/receipts'
import type { Installation, Settings } from '#deployment/resources'
import { RIGHTS } from '#deployment/rights'
import { SHORTEST_RETENTION_DAYS } from '#deployment/table'
import { SENSITIVE_ACTIONS } from '#whatsapp/messages/sensitive'
import { isLoopback, NO_AWS_TAGS, ORIGIN } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'
import { META_API_VERSION } from '../config/meta-api-version.ts'
import { schemaProblems } from '../config/problems.ts'

const names = Object.keys(functions) as [FunctionName, ...FunctionName[]]

const place = z.strictObject({
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().optional(),
  address: z.string().optional(),
})

const grant = z.strictObject({
  securityProfiles: z.array(z.string()),
  groups: z.array(z.string()),
  numbers: z.array(z.string()).optional(),
})

export const stackSettingsSchema = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS Region, such as us-east-1'),
  account: z.string().regex(/^\d{12}$/, 'the 12 digits of an AWS account'),
  instanceArn: z
    .string()
    .regex(
      /^arn:aws:connect:[a-z0-9-]+:\d{12}:instance\/[0-9a-f-]{36}$/,
      'the ARN of a Connect instance',
    ),
  /**
   * Details of the Connect instance, which the stack only records, so that a plan does not have to
   * read the instance.
   */
  instance: z
    .strictObject({
      arn: z.string(),
      alias: z.string(),
      accessUrl: z.string().optional(),
      queue: z.strictObject({ name: z.string(), arn: z.string() }).optional(),
    })
    .optional(),
  attachments: z
    .string()
    .regex(
      /^[a-z0-9.-]{3,63}\/.+[^/]$/,
      'BUCKET/PREFIX, where the instance stores chat attachments',
    ),
  metaApiVersion: z.string().regex(META_API_VERSION.pattern, META_API_VERSION.expected),
  /** Defines which Connect user a token identifies (`identityProvider` of the configuration). */
  userClaim: z.string().min(1),
  userClaimPrefix: z.string().min(1).optional(),
  userLookup: z
    .string()
    .regex(/^(username|tag:.+)$/, '"username" or "tag:KEY"')
    .optional(),
  chatFlowId: z.string().min(1),
  sensitive: z
    .strictObject({
      action: z.enum(SENSITIVE_ACTIONS),
      patterns: z.array(z.strictObject({ name: z.string(), pattern: z.string() })),
    })
    .optional(),
  /**
   * Defines which chats of a customer's history agents see, and how long the table records who
   * opened a history.
   */
  history: z
    .strictObject({ colleagues: z.enum(COLLEAGUES), openingsDays: z.int().min(1).max(3650) })
    .optional(),
  formAttributes: z.array(z.string().regex(/^[\w-]+$/)).optional(),
  forbiddenFiles: z.array(z.string().regex(/^[a-z0-9]{1,10}$/)).optional(),
  /**
   * The identity provider of the widget: its OpenID Connect issuer, and the audience of its tokens
   * (`aud` or `client_id`).
   */
  jwt: z.strictObject({
    issuer: z
      .url({ error: 'an https URL' })
      .refine((url) => url.startsWith('https://') || isLoopback(url), 'an https URL'),
    audience: z.string().min(1),
    /** The widget's client id at the issuer, if it differs from the audience. */
    clientId: z.string().min(1).optional(),
    /**
     * The scopes of the API. A token must have one of these scopes. Without this list, every token
     * for the audience is accepted.
     */
    apiScopes: z.array(z.string().min(1)).optional(),
  }),
  /**
   * The settings with which the widget signs agents in. Without these settings, the widget reads
   * the issuer's discovery document, and sends requests to the issuer's origin only.
   */
  signIn: z
    .strictObject({
      scope: z.string().min(1).optional(),
      extraParameters: z.record(z.string(), z.string()).optional(),
      /** Members of the discovery document (`metadata` of oidc-client-ts). */
      metadata: z.record(z.string(), z.string()).optional(),
      /**
       * The origins to which the page may send requests (`connect`), and the origins that the page
       * may show in frames (`frame`).
       */
      origins: z
        .strictObject({ connect: z.array(z.string()), frame: z.array(z.string()) })
        .optional(),
    })
    .optional(),
  /** Further settings of the widget's pages: see agent-widget/hosts/settings.ts. */
  widget: z
    .strictObject({
      /** The CCP that the custom CCP page embeds: https://ALIAS.my.connect.aws/ccp-v2/. */
      ccpUrl: z.url('a URL').optional(),
      loginUrl: z.url('a URL').optional(),
      numberAttribute: z.string().min(1).optional(),
      place: place.optional(),
      /** The locations that agents can send, by business number. */
      places: z.record(z.string(), place).optional(),
    })
    .optional(),
  /**
   * The origins of other pages that contain the widget, for example a custom CCP page or
   * http://localhost:5173.
   */
  widgetOrigins: z
    .array(z.string().regex(ORIGIN, 'an origin, such as https://ccp.example.com'))
    .optional(),
  /**
   * The part of `widgetOrigins` that the stack adds to the approved origins of the Connect
   * instance. By default, the stack adds all origins. An origin that somebody has approved by hand
   * cannot be approved again.
   */
  approvedOrigins: z.array(z.string().regex(ORIGIN)).optional(),
  /** An SNS topic that is notified of every alarm. */
  alarmTopic: z
    .string()
    .regex(/^arn:aws:sns:/, 'the ARN of an SNS topic')
    .optional(),
  /**
   * An e-mail address that is notified of every alarm once its owner has confirmed the
   * subscription.
   */
  alarmEmail: z.email('an e-mail address').optional(),
  /**
   * A symmetric KMS key for the table, the bucket, the queues and the topics. The key's policy must
   * allow the services that write to these resources: Connect, AWS End User Messaging Social, SNS
   * and EventBridge. Without this key, AWS's own keys encrypt the table, the bucket and the queues.
   * Topics are then not encrypted, because they store nothing.
   */
  kmsKeyArn: z
    .string()
    .regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\//, 'the ARN of a KMS key')
    .optional(),
  /**
   * The reserved concurrency of functions, in place of the default. An empty object means that no
   * function has reserved concurrency.
   */
  reservedConcurrency: z.partialRecord(z.enum(names), z.int().min(1)).optional(),
  /** Tags of every resource, in addition to our own. */
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .refine(...NO_AWS_TAGS)
    .optional(),
  table: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'the name of a DynamoDB table')
    .optional(),
  /**
   * What customers of bridged numbers see of the agent: that the agent has read their message, that
   * the agent is typing, or neither.
   */
  receipts: z.enum(RECEIPTS).optional(),
  /**
   * If true, the attributes of the contact in Connect record what the agent sent with the widget.
   */
  trace: z.boolean().optional(),
  /** How supervisors are notified of problems. Without this setting, nobody is notified. */
  notices: z
    .strictObject({
      email: z.email('an e-mail address').optional(),
      language: z.enum(NOTICE_LANGUAGES).optional(),
      /** The ARN of the queue for tasks about problems. Without a queue, no tasks are created. */
      queue: z.string().min(1).optional(),
    })
    .optional(),
  /**
   * If true, supervisors see which words agents searched without a result, and which words were in
   * texts that could not be sent.
   */
  missed: z.boolean().optional(),
  /** If true, the customer's answer to a template is offered to the agent who sent it. */
  sameAgent: z.boolean().optional(),
  /** All data of a customer is deleted this many days after the last contact. */
  retentionDays: z.int().min(SHORTEST_RETENTION_DAYS).max(3650).optional(),
  /**
   * Defines who has which right on the supervisors' page: `stack.supervisors` of the configuration.
   */
  supervisors: z
    .strictObject({
      securityProfiles: z.array(z.string()).optional(),
      rights: z.partialRecord(z.enum(RIGHTS), z.union([grant, z.array(grant)])).optional(),
      groupsClaim: z.string().min(1).optional(),
    })
    .optional(),
  /**
   * The security profiles that get access to the widget. The stack only records the names of the
   * profiles.
   */
  securityProfiles: z.array(z.string().min(1)).optional(),
  /** The ARNs of the administrator's own topics to which WABAs send their events. */
  topics: z.array(z.string().regex(/^arn:aws:sns:/, 'the ARN of an SNS topic')).optional(),
  /** The number of days after which logs are deleted. */
  logRetentionDays: z.literal([30, 90, 180, 365]).optional(),
})

export type StackSettings = z.infer<typeof stackSettingsSchema> & Installation & Settings

export function checkedStackSettings(settings: unknown): StackSettings {
  const { data, error } = stackSettingsSchema.safeParse(settings)
  if (data) return data
  throw new ConfigError(
    schemaProblems(error.issues, settings, stackSettingsSchema, 'the settings of the stack').join(
      '\n',
    ),
  )
}
