// The configuration file of an installation: the WABAs, the Connect instance, and the settings of
// the stack. The file is checked before the first AWS call. All problems are reported together.
// `node provisioning/config/schema.ts` generates config.schema.json from the definitions in this
// file. Editors use that schema for completion.

import { z } from 'zod'
import { type FunctionName, functions } from '#deployment/functions'
import { COLLEAGUES, DEFAULT_HISTORY } from '#deployment/history'
import { NOTICE_LANGUAGES } from '#deployment/notices'
import { DEFAULT_RECEIPTS, RECEIPTS } from '#deployment/receipts'
import { RIGHT_DESCRIPTIONS, RIGHTS, supervisorRights } from '#deployment/rights'
import { DEFAULT_RETENTION_DAYS, DEFAULT_TABLE, SHORTEST_RETENTION_DAYS } from '#deployment/table'
import { EXECUTABLES } from '#whatsapp/media/forbidden'
import { DEFAULT_SENSITIVE, SENSITIVE_ACTIONS } from '#whatsapp/messages/sensitive'
import { ConfigError } from './error.ts'
import { META_API_VERSION } from './meta-api-version.ts'
import { schemaProblems } from './problems.ts'
import { configRules } from './rules.ts'

// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
export const NO_AWS_TAGS: [(tags: object) => boolean, string] = [
  (tags) => !Object.keys(tags).some((key) => /^aws:/i.test(key)),
  'tags whose names do not begin with aws:, which AWS reserves',
]

const INSTANCE = /^arn:aws:connect:([a-z0-9-]+):(\d{12}):instance\/([0-9a-f-]{36})$/
const STACK_OR_TOPIC = /^(stack|arn:aws:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256})$/
const TOPIC = /^arn:aws:sns:([a-z0-9-]+):(\d{12}):[A-Za-z0-9_-]{1,256}$/
// AWS refuses an event destination whose role has a path.
// https://docs.aws.amazon.com/social-messaging/latest/APIReference/API_WhatsAppBusinessAccountEventDestination.html
const ROLE = /^(arn:aws:iam::\d{12}:role\/)?[\w+=,.@-]{1,64}$/

/** The origin of a web page. An http origin is accepted for localhost only. */
export const ORIGIN = /^(https:\/\/[^/*]+|http:\/\/localhost(:\d+)?)$/

/**
 * The library oidc-client-ts sets these parameters of a sign-in request itself, so the
 * configuration must not set them.
 */
const OWN_PARAMETERS = [
  ...['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce'],
  ...['code_challenge', 'code_challenge_method', 'prompt', 'display'],
]

const instance = z
  .string()
  .regex(INSTANCE, 'the ARN of a Connect instance (arn:aws:connect:REGION:ACCOUNT:instance/ID)')
  .describe('The ARN of a Connect instance')
const waba = z
  .string()
  .regex(/^waba-[0-9a-zA-Z]+$/, 'the id of a WhatsApp Business Account as AWS shows it (waba-…)')
  .describe('The id of a linked WhatsApp Business Account as AWS shows it (waba-…)')
const numberId = z
  .string()
  .regex(
    /^phone-number-id-[0-9a-zA-Z]+$/,
    'the id of a phone number as AWS shows it (phone-number-id-…)',
  )

const number = z.strictObject({
  flow: z
    .string()
    .min(1)
    .describe('The name or ARN of the published inbound flow in which chats of this number start'),
  queue: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The name of a queue. If the instance has no flow with the given name, apply creates a flow that puts chats into this queue',
    ),
})

const native = z
  .strictObject({
    waba,
    mode: z
      .literal('native')
      .describe(
        'Connect itself receives and sends messages; the widget sends what Connect cannot. This is the usual choice',
      ),
    instance: instance
      .optional()
      .describe('The ARN of the Connect instance of this WABA, if it is not the one above'),
    role: z
      .string()
      .regex(ROLE, 'the name of a role, or the ARN of a role without a path')
      .default('ConnectWhatsAppChannel')
      .describe(
        'The role for two-way messaging. With a name, apply creates and maintains the role as AWS documents it; with an ARN, it checks the role and uses it unchanged',
      ),
    numbers: z
      .record(numberId, number)
      .describe(
        'The numbers by id (phone-number-id-…), each with the flow in which its chats start',
      ),
  })
  .describe('A WABA whose messages Connect itself receives and sends')

const bridged = z
  .strictObject({
    waba,
    mode: z
      .literal('bridged')
      .describe(
        'The functions of the stack receive and send all messages. Use this mode in Regions where Connect does not support WhatsApp, or for message types that Connect drops',
      ),
    instance: instance
      .optional()
      .describe('The ARN of the Connect instance of this WABA, if it is not the one above'),
    topic: z
      .string()
      .regex(
        STACK_OR_TOPIC,
        '"stack" or the ARN of a standard SNS topic (AWS End User Messaging Social cannot use FIFO topics)',
      )
      .default('stack')
      .describe('"stack" for the topic that the stack creates, or the ARN of a standard SNS topic'),
  })
  .describe('A WABA whose messages arrive through an SNS topic')

const LOOPBACK_URL = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/

/** Returns whether a URL points to this machine, as for the sandbox's identity provider. */
export const isLoopback = (url: string): boolean => LOOPBACK_URL.test(url)

const identityProvider = z
  .strictObject({
    issuer: z
      .url({ error: 'an https URL' })
      .refine((url) => url.startsWith('https://') || isLoopback(url), 'an https URL')
      .describe(
        'The URL of the OpenID Connect issuer that agents sign in with, exactly as the provider writes it in its tokens (mind the slash at the end)',
      ),
    audience: z
      .string()
      .min(1)
      .describe(
        'The audience of the access tokens for the widget’s API ("aud"; with Amazon Cognito, the client id)',
      ),
    clientId: z
      .string()
      .min(1)
      .optional()
      .describe('The client id of the widget at the issuer, if it is not the audience'),
    scope: z
      .string()
      .regex(/^(\S+ )*openid( \S+)*$/, 'a list of scopes with openid, separated by one space each')
      .default('openid')
      .describe(
        'The scopes that the widget asks for, separated by spaces: openid, the scope of the API, and offline_access where the provider gives refresh tokens for it',
      ),
    extraParameters: z
      .record(z.string().regex(/^\w+$/, 'the name of a parameter, such as audience'), z.string())
      .refine(
        (parameters) => !Object.keys(parameters).some((name) => OWN_PARAMETERS.includes(name)),
        `parameters other than ${OWN_PARAMETERS.join(', ')}, which the widget sets itself`,
      )
      .default({})
      .describe('Further parameters of the sign-in request, such as {"audience": "…"} for Auth0'),
    apiScopes: z
      .array(z.string().regex(/^\S+$/, 'a scope without spaces'))
      .max(10)
      .default([])
      .describe(
        'The scopes of the API, as the access token lists them ("scope" or "scp"). API Gateway refuses tokens that have none of them, which includes every ID token',
      ),
    userClaim: z
      .string()
      .min(1)
      .describe(
        'The claim of the access token that identifies the agent. Choose one that users cannot change and that is never assigned to somebody else, such as sub. With an email address or a name, one agent could act as another',
      ),
    userClaimPrefix: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The prefix of the claim’s value, such as "Company_" in the user names that Amazon Cognito makes for federated users',
      ),
    userLookup: z
      .string()
      .regex(
        /^(username|tag:[\p{L}\p{N} _.:/=+@-]{1,128})$/u,
        '"username" or "tag:KEY" with the key of a tag of the Connect users',
      )
      .default('username')
      .describe(
        'How the Connect user is found from the claim: "username" if it is the user name, or "tag:KEY" if it is the value of this tag of the user',
      ),
    signInOrigins: z
      .array(z.string().regex(ORIGIN, 'an origin, such as https://login.example.com'))
      .default([])
      .describe(
        'The origins of further providers that the sign-in passes through, such as the company’s own provider behind Amazon Cognito. The silent sign-in fails without these origins',
      ),
  })
  .describe(
    'The identity provider of the widget. Without it, the stack contains no widget and no API',
  )

const profiles = z.array(z.string().min(1)).max(5)

const granted = z.strictObject({
  securityProfiles: profiles.default([]).describe('The names of security profiles'),
  groups: z
    .array(z.string().regex(/^[^\s,]{1,100}$/, 'a group without spaces and commas'))
    .max(5)
    .default([])
    .describe(
      'Groups of the identity provider, as the access token names them. API Gateway passes a list on as one text, so a name cannot contain spaces',
    ),
  numbers: z
    .array(z.string().regex(/^\+[1-9]\d{6,14}$/, 'a business number such as +15550100'))
    .min(1)
    .max(20)
    .optional()
    .describe(
      'The business numbers to which the right is limited if several brands share an account; by default, the right is not limited',
    ),
})

/**
 * The maximum size of all supervisors' rights in bytes. An environment variable contains the
 * rights, and AWS allows 4 KB for all environment variables of a function together.
 */
const LARGEST_RIGHTS = 2_800

const supervisors = z
  .strictObject({
    securityProfiles: profiles
      .default([])
      .describe(
        'The names of the security profiles whose users see the supervisors’ page in the agent workspace. They have every right, except a right that is listed under "rights": only the profiles and groups named there have it',
      ),
    rights: z
      .partialRecord(z.enum(RIGHTS), z.union([granted, z.array(granted).min(1).max(10)]))
      .default({})
      .describe(
        `The security profiles and groups that have a right: ${RIGHTS.map(
          (right) => `"${right}" (${RIGHT_DESCRIPTIONS[right].allows})`,
        ).join(' or ')}. A list grants a right to different people for different numbers`,
      ),
    groupsClaim: z
      .string()
      .min(1)
      .default('groups')
      .describe('The claim of the access token that contains the groups of the user'),
  })
  .refine(
    (settings) => Buffer.byteLength(JSON.stringify(supervisorRights(settings))) <= LARGEST_RIGHTS,
    {
      error: `profiles, groups and numbers that take up at most ${LARGEST_RIGHTS} bytes together; name fewer of them`,
    },
  )
  .describe('Who may use the supervisors’ page; by default, no user may')

const stack = z
  .strictObject({
    metaApiVersion: z
      .string()
      .regex(META_API_VERSION.pattern, META_API_VERSION.expected)
      .default('v23.0')
      .describe('The version of the WhatsApp Cloud API to send messages with'),
    chatFlow: z
      .string()
      .min(1)
      .optional()
      .describe('The name or ARN of the flow that bridged chats start in'),
    chatQueue: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The name of a queue. If the instance has no flow with the name in chatFlow, apply creates a flow that puts bridged chats into this queue',
      ),
    widgetOrigins: z
      .array(z.string().regex(ORIGIN, 'an origin, such as https://ccp.example.com'))
      .default([])
      .describe('Further origins of pages that contain the widget, such as a custom CCP page'),
    securityProfiles: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'The names of the security profiles whose users see the widget in the agent workspace',
      ),
    supervisors: supervisors.prefault({}),
    alarmTopic: z
      .string()
      .regex(TOPIC, 'the ARN of a standard SNS topic, whose name does not end with .fifo')
      .optional()
      .describe('The ARN of an SNS topic that is notified of every alarm'),
    alarmEmail: z
      .email('an e-mail address')
      .optional()
      .describe('An e-mail address that is notified of every alarm, after its owner confirms'),
    notices: z
      .strictObject({
        email: z
          .email('an e-mail address')
          .optional()
          .describe('An e-mail address that gets the notices, after its owner confirms'),
        queue: z
          .string()
          .min(1)
          .optional()
          .describe(
            'The name of a queue of the Connect instance. Each problem becomes a task in this queue, which ends when the problem is over. apply creates the flow connect-whatsapp-problems for the tasks',
          ),
        language: z.enum(NOTICE_LANGUAGES).default('en').describe('The language of the notices'),
      })
      .optional()
      .describe(
        'Whether supervisors are notified of problems with templates and numbers, once when a problem begins and once when it is over. apply creates the topic connect-whatsapp-notices, to which you can subscribe others',
      ),
    kmsKey: z
      .string()
      .regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-zA-Z-]+$/, 'the ARN of a KMS key')
      .optional()
      .describe(
        'The ARN of a symmetric KMS key that encrypts the table, bucket, queues and topics',
      ),
    table: z
      .string()
      .regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'the name of a DynamoDB table')
      .default(DEFAULT_TABLE)
      .describe(
        'The name of the table that the stack uses. If you change it, apply uses the table of the new name, and creates it if it does not exist. The previous table stays in the account',
      ),
    retentionDays: z
      .int()
      .min(SHORTEST_RETENTION_DAYS)
      .max(3650)
      .default(DEFAULT_RETENTION_DAYS)
      .describe(
        'The number of days after the last contact with a customer until everything about the customer is deleted: replies, messages, files, names and numbers',
      ),
    receipts: z
      .enum(RECEIPTS)
      .default(DEFAULT_RECEIPTS)
      .describe(
        'Which signals the customers of bridged numbers receive: that their message was read, and that the agent is typing. WhatsApp shows the typing signal only if the message is also marked as read',
      ),
    trace: z
      .boolean()
      .default(true)
      .describe(
        'Whether a summary of what agents send with the widget is written into the contact’s attributes in Connect (whatsapp_last_template and so on), without words or numbers of the customer',
      ),
    missed: z
      .boolean()
      .default(true)
      .describe(
        'Whether supervisors see which words agents searched without a result, and which words were in texts that could not be sent. A word is listed only if at least three agents used it in the last 30 days',
      ),
    sameAgent: z
      .boolean()
      .default(true)
      .describe(
        'Whether the flow that apply creates first offers a customer’s answer to a template to the agent who sent the template. After two minutes, or if that agent is not staffed, the contact goes to the queue of the number',
      ),
    logRetentionDays: z
      .literal([30, 90, 180, 365])
      .default(90)
      .describe('The number of days after which logs are deleted'),
    reservedConcurrency: z
      .partialRecord(
        z.enum(Object.keys(functions) as [FunctionName, ...FunctionName[]]),
        z.int().min(1),
      )
      .optional()
      .describe('The reserved concurrency of functions, instead of the default; {} reserves none'),
  })
  .describe('Settings of the stack: functions, table, queues and so on')

const place = z.strictObject({
  latitude: z.number().min(-90).max(90).describe('Degrees north'),
  longitude: z.number().min(-180).max(180).describe('Degrees east'),
  name: z.string().min(1).max(1000).optional().describe('The name of the business location'),
  address: z.string().min(1).max(1000).optional(),
})

const widget = z
  .strictObject({
    place: place
      .optional()
      .describe('The location of the business, which agents can send with one click'),
    places: z
      .record(z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number such as +15550101'), place)
      .optional()
      .describe(
        'The locations of the business for numbers whose location is not the one in `place`, by number',
      ),
    loginUrl: z
      .url({ protocol: /^https$/, error: 'an https URL' })
      .optional()
      .describe(
        'The address at which agents sign in to Connect with SAML. The custom CCP page opens it',
      ),
    numberAttribute: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The contact attribute that contains the customer’s number, if it is not customerNumber',
      ),
  })
  .describe('Settings of the agent widget')

const media = z
  .strictObject({
    forbidden: z
      .array(
        z.string().regex(/^[a-z0-9]{1,10}$/, 'a file name extension without the dot, such as exe'),
      )
      .default([...EXECUTABLES])
      .describe(
        'File name extensions that agents cannot send to customers; default: those of programs and scripts; [] allows all files',
      ),
  })
  .describe('Settings for the files that agents send')

const sensitive = z
  .strictObject({
    action: z
      .enum(SENSITIVE_ACTIONS)
      .default(DEFAULT_SENSITIVE.action)
      .describe(
        'What happens when an agent sends a sensitive value from the widget: ask (the agent must confirm it), refuse, or allow',
      ),
    patterns: z
      .array(
        z.strictObject({
          name: z
            .string()
            .min(1)
            .max(80)
            .describe(
              'What the value is called in the warning that agents read: "This looks like NAME"',
            ),
          pattern: z
            .string()
            .min(1)
            .max(200)
            .refine(isPattern, 'a regular expression of JavaScript')
            .describe('A regular expression. A text is sensitive if any part of it matches'),
        }),
      )
      .max(10)
      .default([])
      .describe('Further values besides card numbers and IBANs, such as customer ids'),
  })
  .describe(
    'Values that agents should not send to customers: whole card numbers, IBANs, and your own patterns',
  )

const forms = z
  .strictObject({
    contactAttributes: z
      .array(
        z
          .string()
          .max(100)
          .regex(
            /^[\w-]+$/,
            'the name of an answer with letters, digits, hyphens and underscores only, such as arrival_date',
          ),
      )
      .max(50)
      .default([])
      .describe(
        'The names of answers that are written into the contact’s attributes as whatsapp_form_NAME. Connect stores attributes for 24 months, so name no answer with personal data that you do not need there. Default: none',
      ),
  })
  .describe('Settings for forms (WhatsApp Flows) that customers of bridged numbers answer')

const history = z
  .strictObject({
    colleagues: z
      .enum(COLLEAGUES)
      .default(DEFAULT_HISTORY.colleagues)
      .describe(
        'Whether agents see the names of other agents in the widget: named, or unnamed. Their messages are shown in both cases',
      ),
    openingsDays: z
      .int()
      .min(1)
      .max(3650)
      .default(DEFAULT_HISTORY.openingsDays)
      .describe(
        'The number of days for which the table records who opened the history of a customer',
      ),
  })
  .describe('What agents see of earlier chats with a customer')

function isPattern(source: string): boolean {
  try {
    return Boolean(new RegExp(source, 'u'))
  } catch {
    return false
  }
}

// AWS documents exactly one permissions policy for the two-way channel role, with Resource "*", and
// a trust policy without conditions. The settings below restrict these policies:
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html
const notDocumentedByAws = z
  .strictObject({
    roleSourceConditions: z
      .boolean()
      .default(false)
      .describe(
        'The service may assume the role only for this account (conditions aws:SourceAccount and aws:SourceArn). AWS does not document these conditions for the role',
      ),
    roleResources: z
      .boolean()
      .default(false)
      .describe(
        'The actions of the role are allowed only on the configured instances and their numbers instead of "*". AWS does not document such a limit for the role',
      ),
  })
  .describe(
    'Narrower permissions than AWS documents. Test them in an account in which an interruption does no harm',
  )

export const configShape = z.strictObject({
  $schema: z.string().optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS Region, such as us-east-1')
    .describe('The AWS Region of the Connect instance and the WABAs'),
  instance,
  identityProvider: identityProvider.optional(),
  stack: stack.prefault({}),
  widget: widget.optional(),
  media: media.prefault({}),
  sensitive: sensitive.prefault({}),
  forms: forms.prefault({}),
  history: history.prefault({}),
  notDocumentedByAws: notDocumentedByAws.prefault({}),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .refine(...NO_AWS_TAGS)
    .default({})
    .describe('Tags for the resources that apply creates, in addition to its own'),
  channels: z
    .array(z.discriminatedUnion('mode', [native, bridged], { error: '"native" or "bridged"' }))
    .min(1)
    .describe('A list with one entry for each WABA'),
})

export type Config = z.input<typeof configShape>
export type Checked = z.output<typeof configShape>
export type IdentityProvider = NonNullable<Checked['identityProvider']>
export type NativeChannel = Extract<Checked['channels'][number], { mode: 'native' }>
export type BridgedChannel = Extract<Checked['channels'][number], { mode: 'bridged' }>

/**
 * Returns the configuration with all defaults filled in. Throws ConfigError with one line for each
 * problem.
 */
export function checkedConfig(config: unknown): Checked {
  const { data, error } = configShape.safeParse(config)
  const problems = data
    ? configRules(data).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
    : schemaProblems(error.issues, config, configShape, 'the configuration')
  if (data && problems.length === 0) return data
  throw new ConfigError(problems.join('\n'))
}

/**
 * Returns the ARNs of all Connect instances in the configuration. The default instance comes first.
 */
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
