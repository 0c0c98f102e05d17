// What the person who deploys must be allowed to do: our own calls, and CloudFormation's, which acts with their rights.
// What a service's reference lists for an action decides how far it can be narrowed:
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
import { functionName, PREFIX, ruleName, tableName } from '../../lambdas/deployment/resources.ts'
import { assetBucket } from './asset-bucket.ts'
import { widgetBucket } from './hosting.ts'
import { APP_STACK, DATA_STACK } from './synthesise.ts'

export interface StackPlace {
  account: string
  region: string
  /** Connect instances that have to know of the stack. */
  instances: readonly string[]
  /** The customer's key, where the configuration names one. */
  kmsKey: string | undefined
}

export interface Permission {
  sid: string
  actions: readonly string[]
  resources: readonly string[]
  condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** For a wildcard that is more than our own names. */
  why?: string
}

/** What a plan reads. */
const READS = ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 's3:ListBucket']

// A removal looks at things before and after; some have to be changed before they can go.
const REMOVES = /:(Delete|DELETE|Get|GET|List|Describe|Remove|Disassociate|Unsubscribe)/
const REMOVES_TOO = [
  ...[
    'cloudformation:CreateChangeSet',
    'cloudformation:ExecuteChangeSet',
    'cloudfront:UpdateDistribution',
    'dynamodb:UpdateTable',
  ],
  ...['logs:UpdateLogDelivery', 'sns:SetTopicAttributes', 'sqs:SetQueueAttributes', 'kms:Decrypt'],
]

export function stackPermissions(
  command: 'plan' | 'apply' | 'destroy',
  place: StackPlace,
): Permission[] {
  const needed = (action: string) =>
    command === 'apply' ||
    (command === 'plan'
      ? READS.includes(action)
      : REMOVES.test(action) || REMOVES_TOO.includes(action))
  return whole(place)
    .map((permission) => ({ ...permission, actions: permission.actions.filter(needed) }))
    .filter(({ actions }) => actions.length > 0)
}

function whole(place: StackPlace): Permission[] {
  const { region, account, instances, kmsKey } = place
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
  return [
    {
      sid: 'Stacks',
      actions: of('cloudformation', STACKS),
      resources: [DATA_STACK, APP_STACK].map((name) => arn('cloudformation', `stack/${name}/*`)),
    },
    { sid: 'Buckets', actions: of('s3', BUCKETS), resources: buckets },
    {
      sid: 'Objects',
      actions: of('s3', OBJECTS),
      resources: buckets.map((bucket) => `${bucket}/*`),
    },
    {
      sid: 'Table',
      actions: of('dynamodb', TABLE),
      resources: [arn('dynamodb', `table/${tableName}`)],
    },
    { sid: 'Queues', actions: of('sqs', QUEUES), resources: named('sqs') },
    { sid: 'Topics', actions: of('sns', TOPICS), resources: named('sns') },
    {
      sid: 'Rules',
      actions: of('events', RULES),
      resources: [arn('events', `rule/${ruleName('*')}`)],
    },
    { sid: 'Alarms', actions: of('cloudwatch', ALARMS), resources: named('cloudwatch', 'alarm:') },
    {
      sid: 'Dashboard',
      actions: of('cloudwatch', ['DeleteDashboards', 'GetDashboard', 'PutDashboard']),
      resources: [`arn:aws:cloudwatch::${account}:dashboard/${PREFIX}`],
    },
    { sid: 'Functions', actions: of('lambda', FUNCTIONS), resources: [functions] },
    {
      ...ours,
      sid: 'NewTriggers',
      actions: ['lambda:CreateEventSourceMapping'],
      resources: ['*'],
      why: NEW_TRIGGER,
    },
    {
      ...ours,
      sid: 'Triggers',
      actions: of('lambda', [
        'DeleteEventSourceMapping',
        'GetEventSourceMapping',
        'UpdateEventSourceMapping',
      ]),
      resources: triggers,
      why: 'Lambda gives a trigger its id; the condition lets it be for our functions alone',
    },
    {
      sid: 'TriggerTags',
      actions: ['lambda:TagResource'],
      resources: triggers,
      why: 'Lambda gives a trigger its id',
    },
    {
      sid: 'Roles',
      actions: of('iam', ROLES),
      resources: [`arn:aws:iam::${account}:role/${APP_STACK}-*`],
    },
    {
      sid: 'PassRoles',
      actions: ['iam:PassRole'],
      resources: [`arn:aws:iam::${account}:role/${APP_STACK}-*`],
      condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
    {
      // https://docs.aws.amazon.com/connect/latest/adminguide/3p-apps.html
      sid: 'ConnectsOwnRole',
      actions: of('iam', ['DeleteRolePolicy', 'GetRolePolicy', 'PutRolePolicy']),
      resources: [
        `arn:aws:iam::${account}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_*`,
      ],
      why: "Connect writes into its own role what the application needs; the end of that role's name is Connect's",
    },
    { sid: 'Instances', actions: of('connect', INSTANCES), resources: instances },
    {
      sid: 'Associations',
      actions: of('connect', [
        'CreateIntegrationAssociation',
        'DeleteIntegrationAssociation',
        'TagResource',
      ]),
      resources: instances.flatMap((instance) => [
        instance,
        `${instance}/integration-association/*`,
      ]),
      why: 'Connect gives an association its id',
    },
    {
      sid: 'Directories',
      actions: ['ds:DescribeDirectories'],
      resources: ['*'],
      why: 'Directory Service defines no resource for it; Connect asks when it describes an instance',
    },
    {
      sid: 'Application',
      actions: of('app-integrations', APPLICATION),
      resources: [
        arn('app-integrations', 'application/*'),
        arn('app-integrations', 'application-association/*'),
      ],
      why: 'AppIntegrations gives an application its id',
    },
    {
      sid: 'Api',
      actions: of('apigateway', ['DELETE', 'GET', 'PATCH', 'POST', 'PUT', 'TagResource']),
      resources: ['/apis', '/apis/*', '/tags/*'].map(
        (path) => `arn:aws:apigateway:${region}::${path}`,
      ),
      why: 'API Gateway gives an API its id',
    },
    {
      sid: 'NewHosting',
      actions: of('cloudfront', [
        'CreateDistribution',
        'CreateOriginAccessControl',
        'CreateResponseHeadersPolicy',
      ]),
      resources: ['*'],
      why: 'CloudFront defines no resource for what is not there yet',
    },
    {
      sid: 'Hosting',
      actions: of('cloudfront', HOSTING),
      resources: ['distribution', 'origin-access-control', 'response-headers-policy'].map(
        (kind) => `arn:aws:cloudfront::${account}:${kind}/*`,
      ),
      why: 'CloudFront gives them their ids',
    },
    {
      sid: 'Logs',
      actions: of('logs', LOGS),
      resources: ['/aws/lambda/', '/aws/vendedlogs/apigateway/'].map((group) =>
        arn('logs', `log-group:${group}${PREFIX}*`),
      ),
    },
    {
      sid: 'AccessLogs',
      actions: of('logs', ACCESS_LOGS),
      resources: ['*'],
      why: 'CloudWatch Logs defines no resource for them; API Gateway needs them for its access log',
    },
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    ...(kmsKey ? [{ sid: 'Key', actions: of('kms', KEY), resources: [kmsKey] }] : []),
  ]
}

const NEW_TRIGGER =
  'Lambda defines no resource for it; the condition lets it be for our functions alone'

const of = (service: string, actions: readonly string[]) =>
  actions.map((action) => `${service}:${action}`)

const STACKS = [
  ...[
    'CreateChangeSet',
    'DeleteChangeSet',
    'DeleteStack',
    'DescribeChangeSet',
    'DescribeStackEvents',
    'DescribeStacks',
  ],
  ...['ExecuteChangeSet', 'GetTemplate'],
]
const BUCKETS = [
  ...[
    'CreateBucket',
    'DeleteBucket',
    'DeleteBucketPolicy',
    'GetBucketPolicy',
    'ListBucket',
    'PutBucketCORS',
    'PutBucketOwnershipControls',
  ],
  ...[
    'PutBucketPolicy',
    'PutBucketPublicAccessBlock',
    'PutBucketTagging',
    'PutEncryptionConfiguration',
    'PutLifecycleConfiguration',
  ],
]
const OBJECTS = ['DeleteObject', 'GetObject', 'PutObject']
const TABLE = [
  ...[
    'CreateTable',
    'DeleteTable',
    'DescribeContinuousBackups',
    'DescribeTable',
    'DescribeTimeToLive',
    'ListTagsOfResource',
  ],
  ...['TagResource', 'UpdateContinuousBackups', 'UpdateTable', 'UpdateTimeToLive'],
]
const QUEUES = [
  'CreateQueue',
  'DeleteQueue',
  'GetQueueAttributes',
  'SetQueueAttributes',
  'TagQueue',
]
const TOPICS = [
  ...[
    'CreateTopic',
    'DeleteTopic',
    'GetSubscriptionAttributes',
    'GetTopicAttributes',
    'SetSubscriptionAttributes',
  ],
  ...['SetTopicAttributes', 'Subscribe', 'TagResource', 'Unsubscribe'],
]
const RULES = [
  'DeleteRule',
  'DescribeRule',
  'ListTargetsByRule',
  'PutRule',
  'PutTargets',
  'RemoveTargets',
  'TagResource',
]
const ALARMS = ['DeleteAlarms', 'DescribeAlarms', 'PutMetricAlarm', 'TagResource']
const FUNCTIONS = [
  ...[
    'AddPermission',
    'CreateFunction',
    'DeleteFunction',
    'DeleteFunctionConcurrency',
    'DeleteFunctionEventInvokeConfig',
    'GetFunction',
  ],
  ...[
    'GetFunctionConfiguration',
    'GetPolicy',
    'PutFunctionConcurrency',
    'PutFunctionEventInvokeConfig',
    'RemovePermission',
  ],
  ...['TagResource', 'UpdateFunctionCode', 'UpdateFunctionConfiguration'],
]
const ROLES = [
  ...[
    'CreateRole',
    'DeleteRole',
    'DeleteRolePolicy',
    'GetRole',
    'GetRolePolicy',
    'ListAttachedRolePolicies',
    'ListRolePolicies',
  ],
  ...['PutRolePolicy', 'TagRole', 'UpdateAssumeRolePolicy', 'UpdateRoleDescription'],
]
const INSTANCES = [
  ...[
    'AssociateApprovedOrigin',
    'AssociateLambdaFunction',
    'DescribeInstance',
    'DisassociateApprovedOrigin',
  ],
  ...[
    'DisassociateLambdaFunction',
    'ListApprovedOrigins',
    'ListIntegrationAssociations',
    'ListLambdaFunctions',
  ],
]
const APPLICATION = [
  ...[
    'CreateApplication',
    'CreateApplicationAssociation',
    'DeleteApplication',
    'DeleteApplicationAssociation',
    'GetApplication',
  ],
  ...['TagResource', 'UpdateApplication'],
]
const HOSTING = [
  ...[
    'DeleteDistribution',
    'DeleteOriginAccessControl',
    'DeleteResponseHeadersPolicy',
    'GetDistribution',
    'GetDistributionConfig',
  ],
  ...[
    'GetOriginAccessControl',
    'GetResponseHeadersPolicy',
    'ListTagsForResource',
    'TagResource',
    'UpdateDistribution',
  ],
  ...['UpdateOriginAccessControl', 'UpdateResponseHeadersPolicy'],
]
const LOGS = [
  ...[
    'CreateLogGroup',
    'DeleteLogGroup',
    'DeleteMetricFilter',
    'DescribeMetricFilters',
    'ListTagsForResource',
    'PutMetricFilter',
  ],
  ...['PutRetentionPolicy', 'TagResource'],
]
const ACCESS_LOGS = [
  ...[
    'CreateLogDelivery',
    'DeleteLogDelivery',
    'DescribeLogGroups',
    'DescribeResourcePolicies',
    'GetLogDelivery',
    'ListLogDeliveries',
  ],
  ...['PutResourcePolicy', 'UpdateLogDelivery'],
]
const KEY = [
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]
