// Returns the physical ids of a stack's resources, and the values of attributes to which the
// stack's outputs refer.
import { createHash } from 'node:crypto'
import type { Resource } from './templates.ts'

export interface Place {
  account: string
  region: string
}

const NAMES = [
  'TableName',
  'BucketName',
  'QueueName',
  'FunctionName',
  'LogGroupName',
  'AlarmName',
  'DashboardName',
  'RoleName',
]

/**
 * Returns the physical id of a resource, which is the same every time for the same resource of the
 * same stack.
 */
export function physicalId(
  stack: string,
  id: string,
  { Type, Properties = {} }: Resource,
  { account, region }: Place,
): string {
  if (Type === 'AWS::SNS::Topic') return `arn:aws:sns:${region}:${account}:${Properties.TopicName}`
  if (Type === 'AWS::AppIntegrations::Application')
    return `arn:aws:app-integrations:${region}:${account}:application/${uuid(stack, id)}`
  if (Type === 'AWS::Connect::ContactFlow')
    return `${Properties.InstanceArn}/contact-flow/${uuid(stack, id)}`
  const name = NAMES.map((property) => Properties[property]).find(
    (value) => typeof value === 'string',
  )
  return name ?? `${stack}-${id}-${hash(stack, id).slice(0, 12).toUpperCase()}`
}

export function attribute(
  stack: string,
  id: string,
  resource: Resource,
  name: string,
  place: Place,
): string {
  const { account, region } = place
  const physical = physicalId(stack, id, resource, place)
  const arns: Readonly<Record<string, string>> = {
    'AWS::DynamoDB::Table': `arn:aws:dynamodb:${region}:${account}:table/${physical}`,
    'AWS::S3::Bucket': `arn:aws:s3:::${physical}`,
    'AWS::SQS::Queue': `arn:aws:sqs:${region}:${account}:${physical}`,
    'AWS::Lambda::Function': `arn:aws:lambda:${region}:${account}:function:${physical}`,
    'AWS::IAM::Role': `arn:aws:iam::${account}:role/${physical}`,
  }
  if (name === 'Arn' && arns[resource.Type]) return arns[resource.Type]!
  if (name === 'DomainName') return distributionHost(physical)
  if (name === 'ApiEndpoint') return `https://${apiHost(physical, place)}`
  return name.endsWith('Arn') ? physical : `${physical}.${name}`
}

/** Returns the host name that AWS assigns to a CloudFront distribution with this physical id. */
export const distributionHost = (physical: string) =>
  `d${hash('distribution', physical).slice(0, 13)}.cloudfront.net`
export const apiHost = (physical: string, { region }: Pick<Place, 'region'>) =>
  `${hash('api', physical).slice(0, 10)}.execute-api.${region}.amazonaws.com`

const hash = (stack: string, id: string) =>
  createHash('sha256').update(`${stack}/${id}`).digest('hex')

const uuid = (stack: string, id: string) =>
  hash(stack, id).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
