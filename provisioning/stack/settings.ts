// What an installation's stack is told. Checked whole: every problem at once, with its path.
import { z } from 'zod'
import { type FunctionName, functions } from '../../lambdas/deployment/functions.ts'
import type { Place, Settings } from '../../lambdas/deployment/resources.ts'
import { ConfigError } from '../config/error.ts'

const names = Object.keys(functions) as [FunctionName, ...FunctionName[]]

export const stackSettings = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'not an AWS Region'),
  account: z.string().regex(/^\d{12}$/, 'not the 12 digits of an AWS account'),
  instanceArn: z
    .string()
    .regex(
      /^arn:aws:connect:[a-z0-9-]+:\d{12}:instance\/[0-9a-f-]{36}$/,
      'not the ARN of a Connect instance',
    ),
  attachments: z
    .string()
    .regex(
      /^[a-z0-9.-]{3,63}\/.+[^/]$/,
      'not bucket/prefix: where the instance keeps chat attachments',
    ),
  metaApiVersion: z
    .string()
    .regex(/^v\d+\.\d+$/, 'not a version of the WhatsApp Cloud API (v23.0)'),
  userClaim: z.string().min(1),
  chatFlowId: z.string().min(1),
  /** Who signs in to the widget: the OpenID Connect issuer, and the audience its tokens are for (`aud`, or `client_id`). */
  jwt: z.strictObject({
    issuer: z.url({ protocol: /^https$/, error: 'not an https URL' }),
    audience: z.string().min(1),
    /** The widget's own id at the issuer, where that is not the audience. */
    clientId: z.string().min(1).optional(),
  }),
  /** What else the widget's pages are told (agent-widget/hosts/settings.ts). */
  widget: z
    .strictObject({
      scope: z.string().min(1).optional(),
      /** https://ALIAS.my.connect.aws/ccp-v2/, for the custom CCP page. */
      ccpUrl: z.url().optional(),
      loginUrl: z.url().optional(),
      numberAttribute: z.string().min(1).optional(),
      place: z
        .strictObject({
          latitude: z.number(),
          longitude: z.number(),
          name: z.string().optional(),
          address: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  /** Further origins the widget is served from, beside its own hosting: a custom CCP page, http://localhost:5173. */
  widgetOrigins: z
    .array(
      z
        .string()
        .regex(/^(https:\/\/[^/*]+|http:\/\/localhost(:\d+)?)$/, 'not an origin (https://host)'),
    )
    .optional(),
  /** An SNS topic that hears of every alarm. */
  alarmTopic: z
    .string()
    .regex(/^arn:aws:sns:/, 'not the ARN of an SNS topic')
    .optional(),
  /**
   * A symmetric KMS key for table, bucket, queues and topics. Its own policy has to let in those who write to them: Connect,
   * AWS End User Messaging Social, SNS and EventBridge. Without it AWS's keys are used, and the topics, which keep nothing, have none.
   */
  kmsKeyArn: z
    .string()
    .regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\//, 'not the ARN of a KMS key')
    .optional(),
  /** Executions set aside for a function instead of the usual ones; {} sets none aside. */
  reservedConcurrency: z.partialRecord(z.enum(names), z.int().min(1)).optional(),
  /** Days until log lines are deleted. */
  logRetentionDays: z
    .union([z.literal(30), z.literal(90), z.literal(180), z.literal(365)])
    .optional(),
})

export type StackSettings = z.infer<typeof stackSettings> & Place & Settings

export function checkedStackSettings(settings: unknown): StackSettings {
  const { data, error } = stackSettings.safeParse(settings)
  if (data) return data
  throw new ConfigError(
    error.issues
      .map(({ path, message }) => `${path.join('.') || 'the settings of the stack'}: ${message}`)
      .join('\n'),
  )
}
