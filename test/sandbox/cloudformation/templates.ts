// Finds the changes between two templates, and evaluates the outputs of a template.

export interface Template {
  Resources: Record<string, Resource>
  Outputs?: Record<string, { Value: unknown; Description?: string }>
  [section: string]: unknown
}

export interface Resource {
  Type: string
  Properties?: Record<string, any>
  DeletionPolicy?: string
  [attribute: string]: unknown
}

export interface ResourceChange {
  Action: 'Add' | 'Modify' | 'Remove' | 'Import'
  LogicalResourceId: string
  ResourceType: string
  PhysicalResourceId?: string
  Replacement?: 'True' | 'False'
  Scope?: string[]
  Details?: {
    Target: { Attribute: string; Name?: string; RequiresRecreation: string }
    Evaluation: string
    ChangeSource: string
  }[]
}

/**
 * The create-only properties that our stacks use, by resource type: CloudFormation replaces a
 * resource when one of them changes. Most properties with a resource's name are create-only.
 */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::Events::Rule': ['Name'],
  'AWS::IAM::Role': ['RoleName', 'Path'],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
}

export function changesBetween(
  before: Template | undefined,
  after: Template,
  physicalId: (id: string, resource: Resource) => string,
) {
  const was = before?.Resources ?? {}
  const changes: ResourceChange[] = []
  for (const [LogicalResourceId, resource] of Object.entries(after.Resources)) {
    const old = was[LogicalResourceId]
    const about = { LogicalResourceId, ResourceType: resource.Type }
    if (!old) changes.push({ Action: 'Add', ...about })
    else if (JSON.stringify(old) !== JSON.stringify(resource))
      changes.push({
        ...about,
        ...modification(old, resource),
        PhysicalResourceId: physicalId(LogicalResourceId, old),
      })
  }
  for (const [LogicalResourceId, resource] of Object.entries(was)) {
    if (after.Resources[LogicalResourceId]) continue
    changes.push({
      Action: 'Remove',
      LogicalResourceId,
      ResourceType: resource.Type,
      PhysicalResourceId: physicalId(LogicalResourceId, resource),
    })
  }
  return changes
}

function modification(old: Resource, resource: Resource) {
  const differs = (
    name: string,
    a: Record<string, unknown> = {},
    b: Record<string, unknown> = {},
  ) => JSON.stringify(a[name]) !== JSON.stringify(b[name])
  const names = [
    ...new Set([...Object.keys(old.Properties ?? {}), ...Object.keys(resource.Properties ?? {})]),
  ]
  const properties = names.filter((name) => differs(name, old.Properties, resource.Properties))
  const attributes = ['DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'].filter((name) =>
    differs(name, old, resource),
  )
  const recreates = (name: string) =>
    old.Type !== resource.Type || CREATE_ONLY[resource.Type]?.includes(name) ? 'Always' : 'Never'
  const direct = { Evaluation: 'Static', ChangeSource: 'DirectModification' }
  return {
    Action: 'Modify' as const,
    Replacement: properties.some((name) => recreates(name) === 'Always')
      ? ('True' as const)
      : ('False' as const),
    Scope: [...(properties.length > 0 ? ['Properties'] : []), ...attributes],
    Details: [
      ...properties.map((Name) => ({
        Target: { Attribute: 'Properties', Name, RequiresRecreation: recreates(Name) },
        ...direct,
      })),
      ...attributes.map((Attribute) => ({
        Target: { Attribute, RequiresRecreation: 'Never' },
        ...direct,
      })),
    ],
  }
}

export interface Values {
  /** Returns what Ref returns for a resource. */
  physicalId(logicalId: string): string
  attribute(logicalId: string, name: string): string
  pseudo: Readonly<Record<string, string>>
}

/**
 * Evaluates a value of a template that contains Ref, Fn::GetAtt, Fn::Join, or Fn::Sub with only a
 * string. The CDK uses no other intrinsic functions in outputs.
 */
export function resolved(value: any, values: Values): any {
  if (Array.isArray(value)) return value.map((item) => resolved(item, values))
  if (typeof value !== 'object' || value === null) return value
  if ('Ref' in value) return values.pseudo[value.Ref] ?? values.physicalId(value.Ref)
  if ('Fn::GetAtt' in value) {
    const [id, name] = [value['Fn::GetAtt']]
      .flat()
      .join('.')
      .split(/\.(.*)/) as [string, string]
    return values.attribute(id, name)
  }
  if ('Fn::Join' in value) return resolved(value['Fn::Join'][1], values).join(value['Fn::Join'][0])
  if ('Fn::Sub' in value) {
    return String(value['Fn::Sub']).replace(/\$\{([^}]+)\}/g, (_, name: string) =>
      resolved(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, values),
    )
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolved(item, values)]),
  )
}
