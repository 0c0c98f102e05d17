// The permissions that a deployment needs: for our own calls, and for CloudFormation, which acts
// with the caller's permissions. AWS documents which resources each action accepts:
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
import { functionName, PREFIX, ruleName } from '#deployment/resources'
import handlers from '../permissions/handlers.json' with { type: 'json' }
import { EXTRA, NOT_NEEDED } from '../permissions/handlers.ts'
import { assetBucket } from './asset-bucket.ts'
import { widgetBucket } from './hosting.ts'
import { APP_STACK, DATA_STACK } from './names.ts'

export interface StackPlace {
  account: string
  region: string
  /** The name of the table in use. */
  table: string
  /** The Connect instances with which the stack is associated. */
  instances: readonly string[]
  /** The ARN of the KMS key, if the configuration names one. */
  kmsKey: string | undefined
  /** The topic of the alarms, if the configuration names one. */
  alarmTopic?: string | undefined
  /** The administrator's own topics to which the queue of WhatsApp's events subscribes. */
  topics?: readonly string[]
}

export interface Permission {
  sid: string
  actions: readonly string[]
  resources: readonly string[]
  condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
  /** The reason why the permission has a wildcard that matches more than our own names. */
  why?: string
}

type Command = 'plan' | 'apply' | 'destroy'

/** An action that our own code needs, or that CloudFormation needs for a type of resource. */
interface Needed {
  action: string
  by: string
}

const OURSELVES = 'ourselves'

const stackActions = (actions: readonly string[]) =>
  actions.map((action) => `cloudformation:${action}`)

const LOOKING = [
  ...stackActions(['DescribeStacks', 'GetTemplate']),
  's3:ListBucket',
  'connect:ListApprovedOrigins',
  'connect:ListIntegrationAssociations',
  'connect:ListLambdaFunctions',
  'events:ListRules',
  'events:ListTargetsByRule',
  'lambda:GetAccountSettings',
  'lambda:ListEventSourceMappings',
  'sqs:GetQueueAttributes',
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'sns:GetTopicAttributes',
]
const STACKS = stackActions([
  'CreateChangeSet',
  'DeleteChangeSet',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'ExecuteChangeSet',
  'TagResource',
])
const DRIFT = stackActions([
  'DetectStackDrift',
  'DescribeStackDriftDetectionStatus',
  'DescribeStackResourceDrifts',
])

/**
 * The actions that our own code needs for stacks, and for files in the buckets of code and widget.
 */
const OWN: Readonly<Record<Command, readonly string[]>> = {
  plan: [...LOOKING, ...DRIFT],
  apply: [
    ...LOOKING,
    ...STACKS,
    ...stackActions(['DeleteStack']),
    // These actions repair links that somebody has broken.
    'connect:AssociateApprovedOrigin',
    'connect:AssociateLambdaFunction',
    'connect:CreateIntegrationAssociation',
    'events:EnableRule',
    'events:PutTargets',
    'lambda:UpdateEventSourceMapping',
    'sns:SetTopicAttributes',
    'sns:Subscribe',
    'sqs:SetQueueAttributes',
    's3:CreateBucket',
    's3:DeleteObject',
    's3:GetObject',
    's3:PutBucketPolicy',
    's3:PutBucketTagging',
    's3:PutLifecycleConfiguration',
    's3:PutObject',
  ],
  destroy: [
    ...stackActions(['DescribeStacks', 'GetTemplate', 'DeleteStack']),
    ...STACKS,
    's3:DeleteBucket',
    's3:DeleteObject',
    's3:ListBucket',
  ],
}

/**
 * CloudFormation can delete these types only after an update has switched off their deletion
 * protection.
 */
const RELEASED = ['AWS::DynamoDB::Table']

type Verb = 'create' | 'read' | 'update' | 'delete'

/**
 * Returns the actions that a command needs. CloudFormation acts with the caller's permissions, so
 * the result includes the actions of the handlers of each resource type.
 */
function neededBy(command: Command): Needed[] {
  const own = OWN[command].map((action) => ({ action, by: OURSELVES }))
  // DetectStackDrift reads every resource with the caller's permissions.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/detect-drift-stack.html
  const verbs = (type: string): readonly Verb[] =>
    command === 'plan'
      ? ['read']
      : command === 'apply'
        ? ['create', 'read', 'update', 'delete']
        : ['read', 'delete', ...(RELEASED.includes(type) ? (['update'] as const) : [])]
  const handled = Object.entries(handlers.types).flatMap(([type, each]) =>
    [...verbs(type).flatMap((verb) => each[verb]), ...extra(command, type)].map((action) => ({
      action,
      by: type,
    })),
  )
  const isNeeded = ({ action, by }: Needed) =>
    !NOT_NEEDED.some(({ of, types }) => of.test(action) && (!types || types.includes(by)))
  return [...own, ...handled.filter(isNeeded)]
}

function extra(command: Command, type: string): readonly string[] {
  if (command === 'plan') return []
  const { actions = [], removes = false } = EXTRA[type] ?? {}
  return command === 'apply' || removes ? actions : []
}

interface Rule extends Omit<Permission, 'actions'> {
  of: RegExp
  /**
   * The types of resources to which the permission applies. Without this list, the permission
   * applies to all types.
   */
  types?: readonly string[]
}

export function stackPermissions(command: Command, place: StackPlace): Permission[] {
  const rules = rulesOf(place)
  const bySid = new Map<string, Permission>()
  for (const { action, by } of neededBy(command)) {
    const rule = rules.find(({ of, types }) => of.test(action) && (!types || types.includes(by)))
    if (!rule) throw new Error(`no rule names the resources on which ${action} is needed (${by})`)
    const { of: _of, types: _types, ...where } = rule
    const known = bySid.get(rule.sid)?.actions ?? []
    if (!known.includes(action))
      bySid.set(rule.sid, { ...where, actions: [...known, action].sort() })
  }
  return [...bySid.values()].filter(({ resources }) => resources.length > 0)
}

function rulesOf(place: StackPlace): Rule[] {
  const { region, account, instances, kmsKey, alarmTopic, topics = [] } = place
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${account}:${resource}`
  const named = (service: string, kind = '') => [arn(service, `${kind}${PREFIX}-*`)]
  const buckets = [
    assetBucket(place),
    widgetBucket(place),
    `${PREFIX}-media-${account}-${region}`,
  ].map((name) => `arn:aws:s3:::${name}`)
  const functions = arn('lambda', `function:${functionName('*')}`)
  const ours = { condition: { ArnLike: { 'lambda:FunctionArn': functions } } }
  const triggers = [arn('lambda', 'event-source-mapping:*')]
  const trigger = ['AWS::Lambda::EventSourceMapping']
  const association = ['AWS::Connect::IntegrationAssociation']
  const roles = [`arn:aws:iam::${account}:role/${APP_STACK}-*`]
  return [
    {
      of: /^cloudformation:DescribeStackDriftDetectionStatus$/,
      sid: 'DriftStatus',
      resources: ['*'],
      why: 'CloudFormation defines no resource type for this action',
    },
    {
      of: /^cloudformation:/,
      sid: 'Stacks',
      resources: [DATA_STACK, APP_STACK].map((name) => arn('cloudformation', `stack/${name}/*`)),
    },
    {
      of: /^s3:\w*Object(Version|Acl)?$/,
      sid: 'Objects',
      resources: buckets.map((bucket) => `${bucket}/*`),
    },
    { of: /^s3:/, sid: 'Buckets', resources: buckets },
    { of: /^dynamodb:/, sid: 'Table', resources: [arn('dynamodb', `table/${place.table}`)] },
    { of: /^sqs:/, sid: 'Queues', resources: named('sqs') },
    {
      of: /^sns:/,
      sid: 'Topics',
      resources: [...named('sns'), ...topics, ...(alarmTopic ? [alarmTopic] : [])],
    },
    {
      of: /^events:ListRules$/,
      sid: 'ListRules',
      resources: ['*'],
      why: 'rules can be listed only for all names together',
    },
    { of: /^events:/, sid: 'Rules', resources: [arn('events', `rule/${ruleName('*')}`)] },
    {
      of: /^cloudwatch:\w*Dashboards?$/,
      sid: 'Dashboard',
      resources: [`arn:aws:cloudwatch::${account}:dashboard/${PREFIX}`],
    },
    { of: /^cloudwatch:/, sid: 'Alarms', resources: named('cloudwatch', 'alarm:') },
    {
      of: /^lambda:(GetAccountSettings|ListEventSourceMappings)$/,
      sid: 'AccountSettings',
      resources: ['*'],
      why: 'Lambda defines no resource type for these actions',
    },
    {
      ...ours,
      of: /^lambda:CreateEventSourceMapping$/,
      sid: 'NewTriggers',
      resources: ['*'],
      why: 'Lambda defines no resource type for this action; the condition allows only our functions',
    },
    {
      of: /^lambda:(TagResource|UntagResource|ListTags)$/,
      types: trigger,
      sid: 'TriggerTags',
      resources: triggers,
      why: 'Lambda assigns the id of a trigger',
    },
    {
      ...ours,
      of: /^lambda:\w*EventSourceMapping$/,
      sid: 'Triggers',
      resources: triggers,
      why: 'Lambda assigns the id of a trigger; the condition allows only triggers of our functions',
    },
    { of: /^lambda:/, sid: 'Functions', resources: [functions] },
    {
      of: /^iam:PassRole$/,
      sid: 'PassRoles',
      resources: roles,
      condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
    {
      // https://docs.aws.amazon.com/connect/latest/adminguide/3p-apps.html
      of: /^iam:/,
      types: association,
      sid: 'ConnectsOwnRole',
      resources: [
        `arn:aws:iam::${account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_*`,
      ],
      why: 'Connect adds permissions for the application to its own role, and chooses the end of the role’s name',
    },
    { of: /^iam:/, sid: 'Roles', resources: roles },
    {
      of: /^connect:(\w+IntegrationAssociation|TagResource)$/,
      types: [OURSELVES, ...association],
      sid: 'Associations',
      resources: instances.flatMap((instance) => [
        instance,
        `${instance}/integration-association/*`,
      ]),
      why: 'Connect assigns the id of an association',
    },
    {
      of: /^connect:/,
      types: ['AWS::Connect::ContactFlow'],
      sid: 'Flows',
      resources: instances.flatMap((instance) => [instance, `${instance}/contact-flow/*`]),
      why: 'Connect assigns the id of a flow',
    },
    { of: /^connect:/, sid: 'Instances', resources: instances },
    {
      of: /^ds:DescribeDirectories$/,
      sid: 'Directories',
      resources: ['*'],
      why: 'Directory Service defines no resource type for this action, which describing an instance needs',
    },
    {
      of: /^app-integrations:/,
      sid: 'Application',
      resources: [
        arn('app-integrations', 'application/*'),
        arn('app-integrations', 'application-association/*'),
      ],
      why: 'AppIntegrations assigns the id of an application',
    },
    {
      of: /^apigateway:/,
      sid: 'Api',
      resources: ['/apis', '/apis/*', '/tags/*'].map(
        (path) => `arn:aws:apigateway:${region}::${path}`,
      ),
      why: 'API Gateway assigns the id of an API',
    },
    {
      of: /^cloudfront:Create/,
      sid: 'NewHosting',
      resources: ['*'],
      why: 'CloudFront assigns the ids of the resources that these actions create',
    },
    {
      of: /^cloudfront:/,
      sid: 'Hosting',
      resources: ['distribution', 'origin-access-control', 'response-headers-policy'].map(
        (kind) => `arn:aws:cloudfront::${account}:${kind}/*`,
      ),
      why: 'CloudFront assigns the ids of these resources',
    },
    {
      of: /^logs:(\w+LogDelivery|ListLogDeliveries|DescribeLogGroups|\w+ResourcePolic(y|ies))$/,
      sid: 'AccessLogs',
      resources: ['*'],
      why: 'API Gateway needs these actions for its access log, and CloudWatch Logs defines no resource for them',
    },
    {
      of: /^logs:/,
      sid: 'Logs',
      resources: ['/aws/lambda/', '/aws/vendedlogs/apigateway/'].map((group) =>
        arn('logs', `log-group:${group}${PREFIX}*`),
      ),
    },
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    { of: /^kms:/, sid: 'Key', resources: kmsKey ? [kmsKey] : [] },
  ]
}
