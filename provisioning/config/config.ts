// What an admin writes down about the channels they want. Checked whole before the first AWS call: every problem at once.
// config.schema.json, for completion in editors, is made from this: `node provisioning/config/schema.ts`.

import { z } from 'zod'
import { type FunctionName, functions } from '../../lambdas/deployment/functions.ts'
import { ConfigError } from './error.ts'
import { configProblems } from './problems.ts'
import { configRules } from './rules.ts'

const INSTANCE = /^arn:aws:connect:([a-z0-9-]+):(\d{12}):instance\/([0-9a-f-]{36})$/
const TOPIC = /^arn:aws:sns:([a-z0-9-]+):(\d{12}):[A-Za-z0-9_-]{1,256}$/
// An event destination accepts no role with a path.
// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_WhatsAppBusinessAccountEventDestination.html
const ROLE = /^arn:aws:iam::\d{12}:role\/[\w+=,.@-]{1,64}$/
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/

const instance = z
  .string()
  .regex(INSTANCE, 'not the ARN of a Connect instance (arn:aws:connect:REGION:ACCOUNT:instance/ID)')
  .describe('The ARN of a Connect instance')
const waba = z
  .string()
  .regex(
    /^waba-[0-9a-zA-Z]+$/,
    'not the id of a WhatsApp Business Account as AWS shows it (waba-…)',
  )
  .describe('A linked WhatsApp Business Account, as AWS shows it: waba-…')
const numberId = z
  .string()
  .regex(
    /^phone-number-id-[0-9a-zA-Z]+$/,
    'not the id of a phone number as AWS shows it (phone-number-id-…)',
  )

const number = z.strictObject({
  flow: z
    .string()
    .min(1)
    .describe("The flow its chats start in: a published inbound flow's name or ARN"),
  queue: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The name of a queue. With it, a flow of the given name is made when the instance has none: our reviewed one, which puts chats into this queue',
    ),
})

const native = z
  .strictObject({
    waba,
    mode: z
      .literal('native')
      .describe(
        "Connect receives and sends; the widget sends what Connect cannot. Almost always what's wanted",
      ),
    instance: instance.optional().describe('Its own Connect instance, instead of the one above'),
    role: z
      .string()
      .refine(
        (role) => ROLE_NAME.test(role) || ROLE.test(role),
        'neither the name of a role nor the ARN of one without a path',
      )
      .default('ConnectWhatsAppChannel')
      .describe(
        'The two-way channel role. A name: made and kept as AWS documents it. An ARN: used as it is, after a check',
      ),
    numbers: z.record(numberId, number).describe('phone-number-id-… → where its chats start'),
  })
  .describe('A WABA whose messages Connect itself receives and sends')

const bridged = z
  .strictObject({
    waba,
    mode: z
      .literal('bridged')
      .describe(
        'Our functions receive and send everything. Where Connect has no WhatsApp of its own, or for what that drops',
      ),
    instance: instance.optional().describe('Its own Connect instance, instead of the one above'),
    topic: z
      .string()
      .refine(
        (topic) => !topic.endsWith('.fifo'),
        'a FIFO topic; AWS End User Messaging Social writes to standard topics only: name one of those',
      )
      .refine(
        (topic) => topic === 'stack' || TOPIC.test(topic) || topic.endsWith('.fifo'),
        'neither "stack" nor the ARN of an SNS topic',
      )
      .default('stack')
      .describe('"stack": the topic our stack makes. Or the ARN of a standard SNS topic'),
  })
  .describe('A WABA whose messages come through an SNS topic')

const identityProvider = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https$/, error: 'not an https URL' })
      .describe("The OpenID Connect issuer of the agents' sign-in"),
    audience: z
      .string()
      .min(1)
      .describe('What its tokens for the widget say in "aud": the client id'),
    clientId: z
      .string()
      .min(1)
      .optional()
      .describe("The widget's own id at the issuer, where that is not the audience"),
    userClaim: z
      .string()
      .min(1)
      .default('preferred_username')
      .describe(
        'The claim that holds the Connect user name. Immutable and verified by the identity provider',
      ),
  })
  .describe(
    'Who signs agents in to the widget: with it, the widget and its API are part of the stack',
  )

const stack = z
  .strictObject({
    metaApiVersion: z
      .string()
      .regex(/^v\d+\.\d+$/, 'not a version of the WhatsApp Cloud API, like v23.0')
      .default('v23.0')
      .describe('The version of the WhatsApp Cloud API messages are written for'),
    chatFlow: z
      .string()
      .min(1)
      .optional()
      .describe('The name or ARN of the flow that bridged chats start in'),
    widgetOrigins: z
      .array(z.url({ protocol: /^https?$/, error: 'not a URL' }))
      .default([])
      .describe('Further origins the widget is served from: a custom CCP page'),
    securityProfiles: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'Names of the security profiles whose agents find the widget in the agent workspace',
      ),
    alarmTopic: z
      .string()
      .regex(TOPIC, 'not the ARN of an SNS topic')
      .optional()
      .describe('An SNS topic that hears of every alarm'),
    kmsKey: z
      .string()
      .regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-zA-Z-]+$/, 'not the ARN of a KMS key')
      .optional()
      .describe('A symmetric KMS key of your own for table, bucket, queues and topics'),
    logRetentionDays: z
      .literal([30, 90, 180, 365])
      .default(90)
      .describe('Days until log lines are deleted'),
    reservedConcurrency: z
      .partialRecord(
        z.enum(Object.keys(functions) as [FunctionName, ...FunctionName[]]),
        z.int().min(1),
      )
      .optional()
      .describe(
        'Executions set aside for a function instead of the usual ones; {} sets none aside',
      ),
  })
  .describe('The functions, table, queues and the rest, which CloudFormation makes')

const widget = z
  .strictObject({
    place: z
      .strictObject({
        latitude: z.number().min(-90).max(90).describe('Degrees north'),
        longitude: z.number().min(-180).max(180).describe('Degrees east'),
        name: z.string().min(1).max(1000).optional().describe('What the place is called'),
        address: z.string().min(1).max(1000).optional(),
      })
      .optional()
      .describe('Where the business is: agents send it as a location with one press'),
  })
  .describe('What the agent widget is told')

// AWS documents one policy for this role, with Resource "*" and no condition:
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html
const notDocumentedByAws = z
  .strictObject({
    roleSourceConditions: z
      .boolean()
      .default(false)
      .describe(
        'Not documented by AWS for this role: let the service assume it only for this account (aws:SourceAccount, aws:SourceArn)',
      ),
    roleResources: z
      .boolean()
      .default(false)
      .describe(
        'Not documented by AWS for this role: allow its actions on the configured instances and their numbers instead of "*"',
      ),
  })
  .describe(
    'Narrower than AWS documents. Try it on an account that may be silent for a while first',
  )

export const configShape = z.strictObject({
  $schema: z.string().optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'not an AWS Region')
    .describe('The AWS Region of the instance and the WABAs'),
  instance,
  identityProvider: identityProvider.optional(),
  stack: stack.prefault({}),
  widget: widget.optional(),
  notDocumentedByAws: notDocumentedByAws.prefault({}),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .default({})
    .describe('Tags for everything that is made, beside our own'),
  channels: z
    .array(z.discriminatedUnion('mode', [native, bridged], { error: '"native" and "bridged"' }))
    .min(1)
    .describe('One entry for each WABA'),
})

const file = configShape.superRefine((config, context) => {
  for (const { path, message } of configRules(config))
    context.addIssue({ code: 'custom', path: [...path], message })
})

export type Config = z.input<typeof file>
export type Checked = z.output<typeof file>
export type NativeChannel = Extract<Checked['channels'][number], { mode: 'native' }>
export type BridgedChannel = Extract<Checked['channels'][number], { mode: 'bridged' }>

/** With its defaults. Throws ConfigError naming every problem with its path. */
export function checkedConfig(config: unknown): Checked {
  const { data, error } = file.safeParse(config)
  if (data) return data
  throw new ConfigError(
    configProblems(
      error.issues,
      config,
      settingNames(z.toJSONSchema(configShape, { io: 'input' })),
    ).join('\n'),
  )
}

function settingNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {} } = schema as { properties?: object }
  return [...Object.keys(properties), ...Object.values(schema).flatMap(settingNames)]
}

/** Every Connect instance it speaks of, the usual one first. */
export const instanceArns = ({
  instance,
  channels,
}: Pick<Checked, 'instance' | 'channels'>): string[] => [
  ...new Set([instance, ...channels.flatMap((channel) => channel.instance ?? [])]),
]

export function parsedInstance(arn: string) {
  const [, region, account, id] = INSTANCE.exec(arn)!
  return { arn, region: region!, account: account!, id: id! }
}
