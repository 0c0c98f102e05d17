// Describes the changes of a stack in sentences, from two templates or from a change set of
// CloudFormation.
import type { Change } from '@aws-sdk/client-cloudformation'
import type { Template } from './synthesise.ts'

/**
 * A change of one resource, with a summary such as "modify queue connect-whatsapp-replies.fifo:
 * VisibilityTimeout".
 */
export interface StackChange {
  /** connect-whatsapp-data, connect-whatsapp-app, or `widget` for the widget's files. */
  stack: string
  action: 'add' | 'modify' | 'replace' | 'remove'
  summary: string
}

type Resource = Template['Resources'][string]

const NOUNS: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'HTTP API',
  'AWS::ApiGatewayV2::Authorizer': 'authorizer of the API',
  'AWS::ApiGatewayV2::Integration': 'integration of the API',
  'AWS::ApiGatewayV2::Route': 'route of the API',
  'AWS::ApiGatewayV2::Stage': 'stage of the API',
  'AWS::AppIntegrations::Application': 'agent workspace application',
  'AWS::CloudFront::Distribution': 'CloudFront distribution',
  'AWS::CloudFront::OriginAccessControl': 'CloudFront origin access control of',
  'AWS::CloudFront::ResponseHeadersPolicy': 'security headers of',
  'AWS::CloudWatch::Alarm': 'alarm',
  'AWS::CloudWatch::Dashboard': 'dashboard',
  'AWS::Connect::ApprovedOrigin': 'approved origin of the Connect instance',
  'AWS::Connect::ContactFlow': 'flow of the Connect instance',
  'AWS::Connect::IntegrationAssociation': 'integration of the Connect instance with',
  'AWS::DynamoDB::Table': 'table',
  'AWS::Events::Rule': 'event rule',
  'AWS::IAM::Role': 'role',
  'AWS::Lambda::EventInvokeConfig': 'retry settings of',
  'AWS::Lambda::EventSourceMapping': 'queue trigger',
  'AWS::Lambda::Function': 'function',
  'AWS::Lambda::Permission': 'permission to invoke',
  'AWS::Logs::LogGroup': 'log group',
  'AWS::Logs::MetricFilter': 'metric filter',
  'AWS::S3::Bucket': 'bucket',
  'AWS::S3::BucketPolicy': 'bucket policy',
  'AWS::SNS::Subscription': 'subscription',
  'AWS::SNS::Topic': 'topic',
  'AWS::SNS::TopicPolicy': 'topic policy',
  'AWS::SQS::Queue': 'queue',
  'AWS::SQS::QueuePolicy': 'queue policy',
}

const NAMES = [
  'TableName',
  'BucketName',
  'QueueName',
  'TopicName',
  'FunctionName',
  'LogGroupName',
  'AlarmName',
  'DashboardName',
  'RouteKey',
  'Origin',
  'Name',
]

// If one of these properties changes, CloudFormation replaces the resource, and the resource's data
// is lost.
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
}

/** Returns the noun for a type of resource, such as "queue". */
export const kindOf = (type: string) => NOUNS[type]?.replace(/ (of|with)$/, '') ?? type

/** Returns the noun and the name of a resource, such as "queue connect-whatsapp-replies.fifo". */
export function thing(logicalId: string, type: string, properties: Resource['Properties'] = {}) {
  const name = NAMES.map((property) => properties[property]).find(
    (value) => typeof value === 'string',
  )
  return `${NOUNS[type] ?? type} ${name ?? withoutHash(logicalId)}`
}

// CDK appends eight hexadecimal digits to logical ids.
const withoutHash = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '')

export function compared(
  stack: string,
  live: Template | undefined,
  wanted: Template,
): StackChange[] {
  const before = live?.Resources ?? {}
  const change = (
    action: StackChange['action'],
    id: string,
    { Type, Properties }: Resource,
    how = '',
  ): StackChange => ({
    stack,
    action,
    summary: `${action} ${thing(id, Type, Properties)}${how}`,
  })
  const wantedChanges = Object.entries(wanted.Resources).flatMap(([id, resource]) => {
    const was = before[id]
    if (!was) return [change('add', id, resource)]
    const parts = changedParts(was, resource)
    if (parts.length === 0) return []
    const fatal = parts.find((part) => REPLACED_BY[resource.Type]?.includes(part))
    if (fatal) return [change('replace', id, resource, `, because its ${fatal} cannot be changed`)]
    return [change('modify', id, resource, `: ${parts.join(', ')}`)]
  })
  const removed = Object.entries(before).filter(([id]) => !wanted.Resources[id])
  return [
    ...wantedChanges,
    ...removed.map(([id, resource]) => change('remove', id, resource, retentionNote(resource))),
  ]
}

const retentionNote = ({ DeletionPolicy }: Resource) =>
  String(DeletionPolicy ?? '').startsWith('Retain')
    ? ' from the stack; the resource itself remains in the account'
    : ''

function changedParts(was: Resource, is: Resource) {
  const parts = (one: Resource) => ({
    ...one.Properties,
    ...Object.fromEntries(
      Object.entries(one).filter(
        ([name]) => name !== 'Properties' && name !== 'DependsOn' && name !== 'Metadata',
      ),
    ),
  })
  const [before, after] = [parts(was), parts(is)] as Record<string, unknown>[]
  const names = [...new Set([...Object.keys(before!), ...Object.keys(after!)])]
  return names.filter((name) => JSON.stringify(before![name]) !== JSON.stringify(after![name]))
}

/**
 * Returns the changes of a change set. The name of a resource comes from the first of `templates`
 * that contains the resource.
 */
export function announced(
  stack: string,
  changes: readonly Change[],
  templates: readonly (Template | undefined)[],
): StackChange[] {
  return changes.flatMap(({ ResourceChange: change }): StackChange[] => {
    if (!change) return []
    const {
      LogicalResourceId: id = '',
      ResourceType: type = '',
      Action,
      Replacement,
      Details = [],
    } = change
    const resource = templates.map((template) => template?.Resources[id]).find(Boolean)
    const what = thing(id, type, resource?.Properties)
    const parts = [
      ...new Set(Details.map(({ Target }) => Target?.Name ?? Target?.Attribute).filter(Boolean)),
    ].join(', ')
    if (Action === 'Add') return [{ stack, action: 'add', summary: `add ${what}` }]
    if (Action === 'Import')
      return [{ stack, action: 'add', summary: `take over ${what}, which exists already` }]
    if (Action === 'Remove')
      return [
        {
          stack,
          action: 'remove',
          summary: `remove ${what}${resource ? retentionNote(resource) : ''}`,
        },
      ]
    if (Replacement === 'True')
      return [
        {
          stack,
          action: 'replace',
          summary: `replace ${what}, because of a change of ${parts}`,
        },
      ]
    const maybe = Replacement === 'Conditional' ? ' (CloudFormation may have to replace it)' : ''
    return [{ stack, action: 'modify', summary: `modify ${what}${parts && `: ${parts}`}${maybe}` }]
  })
}
