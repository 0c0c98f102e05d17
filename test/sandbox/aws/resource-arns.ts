// Finds the resources that a call uses, so that the caller's permissions for them can be checked.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

interface Place {
  account: string
  region: string
}

/**
 * Returns the ARNs of the resources that the input names, or `['*']` if the input names no resource
 * or the operation has no resource-level permissions.
 */
export function resourcesOf(
  signingName: string,
  operation: string,
  input: any,
  place: Place,
): string[] {
  const named = of[signingName]?.(input ?? {}, place, operation) ?? []
  return named.length > 0 ? named : ['*']
}

const of: Record<string, (input: any, place: Place, operation: string) => string[]> = {
  dynamodb(input, { account, region }) {
    const names = input.TableName ? [input.TableName] : Object.keys(input.RequestItems ?? {})
    const tables = names.map((name) =>
      name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`,
    )
    return input.IndexName ? tables.map((table) => `${table}/index/${input.IndexName}`) : tables
  },

  sqs: ({ QueueUrl, QueueName, SourceArn }, { account, region }) => {
    if (SourceArn) return [SourceArn]
    const name = QueueName ?? QueueUrl?.split('/').at(-1)
    return name ? [`arn:aws:sqs:${region}:${account}:${name}`] : []
  },

  sns: ({ TopicArn, ResourceArn, Name }, { account, region }) =>
    TopicArn || ResourceArn
      ? [TopicArn ?? ResourceArn]
      : Name
        ? [`arn:aws:sns:${region}:${account}:${Name}`]
        : [],

  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnect.html
  connect(input, { account, region }, operation) {
    const { InstanceId, PhoneNumberId, resourceArn } = input
    if (resourceArn) return [resourceArn]
    const number = (id: string) => `arn:aws:connect:${region}:${account}:phone-number/${id}`
    if (PhoneNumberId) return [number(PhoneNumberId)]
    if (operation === 'ListPhoneNumbersV2') return [number('*')]
    if (!InstanceId) return []
    const instance = InstanceId.startsWith('arn:')
      ? InstanceId
      : `arn:aws:connect:${region}:${account}:instance/${InstanceId}`
    // A policy cannot limit these operations to one phone number.
    if (/FlowAssociation$|^DisassociateFlow$/.test(operation)) return [number('*')]
    if (operation === 'ImportPhoneNumber') return [instance, number('*')]
    if (operation === 'AssociateFlow')
      return [`${instance}/contact-flow/${lastPart(input.FlowId)}`, number('*')]
    const below = Object.entries(BELOW).find(([id]) => input[id])
    if (below) return [`${instance}/${below[1]}/${lastPart(input[below[0]])}`]
    return [LISTED[operation] ? `${instance}/${LISTED[operation]}/*` : instance]
  },

  'social-messaging': (input, place) =>
    [input.originationPhoneNumberId, input.id, input.resourceArn]
      .filter(Boolean)
      .map((id) => socialMessagingArn(id, place)),

  iam: ({ RoleName, PolicySourceArn, PolicyArn }, { account }) =>
    RoleName
      ? [`arn:aws:iam::${account}:role/${RoleName}`]
      : [PolicySourceArn ?? PolicyArn].filter(Boolean),

  cloudformation: ({ StackName }, { account, region }) => {
    if (!StackName) return []
    return [
      StackName.startsWith('arn:')
        ? StackName
        : `arn:aws:cloudformation:${region}:${account}:stack/${StackName}/*`,
    ]
  },

  kms: ({ KeyId }, { account, region }) =>
    KeyId
      ? [KeyId.startsWith('arn:') ? KeyId : `arn:aws:kms:${region}:${account}:key/${KeyId}`]
      : [],

  monitoring: ({ AlarmName }, { account, region }) =>
    AlarmName ? [`arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}`] : [],

  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
  events: ({ Name, Rule }, { account, region }) =>
    Name || Rule ? [`arn:aws:events:${region}:${account}:rule/${Name ?? Rule}`] : [],

  lambda: ({ UUID }, { account, region }) =>
    UUID ? [`arn:aws:lambda:${region}:${account}:event-source-mapping:${UUID}`] : [],

  sts: ({ RoleArn }) => (RoleArn ? [RoleArn] : []),
}

/**
 * The type that a resource of a Connect instance has in its ARN, by the input field that contains
 * the resource's id.
 */
const BELOW: Readonly<Record<string, string>> = {
  ContactId: 'contact',
  UserId: 'agent',
  ContactFlowId: 'contact-flow',
  RoutingProfileId: 'routing-profile',
  SecurityProfileId: 'security-profile',
}

/**
 * The type that resources of a Connect instance have in their ARNs, by the operation that lists or
 * creates such resources.
 */
const LISTED: Readonly<Record<string, string>> = {
  ListContactFlows: 'contact-flow',
  CreateContactFlow: 'contact-flow',
  ListQueues: 'queue',
}

const lastPart = (id: string) => id.slice(id.lastIndexOf('/') + 1)

// phone-number-id-0123… and waba-0123… are short for …:phone-number-id/0123… and …:waba/0123…
function socialMessagingArn(id: string, { account, region }: Place) {
  const short = /^(waba|phone-number-id)-(.+)$/.exec(id)
  return short ? `arn:aws:social-messaging:${region}:${account}:${short[1]}/${short[2]}` : id
}
