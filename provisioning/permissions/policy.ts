// The least IAM policy that whoever runs a command needs, as documents IAM takes.
import type { Checked } from '../config/config.ts'
import { instanceArns, parsedInstance } from '../config/config.ts'
import type { Permission, StackPlace } from '../stack/permissions.ts'
import { actionsOf, type CommandName } from './actions.ts'
import { whereOf } from './resources.ts'

/** stack/permissions.ts, loaded only where the stack counts: it brings CDK with it. */
export type StackPermissions = (
  command: 'plan' | 'apply' | 'destroy',
  place: StackPlace,
) => Permission[]

export interface Statement {
  Sid: string
  Effect: 'Allow'
  Action: readonly string[]
  Resource: readonly string[]
  Condition?: Permission['condition']
}

export interface Document {
  Version: '2012-10-17'
  Statement: Statement[]
}

// Spaces do not count. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
export const LARGEST_POLICY = 6_144

/** `stack`: undefined with --only channel. */
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

function channelPermissions(
  command: CommandName,
  config: Checked,
  withStack: boolean,
): Permission[] {
  const where = whereOf(config, {
    everyWaba: command === 'init' || command === 'status' || command === 'destroy',
    putsBack: command === 'destroy',
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
  const place = { account, region, instances: instanceArns(config), kmsKey: config.stack.kmsKey }
  const prefixed = (permissions: Permission[]) =>
    permissions.map(({ sid, ...rest }) => ({ ...rest, sid: `Stack${sid}` }))
  if (command === 'plan' || command === 'apply' || command === 'destroy')
    return prefixed(stack(command, place))
  if (command !== 'status') return []
  const described = stack('plan', place).map((each) => ({
    ...each,
    actions: each.actions.filter((action) => /DescribeStacks$/.test(action)),
  }))
  return prefixed(described.filter(({ actions }) => actions.length > 0))
}

export const documentOf = (permissions: readonly Permission[]): Document => ({
  Version: '2012-10-17',
  Statement: permissions.map(({ sid, actions, resources, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition ? { Condition: condition } : {}),
  })),
})

/** Fifty numbers are more than one statement may name. */
function fitting(permission: Permission): Permission[] {
  const { sid, resources } = permission
  if (sizeOf(documentOf([permission])) <= LARGEST_POLICY) return [permission]
  const half = Math.ceil(resources.length / 2)
  return [
    { ...permission, sid: `${sid}A`, resources: resources.slice(0, half) },
    { ...permission, sid: `${sid}B`, resources: resources.slice(half) },
  ].flatMap(fitting)
}

export const sizeOf = (document: Document) => JSON.stringify(document).length

/** As few documents as hold them, each small enough for a policy of its own. */
export function documentsOf(permissions: readonly Permission[]): Document[] {
  const parts: Permission[][] = []
  for (const permission of permissions.flatMap(fitting)) {
    const roomy = parts.find((part) => sizeOf(documentOf([...part, permission])) <= LARGEST_POLICY)
    if (roomy) roomy.push(permission)
    else parts.push([permission])
  }
  return parts.map(documentOf)
}
