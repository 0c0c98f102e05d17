// The settings of the stack. The check of the settings reports all problems at once, each with its
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
   * Details of the Connect instance. The stack only records these details, so that a plan need not
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
  /**
   * The settings that identify the Connect user of a token (`identityProvider` of the
   * configuration).
   */
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
   * How agents see the history of a customer, and for how long the table records who opened a
   * history.
   */
  history: z
    .strictObject({ colleagues: z.enum(COLLEAGUES), openingsDays: z.int().min(1).max(3650) })
    .optional(),
  formAttributes: z.array(z.string().regex(/^[\w-]+$/)).optional(),
  forbiddenFiles: z.array(z.string().regex(/^[a-z0-9]{1,10}$/)).optional(),
  /**
   * The identity provider of the widget: the OpenID Connect issuer, and the audience of its tokens
   * (`aud` or `client_id`).
   */
  jwt: z.strictObject({
    issuer: z
      .url({ error: 'an https URL' })
      .refine((url) => url.startsWith('https://') || isLoopback(url), 'an https URL'),
    audience: z.string().min(1),
    /** The client id of the widget at the issuer, if it is not the audience. */
    clientId: z.string().min(1).optional(),
    /**
     * The scopes of the API. A token must have one of these scopes. If there are no scopes, any
     * token for the audience is accepted.
     */
    apiScopes: z.array(z.string().min(1)).optional(),
  }),
  /**
   * The settings with which the widget signs agents in. If the endpoints are missing, the widget
   * reads the issuer's discovery document itself, and sends requests to the issuer's origin only.
   */
  signIn: z
    .strictObject({
      scope: z.string().min(1).optional(),
      extraParameters: z.record(z.string(), z.string()).optional(),
      /** Members of the discovery document (`metadata` of oidc-client-ts). */
      metadata: z.record(z.string(), z.string()).optional(),
      /** The origins to which the page may send requests, and those that it may show in a frame. */
      origins: z
        .strictObject({ connect: z.array(z.string()), frame: z.array(z.string()) })
        .optional(),
    })
    .optional(),
  /** Further settings of the widget's pages (agent-widget/hosts/settings.ts). */
  widget: z
    .strictObject({
      /** The CCP that the custom CCP page embeds: https://ALIAS.my.connect.aws/ccp-v2/. */
      ccpUrl: z.url('a URL').optional(),
      loginUrl: z.url('a URL').optional(),
      numberAttribute: z.string().min(1).optional(),
      place: place.optional(),
      /** The locations by business number. */
      places: z.record(z.string(), place).optional(),
    })
    .optional(),
  /**
   * The origins of other pages that contain the widget, such as a custom CCP page or
   * http://localhost:5173.
   */
  widgetOrigins: z
    .array(z.string().regex(ORIGIN, 'an origin, such as https://ccp.example.com'))
    .optional(),
  /**
   * The origins in `widgetOrigins` that the stack adds to the approved origins of the Connect
   * instance. By default, the stack adds all origins of that list. An origin that somebody has
   * approved by hand cannot be created again.
   */
  approvedOrigins: z.array(z.string().regex(ORIGIN)).optional(),
  /** An SNS topic that is notified of every alarm. */
  alarmTopic: z
    .string()
    .regex(/^arn:aws:sns:/, 'the ARN of an SNS topic')
    .optional(),
  /** An e-mail address that is notified of every alarm, after its owner confirms. */
  alarmEmail: z.email('an e-mail address').optional(),
  /**
   * A symmetric KMS key for table, bucket, queues and topics. The policy of the key must allow the
   * services that write to them: Connect, AWS End User Messaging Social, SNS and EventBridge.
   * Without such a key, AWS's own keys are used, except for the topics, which are not encrypted
   * because they store nothing.
   */
  kmsKeyArn: z
    .string()
    .regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\//, 'the ARN of a KMS key')
    .optional(),
  /**
   * The reserved concurrency of functions, instead of the default. An empty object reserves none.
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
   * The signals that customers of bridged numbers receive from the agent: reading, typing, or none.
   */
  receipts: z.enum(RECEIPTS).optional(),
  /** Whether the contact's attributes in Connect say what the widget sent. */
  trace: z.boolean().optional(),
  /**
   * How supervisors are notified of problems. Without these settings, supervisors are not notified.
   */
  notices: z
    .strictObject({
      email: z.email('an e-mail address').optional(),
      language: z.enum(NOTICE_LANGUAGES).optional(),
      /**
       * The ARN of the queue for tasks about problems. Without a queue, problems do not become
       * tasks.
       */
      queue: z.string().min(1).optional(),
    })
    .optional(),
  /** Whether supervisors see what their agents missed. */
  missed: z.boolean().optional(),
  /** Whether the answer to a template is offered to the agent who sent it. */
  sameAgent: z.boolean().optional(),
  /** Everything about a customer is deleted this many days after the last contact. */
  retentionDays: z.int().min(SHORTEST_RETENTION_DAYS).max(3650).optional(),
  /**
   * Defines who has which right on the supervisors' page (`stack.supervisors` of the
   * configuration).
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
  /** The ARNs of the admin's own topics that WABAs send their events to. */
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
