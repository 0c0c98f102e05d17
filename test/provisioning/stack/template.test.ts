import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { afterAll, describe, expect, it } from 'vitest'
import { type FunctionName, type FunctionSpec, functions } from '#deployment/functions'
import {
  deadLetters,
  queueName,
  queues,
  type Scope,
  scopes,
  topicArn,
  topicName,
  topics,
} from '#deployment/resources'
import { DEFAULT_TABLE } from '#deployment/table'
import { filled } from '../../../provisioning/engine/policy.ts'
import whatsappTopicStatement from '../../../provisioning/policies/whatsapp-topic-statement.json' with {
  type: 'json',
}
import { filesIn } from '../../../provisioning/stack/files.ts'
import { contentSecurityPolicy } from '../../../provisioning/stack/hosting.ts'
import { countedEvents } from '../../../provisioning/stack/metrics.ts'
import { checkedStackSettings, type StackSettings } from '../../../provisioning/stack/settings.ts'
import {
  stackTags,
  synthesise,
  type Template,
  UNTAGGED,
} from '../../../provisioning/stack/synthesise.ts'
import { resolved } from '../../sandbox/cloudformation/templates.ts'
import { queueOf } from '../../sandbox/connect/flow-document.ts'
import { schemaFile } from './schemas.ts'
import { bundles, settings } from './settings.ts'
import { wildcards } from './wildcards.ts'

const origin = 'https://d111111abcdef8.cloudfront.net'
const files = (await filesIn(bundles))!
const { data, app, assets } = await synthesise(settings, { files, origins: [origin] })

const specs = Object.entries(functions) as [FunctionName, FunctionSpec][]

const ofType = (template: Template, type: string) =>
  Object.values(template.Resources).filter(({ Type }) => Type === type)
const named = (template: Template, type: string, property: string, name: string) => {
  const found = ofType(template, type).find(({ Properties }) => Properties?.[property] === name)
  if (!found) throw new Error(`the template has no ${type} ${name}`)
  return found.Properties!
}

interface Statement {
  Sid?: string
  Effect: string
  Action: string | string[]
  Resource: string | string[]
  Condition?: Record<string, Record<string, string>>
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/**
 * Returns the value with its references to the template's resources resolved, for example to ARNs.
 */
function plain<T>(template: Template, value: T): T {
  const properties = (id: string) => template.Resources[id]?.Properties ?? {}
  return resolved(value, {
    pseudo: {
      'AWS::AccountId': settings.account,
      'AWS::Region': settings.region,
      'AWS::Partition': 'aws',
    },
    physicalId: (id) => id,
    attribute(id, name) {
      const { QueueName, BucketName } = properties(id)
      if (name === 'Arn' && BucketName) return `arn:aws:s3:::${BucketName}`
      if (name === 'Arn' && QueueName)
        return `arn:aws:sqs:${settings.region}:${settings.account}:${QueueName}`
      return `${id}.${name}`
    },
  })
}

/** Returns every policy statement in a template: of its roles, queues, topics and buckets. */
function statementsOf(template: Template): Statement[] {
  return Object.values(template.Resources).flatMap(({ Properties = {} }) => {
    const documents = [
      Properties.PolicyDocument,
      ...(Properties.Policies ?? []).map((policy: any) => policy.PolicyDocument),
    ]
    return documents
      .filter(Boolean)
      .flatMap(({ Statement }) => plain(template, Statement) as Statement[])
  })
}

const roleOf = (name: FunctionName): Statement[] => {
  const role = ofType(app, 'AWS::IAM::Role').find(({ Properties }) =>
    Properties!.Description.endsWith(`permissions of ${name}`),
  )!
  return role.Properties!.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement)
}

describe('CloudFormation', () => {
  const engine = new RegoEngine()
  const folder = mkdtempSync(join(tmpdir(), 'template-'))
  afterAll(() => {
    engine.free()
    rmSync(folder, { recursive: true })
  })

  async function problems(template: Template) {
    const file = join(folder, 'template.json')
    await writeFile(file, JSON.stringify(template))
    const { diagnostics } = engine.validateStandard(new TemplateFile(file), {
      severityLevel: 'ERROR',
    })
    return diagnostics.map(({ ruleId, message }) => `${ruleId} ${message}`)
  }

  const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001'
  const [native, bridged] = [{ chatFlowId: 'none' }, {}]
  it.each([
    ['a native WABA', native],
    ['a bridged WABA', bridged],
    ["both, with a KMS key of one's own", { ...bridged, kmsKeyArn }],
  ])('accepts both templates for %s', async (_, more) => {
    const variant = await synthesise({ ...settings, ...more }, { files, origins: [origin] })

    expect(await problems(variant.data)).toEqual([])
    expect(await problems(variant.app)).toEqual([])
  })

  it('accepts both templates with every optional setting', async () => {
    const everything: StackSettings = {
      ...settings,
      widgetOrigins: ['https://ccp.example.com', 'http://localhost:5173'],
      alarmTopic: 'arn:aws:sns:us-east-1:111122223333:on-call',
      alarmEmail: 'on-call@example.com',
      tags: { 'cost-center': '4711' },
      kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001',
      reservedConcurrency: { sweep: 1 },
      logRetentionDays: 365,
    }
    const full = await synthesise(checkedStackSettings(everything), { files, origins: [origin] })

    expect(await problems(full.data)).toEqual([])
    expect(await problems(full.app)).toEqual([])
  })

  it('refuses a template with an error', async () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'long' } }
    expect(await problems({ Resources: { Queue: queue } })).not.toEqual([])
  })

  it('receives the same templates for the same code', async () => {
    const again = await synthesise(settings, { files, origins: [origin] })

    expect(again.data).toEqual(data)
    expect(again.app).toEqual(app)
  })
})

describe('tags', () => {
  it('are set on every resource that can have tags: the configured tags and our own', async () => {
    const tags = { 'cost-center': '4711', env: 'prod' }
    const tagged = await synthesise(checkedStackSettings({ ...settings, tags }), {
      files,
      origins: [origin],
    })
    const wanted = Object.entries(stackTags({ tags }))

    for (const template of [tagged.data, tagged.app])
      for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
        if (!taggable(Type) || UNTAGGED.includes(Type)) continue
        const found = Array.isArray(Properties.Tags)
          ? Properties.Tags.map(({ Key, Value }: any) => [Key, Value])
          : Object.entries(Properties.Tags ?? {})
        expect({ id, found }).toEqual({ id, found: expect.arrayContaining(wanted) })
      }
  })

  it('that AWS reserves are refused', () => {
    expect(() => checkedStackSettings({ ...settings, tags: { 'aws:x': 'y' } })).toThrow(
      'Use tags whose names do not begin with aws:',
    )
  })
})

/**
 * Returns whether resources of this type can have tags, according to CloudFormation's public
 * schema.
 */
function taggable(type: string): boolean {
  const { properties, tagging } = JSON.parse(readFileSync(schemaFile(type), 'utf8'))
  return tagging ? tagging.taggable : 'Tags' in properties
}

describe('permissions', () => {
  const all = [...statementsOf(data), ...statementsOf(app)]

  it('name every action', () => {
    expect(
      all.flatMap(({ Action }) => list(Action)).filter((action) => action.includes('*')),
    ).toEqual([])
  })

  it('contain only wildcards that wildcards.ts explains', () => {
    const { region, account, attachments, instanceArn } = settings
    const patterns = wildcards.map((wildcard) => {
      const resource = wildcard.resource
        .replace('ATTACHMENTS', attachments)
        .replace('INSTANCE', instanceArn.split('/')[1]!)
        .replace('REGION', region)
        .replace('ACCOUNT', account)
      return {
        ...wildcard,
        matches: (one: string) =>
          one === resource ||
          (resource.includes('FUNCTION') &&
            specs.some(([name]) => one === resource.replace('FUNCTION', name))),
      }
    })
    const uses = all.flatMap(({ Effect, Action, Resource }) =>
      list(Resource)
        .filter((resource) => resource.includes('*'))
        .flatMap((resource) =>
          list(Action).map((action) => ({ resource, action, isRefused: Effect === 'Deny' })),
        ),
    )
    const explains = (
      { matches, actions }: (typeof patterns)[number],
      { resource, action }: (typeof uses)[number],
    ) => matches(resource) && (resource === '*' ? actions!.includes(action) : true)

    expect(uses.filter((use) => !patterns.some((pattern) => explains(pattern, use)))).toEqual([])
    const idle = patterns.filter(
      (pattern) =>
        !uses.some((use) => explains(pattern, use)) ||
        pattern.actions?.some(
          (action) => !uses.some((use) => use.resource === '*' && use.action === action),
        ),
    )
    expect(
      idle.map(({ resource }) => resource),
      'explained, but no longer needed',
    ).toEqual([])
    expect(
      uses.filter(
        ({ resource, isRefused }) =>
          resource.endsWith(`media-${account}-${region}/*`) && !isRefused,
      ),
    ).toEqual([])
    for (const { why } of wildcards) expect(why.length).toBeGreaterThan(20)
  })

  it.each(specs)(
    'allow %s exactly the actions in functions.ts, logs, traces and the function’s own queue',
    (name, { allow, trigger }) => {
      const key = (action: string, resource: string) => `${action} on ${resource}`
      const granted = roleOf(name).flatMap(({ Action, Resource }) =>
        list(Action).flatMap((action) => list(Resource).map((resource) => key(action, resource))),
      )
      const wanted = Object.entries(allow).flatMap(([scope, actions]) =>
        actions.flatMap((action) =>
          scopes[scope as Scope](settings).map((resource) => key(action, resource)),
        ),
      )
      const logs = `arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/connect-whatsapp-${name}:*`
      const running = [
        key('logs:CreateLogStream', logs),
        key('logs:PutLogEvents', logs),
        key('xray:PutTraceSegments', '*'),
        key('xray:PutTelemetryRecords', '*'),
        ...('queue' in trigger
          ? ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) =>
              key(action, `arn:aws:sqs:us-east-1:111122223333:${queueName(trigger.queue)}`),
            )
          : []),
      ]

      expect(granted.sort()).toEqual([...wanted, ...running].sort())
    },
  )

  it('allow Connect and AWS End User Messaging Social to publish for this account and instance only', () => {
    const policies = ofType(app, 'AWS::SNS::TopicPolicy').flatMap(
      ({ Properties }) => Properties!.PolicyDocument.Statement as Statement[],
    )
    const fromConnect = (key: 'chat-replies' | 'chat-evidence') => ({
      Sid: 'AllowChatStreaming',
      Effect: 'Allow',
      Principal: { Service: 'connect.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topicArn(key, settings),
      Condition: {
        StringEquals: { 'aws:SourceAccount': settings.account },
        ArnEquals: { 'aws:SourceArn': settings.instanceArn },
      },
    })
    const fromWhatsApp = filled(whatsappTopicStatement, {
      TOPIC: topicArn('whatsapp-events', settings),
      REGION: settings.region,
      ACCOUNT: settings.account,
    })

    expect(policies).toEqual(
      expect.arrayContaining([
        fromConnect('chat-replies'),
        fromConnect('chat-evidence'),
        fromWhatsApp,
      ]),
    )
    expect(policies).toHaveLength(3)
  })

  it('allow only the source of a queue to write to it', () => {
    const policies = ofType(app, 'AWS::SQS::QueuePolicy').flatMap(
      ({ Properties }) => plain(app, Properties!.PolicyDocument.Statement) as Statement[],
    )

    for (const { Action, Condition } of policies) {
      expect(Action).toBe('sqs:SendMessage')
      expect(Condition?.ArnEquals?.['aws:SourceArn']).toMatch(
        /^arn:aws:(sns:us-east-1:111122223333:connect-whatsapp-|events:us-east-1:111122223333:rule\/connect-whatsapp-)/,
      )
    }
  })

  it('allow the use of the customer’s key and no other key', async () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001'
    const encrypted = await synthesise({ ...settings, kmsKeyArn }, { files, origins: [origin] })

    const ofKey = statementsOf(encrypted.app).filter(({ Action }) =>
      list(Action).some((action) => action.startsWith('kms:')),
    )
    expect(ofKey).toHaveLength(specs.length)
    for (const { Resource, Action } of ofKey)
      expect([Resource, Action]).toEqual([kmsKeyArn, ['kms:Decrypt', 'kms:GenerateDataKey']])
    for (const [template, type, key] of [
      [encrypted.app, 'AWS::SQS::Queue', 'KmsMasterKeyId'],
      [encrypted.app, 'AWS::SNS::Topic', 'KmsMasterKeyId'],
    ] as const)
      for (const { Properties } of ofType(template, type)) expect(Properties![key]).toBe(kmsKeyArn)
  })

  it('let the topic that receives native chats write only to a queue whose consumer cannot send messages', () => {
    const evidence = ofType(app, 'AWS::SNS::Subscription').filter(({ Properties }) =>
      JSON.stringify(Properties).includes('ChatEvidence'),
    )

    expect(evidence.map(({ Properties }) => plain(app, Properties!.Endpoint))).toEqual([
      'arn:aws:sqs:us-east-1:111122223333:connect-whatsapp-delivery-events',
    ])
    expect(Object.keys(functions['delivery-status'].allow)).not.toContain('phoneNumbers')
  })
})

describe('the data stack', () => {
  it('retains table and bucket when it is deleted, and supports point-in-time recovery', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      expect(ofType(data, type)[0]).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      })
    }
    expect(named(data, 'AWS::DynamoDB::Table', 'TableName', DEFAULT_TABLE)).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    })
  })

  it('has a private and encrypted media bucket whose objects expire after 30 days', () => {
    expect(ofType(data, 'AWS::S3::Bucket')[0]!.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
    })
  })

  it('uses the configured retention of files and the configured name of the table', async () => {
    const other = await synthesise(
      { ...settings, retentionDays: 90, table: 'another-table' },
      { files, origins: [] },
    )

    expect(ofType(other.data, 'AWS::S3::Bucket')[0]!.Properties).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90 }] },
    })
    expect(ofType(other.data, 'AWS::DynamoDB::Table')[0]!.Properties).toMatchObject({
      TableName: 'another-table',
    })
    const { Environment, FunctionName: name } = ofType(other.app, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties!.FunctionName === 'connect-whatsapp-whatsapp-event',
    )!.Properties!
    expect([name, Environment.Variables]).toEqual([
      'connect-whatsapp-whatsapp-event',
      expect.objectContaining({ TABLE: 'another-table', RETENTION_DAYS: '90' }),
    ])
  })

  it('denies access to the content of its buckets without TLS', () => {
    const denied = [...statementsOf(data), ...statementsOf(app)].filter(
      ({ Effect }) => Effect === 'Deny',
    )

    expect(denied).toHaveLength(2)
    for (const { Action, Condition } of denied) {
      expect(Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } })
      expect(Action).toEqual(
        expect.arrayContaining([
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:ListBucket',
        ]),
      )
    }
  })

  it("accepts uploads only from the widget's origin", async () => {
    const unhosted = await synthesise(settings, { files, origins: [] })

    expect(
      ofType(data, 'AWS::S3::Bucket')[0]!.Properties!.CorsConfiguration.CorsRules,
    ).toMatchObject([{ AllowedOrigins: [origin], AllowedMethods: ['PUT'] }])
    expect(
      ofType(unhosted.data, 'AWS::S3::Bucket')[0]!.Properties!.CorsConfiguration,
    ).toBeUndefined()
  })
})

describe('the app stack', () => {
  it.each(specs)(
    'runs %s as functions.ts defines it, on arm64, from its own bundle',
    (name, { timeoutSeconds, env }) => {
      const fn = named(app, 'AWS::Lambda::Function', 'FunctionName', `connect-whatsapp-${name}`)

      expect(fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Timeout: timeoutSeconds,
      })
      expect(Object.keys(fn.Environment.Variables).sort()).toEqual([...env].sort())
      expect(assets.find(({ key }) => key === fn.Code.S3Key)!.name).toBe(name)
    },
  )

  it('deletes logs after 90 days', () => {
    for (const { Properties } of ofType(app, 'AWS::Logs::LogGroup'))
      expect(Properties!.RetentionInDays).toBe(90)
  })

  it('retries only the failed records of a batch, also from FIFO queues', () => {
    const mappings = ofType(app, 'AWS::Lambda::EventSourceMapping')

    expect(mappings).toHaveLength(specs.filter(([, { trigger }]) => 'queue' in trigger).length)
    for (const { Properties } of mappings)
      expect(Properties!.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
  })

  it('runs scheduled functions at their rates without retries', () => {
    const schedules = ofType(app, 'AWS::Events::Rule').flatMap(({ Properties }) =>
      Properties!.ScheduleExpression ? [[Properties!.Name, Properties!.ScheduleExpression]] : [],
    )

    expect(schedules.sort()).toEqual([
      ['connect-whatsapp-sweep', 'rate(1 minute)'],
      ['connect-whatsapp-sync-templates', 'rate(5 minutes)'],
      ['connect-whatsapp-watch-templates', 'rate(1 minute)'],
      ['connect-whatsapp-write-traces', 'rate(1 minute)'],
    ])
    for (const { Properties } of ofType(app, 'AWS::Lambda::EventInvokeConfig'))
      expect(Properties!.MaximumRetryAttempts).toBe(0)
  })

  it('encrypts every queue and gives each a dead-letter queue', () => {
    for (const key of Object.keys(queues)) {
      const queue = named(app, 'AWS::SQS::Queue', 'QueueName', queueName(key))
      expect(queue.SqsManagedSseEnabled).toBe(true)
      expect(plain(app, queue.RedrivePolicy.deadLetterTargetArn)).toMatch(
        new RegExp(`:${queueName(deadLetters(key)).replace('.', '\\.')}$`),
      )
      expect(
        named(app, 'AWS::SQS::Queue', 'QueueName', queueName(deadLetters(key)))
          .SqsManagedSseEnabled,
      ).toBe(true)
    }
  })

  it('uses high throughput for FIFO queues, so that conversations do not wait for each other', () => {
    expect(
      named(app, 'AWS::SQS::Queue', 'QueueName', 'connect-whatsapp-replies.fifo'),
    ).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    })
  })

  it('has a visibility timeout longer than the timeout of the function', () => {
    for (const [, { trigger, timeoutSeconds }] of specs) {
      if ('queue' in trigger)
        expect(queues[trigger.queue].visibilitySeconds).toBeGreaterThan(timeoutSeconds)
    }
  })

  it('requires a token for every request except preflights', () => {
    const routes = ofType(app, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties!)

    expect(routes.map(({ RouteKey }) => RouteKey)).not.toContain('$default')
    for (const { RouteKey, AuthorizationType, AuthorizationScopes } of routes) {
      expect(`${RouteKey} ${AuthorizationType}`).toMatch(
        /^(GET|POST|PUT|PATCH|DELETE) \/(supervisor\/)?\{proxy\+\} JWT$/,
      )
      // These are the scopes of the settings. For ID tokens, which have no scopes, the settings
      // contain none.
      expect(AuthorizationScopes).toEqual(['whatsapp/agent'])
    }
    expect(ofType(app, 'AWS::ApiGatewayV2::Authorizer')[0]!.Properties!.JwtConfiguration).toEqual({
      Issuer: 'https://id.example.com/',
      Audience: ['agent-widget'],
    })
  })

  it('throttles the API and logs its requests without personal data', () => {
    const stage = ofType(app, 'AWS::ApiGatewayV2::Stage')[0]!.Properties!

    expect(stage.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0)
    expect(stage.AccessLogSettings.Format).not.toMatch(
      /sourceIp|userAgent|path|claims|identity|cognito/i,
    )
  })

  it.each([
    [
      'https://sales.my.connect.aws/ccp-v2/',
      'https://sales.awsapps.com https://sales.my.connect.aws',
    ],
    [
      'https://sales.awsapps.com/connect/ccp-v2/',
      'https://sales.awsapps.com https://sales.my.connect.aws',
    ],
    ['http://127.0.0.1:4600/ccp-v2/', 'http://127.0.0.1:4600'],
    [undefined, 'https://*.awsapps.com https://*.my.connect.aws'],
  ])('lets only the Connect instance with the CCP %s frame the widget', (ccpUrl, origins) => {
    const { ccpUrl: _, ...widget } = settings.widget ?? {}
    const policy = contentSecurityPolicy({
      ...settings,
      widget: { ...widget, ...(ccpUrl ? { ccpUrl } : {}) },
    })

    expect(policy).toContain(`frame-ancestors 'self' ${origins};`)
  })

  it('serves the widget with its content security policy', () => {
    const policy = contentSecurityPolicy(settings)

    expect(policy).toContain("script-src 'self';")
    expect(JSON.stringify(ofType(app, 'AWS::CloudFront::ResponseHeadersPolicy'))).toContain(policy)
    expect(JSON.stringify(app)).not.toContain('X-Frame-Options')
  })

  it('lets pages of any origin read the widget’s files, but without credentials (CORS)', () => {
    const [headers] = ofType(app, 'AWS::CloudFront::ResponseHeadersPolicy')

    expect(headers!.Properties!.ResponseHeadersPolicyConfig.CorsConfig).toMatchObject({
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlAllowMethods: { Items: ['GET', 'HEAD'] },
      AccessControlAllowCredentials: false,
    })
  })

  it('raises an alarm for dead letters, failures, unconfirmed replies, delayed messages and throttles', async () => {
    const alarmed = ofType(app, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties!.AlarmName,
    )

    for (const key of Object.keys(queues))
      expect(alarmed).toEqual(
        expect.arrayContaining([
          `connect-whatsapp-${deadLetters(key).replace('.', '-')}`,
          `connect-whatsapp-${key.replace('.', '-')}-age`,
        ]),
      )
    for (const [name] of specs) expect(alarmed).toContain(`connect-whatsapp-${name}-errors`)
    expect(alarmed).toEqual(
      expect.arrayContaining([
        'connect-whatsapp-unconfirmed',
        'connect-whatsapp-failed-replies',
        'connect-whatsapp-unrecorded-answers',
        'connect-whatsapp-delayed-messages',
        'connect-whatsapp-throttles',
      ]),
    )
  })

  const alarmOf = (name: string, template = app) =>
    named(template, 'AWS::CloudWatch::Alarm', 'AlarmName', `connect-whatsapp-${name}`)
  const watchedBy = (name: string) =>
    (alarmOf(name).Metrics as { MetricStat?: { Metric: any } }[]).flatMap(({ MetricStat }) =>
      MetricStat ? [MetricStat.Metric] : [],
    )

  it('raises an alarm when EventBridge or SNS cannot deliver, for every rule and topic', () => {
    const rules = ofType(app, 'AWS::Events::Rule').map(({ Properties }) => Properties!.Name)
    const topics = ofType(app, 'AWS::SNS::Topic').map(({ Properties }) => Properties!.TopicName)
    const of = (metrics: any[], name: string) =>
      metrics.flatMap(({ MetricName, Dimensions }) =>
        MetricName === name ? [Dimensions[0].Value] : [],
      )

    const fromRules = watchedBy('rules-undelivered')
    expect(of(fromRules, 'FailedInvocations').sort()).toEqual(rules.sort())
    expect(of(fromRules, 'InvocationsFailedToBeSentToDlq').sort()).toEqual(rules.sort())
    const fromTopics = watchedBy('topics-undelivered')
    expect(of(fromTopics, 'NumberOfNotificationsFailed').sort()).toEqual(topics.sort())
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
    for (const metrics of [fromRules, fromTopics]) expect(metrics.length).toBeLessThanOrEqual(10)
  })

  it('sends events that EventBridge cannot deliver to the dead-letter queue', () => {
    const withQueue = ofType(app, 'AWS::Events::Rule').filter(
      ({ Properties }) => Properties!.EventPattern,
    )

    expect(withQueue).toHaveLength(1)
    for (const { Properties } of withQueue)
      for (const target of plain(app, Properties!.Targets))
        expect(target.DeadLetterConfig.Arn).toBe(`${target.Arn}-dead`)
  })

  it('has a rule for redriving each dead-letter queue in the runbook', () => {
    const runbook = readFileSync(
      new URL('../../../provisioning/RUNBOOK.md', import.meta.url),
      'utf8',
    )
    const table = runbook.split('## Redrive dead letters')[1]!.split('\n## ')[0]!
    const described = [...table.matchAll(/^\| `([\w.-]+)` \| (yes|no) \|/gm)].map(
      ([, name]) => name!,
    )
    const dead = ofType(app, 'AWS::SQS::Queue')
      .map(({ Properties }) => String(Properties!.QueueName).replace('connect-whatsapp-', ''))
      .filter((name) => /-dead(\.fifo)?$/.test(name))

    expect(described.sort()).toEqual(dead.sort())
  })

  it('has exactly the alarms that the runbook describes', () => {
    const runbook = readFileSync(
      new URL('../../../provisioning/RUNBOOK.md', import.meta.url),
      'utf8',
    )
    const [, table = ''] = runbook.split('## Alarms')
    const described = table
      .split('\n### ')[0]!
      .split('\n')
      .flatMap((line) => (line.startsWith('| `') ? line.split('|')[1]!.match(/[\w-]+/g)! : []))
    const alarmed = ofType(app, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
      String(Properties!.AlarmName).replace('connect-whatsapp-', ''),
    )

    expect(described.sort()).toEqual(alarmed.sort())
  })

  it('raises no alarm for a single failure of a function', () => {
    for (const name of [...specs.map(([each]) => `${each}-errors`), 'api-errors', 'throttles'])
      expect(alarmOf(name)).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 2 })
  })

  it.each(['sweep', 'sync-templates', 'write-traces', 'watch-templates'])(
    'raises an alarm when %s does not run at all',
    (name) => {
      expect(alarmOf(`${name}-stopped`)).toMatchObject({
        MetricName: 'Invocations',
        Dimensions: [{ Name: 'FunctionName', Value: `connect-whatsapp-${name}` }],
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      })
      // The alarm is created after the CloudFront distribution, which takes minutes. By then, the
      // function has run at least once, so the alarm does not go off right after it is created.
      const resource = ofType(app, 'AWS::CloudWatch::Alarm').find(
        ({ Properties }) => Properties!.AlarmName === `connect-whatsapp-${name}-stopped`,
      )
      expect(String(resource!.DependsOn)).toMatch(/^Widget/)
    },
  )

  it('creates a topic for notices and subscribes the address to the topic only if notices are configured', async () => {
    const withNotices = { ...settings, notices: { email: 'leads@example.com', language: 'es' } }
    const { app: heard } = await synthesise(checkedStackSettings(withNotices), {
      files,
      origins: [origin],
    })
    const topicsIn = (template: typeof app) =>
      ofType(template, 'AWS::SNS::Topic').map(({ Properties }) => Properties!.TopicName)

    expect(topicsIn(app)).not.toContain('connect-whatsapp-notices')
    expect(topicsIn(heard)).toContain('connect-whatsapp-notices')
    expect(
      ofType(heard, 'AWS::SNS::Subscription').map(({ Properties }) => Properties!.Endpoint),
    ).toContain('leads@example.com')
    expect(
      named(heard, 'AWS::Lambda::Function', 'FunctionName', 'connect-whatsapp-watch-templates')
        .Environment.Variables,
    ).toMatchObject({
      NOTICE_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:connect-whatsapp-notices',
      NOTICE_LANGUAGE: 'es',
    })
  })

  it('creates a flow for tasks about problems only if the settings for notices name a queue', async () => {
    const queue = `${settings.instanceArn}/queue/c6b2d1ef-0000-4000-8000-000000000001`
    const { app: heard } = await synthesise(
      checkedStackSettings({ ...settings, notices: { queue } }),
      { files, origins: [origin] },
    )
    const taskFlow = (template: typeof app) =>
      named(template, 'AWS::Lambda::Function', 'FunctionName', 'connect-whatsapp-watch-templates')
        .Environment.Variables.NOTICE_TASK_FLOW

    expect(ofType(app, 'AWS::Connect::ContactFlow')).toEqual([])
    expect(taskFlow(app)).toBe('off')
    const [flow, another] = ofType(heard, 'AWS::Connect::ContactFlow')
    expect(another).toBeUndefined()
    expect(flow!.Properties).toMatchObject({
      Name: 'connect-whatsapp-problems',
      InstanceArn: settings.instanceArn,
    })
    expect(queueOf(flow!.Properties!.Content)).toBe('c6b2d1ef-0000-4000-8000-000000000001')
    expect(taskFlow(heard)).toEqual({ 'Fn::GetAtt': ['NoticeFlow', 'ContactFlowArn'] })
  })

  it('notifies an e-mail address and the admin’s topic of every alarm', async () => {
    const alarmTopic = 'arn:aws:sns:us-east-1:111122223333:on-call'
    const { app: heard } = await synthesise(
      checkedStackSettings({ ...settings, alarmTopic, alarmEmail: 'on-call@example.com' }),
      { files, origins: [origin] },
    )

    expect(
      ofType(heard, 'AWS::SNS::Subscription').filter(
        ({ Properties }) => Properties!.Protocol === 'email',
      ),
    ).toMatchObject([{ Properties: { Endpoint: 'on-call@example.com' } }])
    for (const { Properties } of ofType(heard, 'AWS::CloudWatch::Alarm'))
      expect(Properties!.AlarmActions).toEqual([alarmTopic, { Ref: expect.any(String) }])
    expect(() => checkedStackSettings({ ...settings, alarmEmail: 'nobody' })).toThrow(
      'alarmEmail: "nobody" is not valid. Use an e-mail address.',
    )
  })

  it('associates the flow function, both workspace applications and the widget’s origin with Connect', () => {
    const associations = ofType(app, 'AWS::Connect::IntegrationAssociation').map(
      ({ Properties }) => Properties!.IntegrationType,
    )

    expect(associations.sort()).toEqual(['APPLICATION', 'APPLICATION', 'LAMBDA_FUNCTION'])
    expect(ofType(app, 'AWS::Connect::ApprovedOrigin')).toHaveLength(1)
    const applications = ofType(app, 'AWS::AppIntegrations::Application')
    expect(applications.map(({ Properties }) => Properties)).toMatchObject([
      {
        Namespace: 'connect-whatsapp',
        ApplicationConfig: { ContactHandling: { Scope: 'PER_CONTACT' } },
      },
      {
        Namespace: 'connect-whatsapp-supervisors',
        ApplicationConfig: { ContactHandling: { Scope: 'CROSS_CONTACTS' } },
      },
    ])
    const flowMayInvoke = ofType(app, 'AWS::Lambda::Permission').find(
      ({ Properties }) => Properties!.Principal === 'connect.amazonaws.com',
    )!
    expect(flowMayInvoke.Properties).toMatchObject({
      SourceArn: settings.instanceArn,
      SourceAccount: settings.account,
    })
  })

  it('gives topics and queues the names that the functions use', () => {
    expect(
      ofType(app, 'AWS::SNS::Topic')
        .map(({ Properties }) => Properties!.TopicName)
        .sort(),
    ).toEqual(
      Object.keys(topics)
        .map((key) => topicName(key))
        .sort(),
    )
  })
})

it('the metrics count only events that the functions log', async () => {
  const files = (await readdir('lambdas', { recursive: true })).filter((file) =>
    file.endsWith('.ts'),
  )
  const sources = (
    await Promise.all(files.map((file) => readFile(join('lambdas', file), 'utf8')))
  ).join('\n')

  for (const { event } of Object.values(countedEvents))
    expect(sources).toMatch(new RegExp(`log\\.(info|warn|error)\\(\\s*'${event}'`))
})

it('reports all problems with the settings at once', () => {
  const wrong = {
    ...settings,
    region: 'somewhere',
    jwt: { issuer: 'http://id.example.com', audience: '' },
    surplus: true,
  }

  expect(() => checkedStackSettings(wrong)).toThrow(
    /region: .*\n?[\s\S]*jwt\.issuer: [\s\S]*jwt\.audience: /,
  )
})
