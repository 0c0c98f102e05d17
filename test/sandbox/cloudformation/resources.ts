// Creates the resources of a stack for the emulated CloudFormation. Only some types are created:
// buckets, because a deployment uploads files to them, and the types whose state the provisioning
// commands read.
import { PREFIX } from '#deployment/resources'
import { DEFAULT_TABLE } from '#deployment/table'
import type { Alarms } from '../aws/alarms.ts'
import type { EventBus } from '../aws/eventbridge.ts'
import type { FrontDoor } from '../aws/front-door.ts'
import type { EventSources } from '../functions/event-sources.ts'
import type { Operation, Service } from '../service.ts'
import { apiHost, distributionHost } from './names.ts'
import type { Effects } from './stacks.ts'
import { distribution, httpApi } from './web.ts'

interface Surroundings {
  door: Pick<FrontDoor, 'account' | 'region' | 'internal' | 'hosts'>
  alarms?: Alarms
  connect?: Service
  events?: EventBus
  sources?: EventSources
  /** The ARNs of the agent workspace's third-party applications. */
  applications?: Set<string>
  /** Called with the origins whose pages may call the deployed HTTP API. */
  onApiOrigins?(origins: readonly string[]): void
  /** Called with the environment variables of a deployed function. */
  onFunction?(name: string, variables: Readonly<Record<string, string>>): void
  /**
   * Whether the sandbox runs the functions. In this case, ../functions/deploy.ts has already
   * created the queues, topics, rules and triggers, and a stack only sets the policies of the
   * queues and topics. Deleting the stack removes the triggers, but not the queues, topics and
   * rules.
   */
  isRunning?: boolean
}

type Properties = Readonly<Record<string, any>>

interface Kind {
  made?(id: string, properties: Properties): Promise<unknown> | unknown
  removed?(id: string, properties: Properties): Promise<unknown> | unknown
}

const created = ({
  TableName,
  BillingMode,
  AttributeDefinitions,
  KeySchema,
  LocalSecondaryIndexes,
  GlobalSecondaryIndexes,
}: Properties) => ({
  ...{ TableName, BillingMode, AttributeDefinitions, KeySchema },
  ...{ LocalSecondaryIndexes, GlobalSecondaryIndexes },
})

const last = (arn: string) => arn.split(/[:/]/).at(-1)!

export function resourcesIn({
  door,
  alarms,
  connect,
  events,
  sources,
  applications,
  onApiOrigins,
  onFunction,
  isRunning = false,
}: Surroundings): Pick<Effects, 'made' | 'removed' | 'exists'> {
  async function s3(method: string, bucket: string) {
    const { status, body } = await door.internal('s3', { method, path: `/${bucket}` })
    const code = /<Code>([^<]+)/.exec(body.toString())?.[1]
    if (status >= 300 && code !== 'BucketAlreadyOwnedByYou' && code !== 'NoSuchBucket')
      throw new Error(/<Message>([^<]+)/.exec(body.toString())?.[1] ?? `S3 answered ${status}`)
  }
  const sqs = (operation: string, input: object) =>
    door.internal('sqs', {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
      },
      body: Buffer.from(JSON.stringify(input)),
    })
  const dynamoDb = (operation: string, input: object) =>
    door.internal('dynamodb', {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body: Buffer.from(JSON.stringify(input)),
    })
  const isTable = async (TableName: string) =>
    (await dynamoDb('DescribeTable', { TableName })).status === 200
  const sns = (form: Record<string, string>) =>
    door.internal('sns', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(new URLSearchParams(form).toString()),
    })
  /** Calls an operation of Connect and ignores the answer. */
  async function asked(operation: string, input: object) {
    const run: Operation | undefined = connect?.operations[operation]
    await run?.(input, { caller: { is: 'admin', name: 'aws' }, account: '', region: '' })
  }
  /** The response headers policies, by id. */
  const headers = new Map<string, Properties>()
  const functionArn = (name: string) =>
    `arn:aws:lambda:${door.region}:${door.account}:function:${name}`
  /** Returns whether ../functions/deploy.ts has already created the topic and its subscription. */
  const isHere = (topic: string) => isRunning && last(topic).startsWith(PREFIX)
  const own: Readonly<Record<string, Kind>> = isRunning
    ? {}
    : {
        'AWS::SQS::Queue': {
          made: (QueueName, { FifoQueue }) =>
            sqs('CreateQueue', {
              QueueName,
              ...(FifoQueue && { Attributes: { FifoQueue: 'true' } }),
            }),
          removed: (QueueUrl) => sqs('DeleteQueue', { QueueUrl }),
        },
        'AWS::SNS::Topic': {
          made: (arn) => sns({ Action: 'CreateTopic', Name: last(arn) }),
          removed: (TopicArn) => sns({ Action: 'DeleteTopic', TopicArn }),
        },
        'AWS::Events::Rule': {
          made: (_, { Name, EventPattern, ScheduleExpression, State, Targets }) =>
            events?.putRule({
              name: Name,
              source: EventPattern?.source ?? [],
              schedule: ScheduleExpression,
              off: State === 'DISABLED',
              targets: Object.fromEntries(Targets.map(({ Id, Arn }: any) => [Id, Arn])),
              deliver: async () => {},
            }),
          removed: (_, { Name }) => events?.removeRule(Name),
        },
      }
  const kinds: Readonly<Record<string, Kind>> = {
    ...own,
    'AWS::SNS::Subscription': {
      made: (_, { TopicArn, Protocol, Endpoint }) =>
        Protocol === 'sqs' &&
        !isHere(TopicArn) &&
        sns({ Action: 'Subscribe', TopicArn, Protocol, Endpoint }),
      async removed(_, { TopicArn, Endpoint }) {
        if (isHere(TopicArn)) return
        const { body } = await sns({ Action: 'ListSubscriptionsByTopic', TopicArn })
        const [, SubscriptionArn] =
          body
            .toString()
            .split('<member>')
            .find((entry) => entry.includes(`<Endpoint>${Endpoint}</Endpoint>`))
            ?.match(/<SubscriptionArn>([^<]+)/) ?? []
        if (SubscriptionArn) await sns({ Action: 'Unsubscribe', SubscriptionArn })
      },
    },
    'AWS::Lambda::Function': {
      made: (name, { Environment }) => onFunction?.(name, Environment?.Variables ?? {}),
    },
    'AWS::Lambda::EventSourceMapping': {
      made: (_, { EventSourceArn, FunctionName, BatchSize }) =>
        sources?.add({
          queueArn: EventSourceArn,
          functionArn: functionArn(FunctionName),
          batchSize: BatchSize,
        }),
      removed: (_, { FunctionName }) => sources?.remove(functionArn(FunctionName)),
    },
    // ../functions/deploy.ts has already created the default table.
    'AWS::DynamoDB::Table': {
      async made(name, properties) {
        if (name === DEFAULT_TABLE) return
        if (await isTable(name))
          throw new Error(
            `Resource of type 'AWS::DynamoDB::Table' with identifier '${name}' already exists.`,
          )
        await dynamoDb('CreateTable', created(properties))
      },
    },
    'AWS::S3::Bucket': {
      made: (bucket) => s3('PUT', bucket),
      removed: (bucket) => s3('DELETE', bucket),
    },
    'AWS::SQS::QueuePolicy': {
      made: async (_, { Queues, PolicyDocument }) => {
        for (const QueueUrl of Queues)
          await sqs('SetQueueAttributes', {
            QueueUrl,
            Attributes: { Policy: JSON.stringify(PolicyDocument) },
          })
      },
    },
    'AWS::SNS::TopicPolicy': {
      made: async (_, { Topics, PolicyDocument }) => {
        for (const TopicArn of Topics)
          await sns({
            Action: 'SetTopicAttributes',
            TopicArn,
            AttributeName: 'Policy',
            AttributeValue: JSON.stringify(PolicyDocument),
          })
      },
    },
    'AWS::CloudWatch::Alarm': {
      made: (name, { AlarmActions = [], MetricName, Dimensions = [] }) =>
        alarms?.set(name, {
          name,
          actions: AlarmActions,
          state: 'OK',
          ...(MetricName === 'ApproximateNumberOfMessagesVisible' && {
            emptyQueue: Dimensions.find(({ Name }: any) => Name === 'QueueName').Value,
          }),
        }),
      removed: (name) => alarms?.delete(name),
    },
    'AWS::CloudFront::ResponseHeadersPolicy': {
      made: (id, { ResponseHeadersPolicyConfig }) => headers.set(id, ResponseHeadersPolicyConfig),
      removed: (id) => headers.delete(id),
    },
    'AWS::CloudFront::Distribution': {
      made: (id, { DistributionConfig }) =>
        door.hosts.set(
          distributionHost(id),
          distribution(DistributionConfig, door, (policy) => headers.get(policy)),
        ),
      removed: (id) => door.hosts.delete(distributionHost(id)),
    },
    'AWS::ApiGatewayV2::Api': {
      made(id, { CorsConfiguration }) {
        door.hosts.set(apiHost(id, door), httpApi(CorsConfiguration))
        onApiOrigins?.(CorsConfiguration?.AllowOrigins ?? [])
      },
      removed: (id) => door.hosts.delete(apiHost(id, door)),
    },
    'AWS::AppIntegrations::Application': {
      made: (arn) => applications?.add(arn),
      removed: (arn) => applications?.delete(arn),
    },
    'AWS::Connect::ApprovedOrigin': {
      made: (_, { InstanceId, Origin }) =>
        asked('AssociateApprovedOrigin', { InstanceId: last(InstanceId), Origin }),
      removed: (_, { InstanceId, Origin }) =>
        asked('DisassociateApprovedOrigin', { InstanceId: last(InstanceId), Origin }).catch(
          () => {},
        ),
    },
    'AWS::Connect::ContactFlow': {
      made(arn, { InstanceArn, Content, ...others }) {
        const flow = { InstanceId: last(InstanceArn), ContactFlowId: last(arn), Content }
        return asked('UpdateContactFlowContent', flow).catch(() =>
          asked('CreateContactFlow', { ...others, ...flow }),
        )
      },
      removed: (arn, { InstanceArn }) =>
        asked('DeleteContactFlow', { InstanceId: last(InstanceArn), ContactFlowId: last(arn) }),
    },
    'AWS::Connect::IntegrationAssociation': {
      made: (_, { InstanceId, IntegrationType, IntegrationArn }) =>
        IntegrationType === 'LAMBDA_FUNCTION'
          ? asked('AssociateLambdaFunction', {
              InstanceId: last(InstanceId),
              FunctionArn: IntegrationArn,
            }).catch(() => {})
          : asked('CreateIntegrationAssociation', {
              InstanceId: last(InstanceId),
              IntegrationType,
              IntegrationArn,
            }),
      async removed(_, { InstanceId, IntegrationType, IntegrationArn }) {
        if (IntegrationType === 'LAMBDA_FUNCTION')
          return asked('DisassociateLambdaFunction', {
            InstanceId: last(InstanceId),
            FunctionArn: IntegrationArn,
          })
        return asked('DeleteIntegrationAssociation', {
          InstanceId: last(InstanceId),
          IntegrationArn,
        }).catch(() => {})
      },
    },
  }
  return {
    exists: async (type, id) => type === 'AWS::DynamoDB::Table' && (await isTable(id)),
    made: async (type, id, properties) => void (await kinds[type]?.made?.(id, properties)),
    removed: async (type, id, properties) => void (await kinds[type]?.removed?.(id, properties)),
  }
}
