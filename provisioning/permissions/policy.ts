// The IAM policy documents with the least permissions that a command needs.
import type { Checked } from '../config/config.ts'
import { instanceArns, parsedInstance } from '../config/config.ts'
import { choicesOf } from '../stack/choices.ts'
import type { Permission, StackPlace } from '../stack/permissions.ts'
import { actionsOf, INIT } from './actions.ts'
import type { CommandName } from './command-names.ts'
import { whereOf } from './resources.ts'

/**
 * The type of `stackPermissions` in stack/permissions.ts. Callers import that file only when they
 * need it, because it loads CDK.
 */
export type StackPermissions = (
  command: 'plan' | 'apply' | 'destroy',
  place: StackPlace,
) => Permission[]

export interface AllowStatement {
  Sid: string
  Effect: 'Allow'
  Action: readonly string[]
  Resource: readonly string[]
  Condition?: Permission['condition']
}

export interface PolicyDocument {
  Version: '2012-10-17'
  Statement: AllowStatement[]
}

// The maximum number of characters in a policy. IAM does not count whitespace, so documents are
// measured without it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
export const LARGEST_POLICY = 6_144

/**
 * Returns the permissions of a command. `stack` is undefined with --only channel, because the
 * command then does not work on the stack.
 */
export function permissionsOf(
  command: CommandName,
  config: Checked,
  stack: StackPermissions | undefined,
): Permission[] {
  return [
    ...channelPermissions(command, config, stack !== undefined),
    ...(stack ? ofStack(command, config, stack) : []),
  ]
}

/**
 * Returns the permissions of init. The permissions cannot be limited to single resources, because
 * init itself writes the configuration that names the resources.
 */
export const permissionsOfInit = (): Permission[] => [
  {
    sid: 'Init',
    actions: [...INIT].sort(),
    resources: ['*'],
    why: 'there is no configuration yet that names an account, a Region or an instance; init only reads',
  },
]

function channelPermissions(
  command: CommandName,
  config: Checked,
  withStack: boolean,
): Permission[] {
  const where = whereOf(config, {
    everyWaba: ['init', 'status', 'plan', 'apply', 'destroy'].includes(command),
    restoresDestinations: command === 'destroy',
    tagsUsers: command === 'users',
    takesOver: command === 'after-restore',
    verifies: command === 'verify',
  })
  const bySid = new Map<string, Permission>()
  for (const action of actionsOf(command, config, withStack)) {
    const { sid, ...rest } = where(action)
    const known = bySid.get(sid)
    bySid.set(sid, { sid, ...rest, actions: [...(known?.actions ?? []), action] })
  }
  return [...bySid.values()].filter(({ resources }) => resources.length > 0)
}

function ofStack(command: CommandName, config: Checked, stack: StackPermissions): Permission[] {
  const { account, region } = parsedInstance(config.instance)
  const { kmsKey, alarmTopic, table } = config.stack
  const { topics } = choicesOf(config)
  const instances = instanceArns(config)
  const place = { account, region, table, instances, kmsKey, alarmTopic, topics }
  const prefixed = (permissions: Permission[]) =>
    permissions.map(({ sid, ...rest }) => ({ ...rest, sid: `Stack${sid}` }))
  if (command === 'plan' || command === 'apply' || command === 'destroy')
    return prefixed(stack(command, place))
  if (command === 'after-restore') return prefixed(stack('apply', place))
  if (command !== 'status' && command !== 'doctor') return []
  const described = stack('plan', place).map((each) => ({
    ...each,
    actions: each.actions.filter((action) => /DescribeStacks$/.test(action)),
  }))
  return prefixed(described.filter(({ actions }) => actions.length > 0))
}

export const documentOf = (permissions: readonly Permission[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: permissions.map(({ sid, actions, resources, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition ? { Condition: condition } : {}),
  })),
})

/**
 * Splits a statement that is too long for one policy, for example a statement with fifty numbers.
 */
function fitting(permission: Permission): Permission[] {
  const { sid, resources } = permission
  if (sizeOf(documentOf([permission])) <= LARGEST_POLICY) return [permission]
  const half = Math.ceil(resources.length / 2)
  return [
    { ...permission, sid: `${sid}A`, resources: resources.slice(0, half) },
    { ...permission, sid: `${sid}B`, resources: resources.slice(half) },
  ].flatMap(fitting)
}

export const sizeOf = (document: PolicyDocument) => JSON.stringify(document).length

/**
 * Distributes the permissions over as few documents as possible, each of which fits into one
 * policy.
 */
export function documentsOf(permissions: readonly Permission[]): PolicyDocument[] {
  const parts: Permission[][] = []
  for (const permission of permissions.flatMap(fitting)) {
    const roomy = parts.find((part) => sizeOf(documentOf([...part, permission])) <= LARGEST_POLICY)
    if (roomy) roomy.push(permission)
    else parts.push([permission])
  }
  return parts.map(documentOf)
}
