// Which resources a call is about, for deciding whether its caller may make it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

interface Place {
  account: string
  region: string
}

/** `['*']` where AWS lets nobody name a resource, or where the input names none. */
export function resourcesOf(signingName: string, input: any, place: Place): string[] {
  return (of[signingName]?.(input ?? {}, place) ?? []).filter(Boolean).length > 0 ? of[signingName]!(input ?? {}, place) : ['*']
}

const of: Record<string, (input: any, place: Place) => string[]> = {
  dynamodb(input, { account, region }) {
    const names = input.TableName ? [input.TableName] : Object.keys(input.RequestItems ?? {})
    const tables = names.map((name) => (name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`))
    return input.IndexName ? tables.map((table) => `${table}/index/${input.IndexName}`) : tables
  },

  sqs: ({ QueueUrl, QueueName }, { account, region }) => {
    const name = QueueName ?? QueueUrl?.split('/').at(-1)
    return name ? [`arn:aws:sqs:${region}:${account}:${name}`] : []
  },

  sns: ({ TopicArn, ResourceArn, Name }, { account, region }) =>
    TopicArn || ResourceArn ? [TopicArn ?? ResourceArn] : Name ? [`arn:aws:sns:${region}:${account}:${Name}`] : [],

  /** Below the instance what is named most exactly: a contact, a user. */
  connect({ InstanceId, ContactId, UserId, PhoneNumberId, resourceArn }, { account, region }) {
    if (resourceArn) return [resourceArn]
    if (PhoneNumberId) return [`arn:aws:connect:${region}:${account}:phone-number/${PhoneNumberId}`]
    if (!InstanceId) return []
    const instance = InstanceId.startsWith('arn:') ? InstanceId : `arn:aws:connect:${region}:${account}:instance/${InstanceId}`
    if (ContactId) return [`${instance}/contact/${ContactId}`]
    return [UserId ? `${instance}/agent/${UserId}` : instance]
  },

  'social-messaging': (input, place) =>
    [input.originationPhoneNumberId, input.id, input.resourceArn].filter(Boolean).map((id) => socialMessagingArn(id, place)),

  iam: ({ RoleName, PolicySourceArn }, { account }) =>
    RoleName ? [`arn:aws:iam::${account}:role/${RoleName}`] : PolicySourceArn ? [PolicySourceArn] : [],

  kms: ({ KeyId }, { account, region }) =>
    KeyId ? [KeyId.startsWith('arn:') ? KeyId : `arn:aws:kms:${region}:${account}:key/${KeyId}`] : [],

  events: ({ Name }, { account, region }) => (Name ? [`arn:aws:events:${region}:${account}:rule/${Name}`] : []),

  lambda: ({ UUID }, { account, region }) => (UUID ? [`arn:aws:lambda:${region}:${account}:event-source-mapping:${UUID}`] : []),

  sts: ({ RoleArn }) => (RoleArn ? [RoleArn] : []),
}

// phone-number-id-0123… and waba-0123… are short for …:phone-number-id/0123… and …:waba/0123…
function socialMessagingArn(id: string, { account, region }: Place) {
  const short = /^(waba|phone-number-id)-(.+)$/.exec(id)
  return short ? `arn:aws:social-messaging:${region}:${account}:${short[1]}/${short[2]}` : id
}
