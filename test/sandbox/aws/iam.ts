// IAM's roles. IAM roles. Emulates IAM: the provisioning command creates and reads roles, and
// services assume them.

import { randomBytes } from 'node:crypto'
import * as sdk from '@aws-sdk/client-iam'
import type { Clock } from '../clock.ts'
import type { GuessValues } from '../guesses.ts'
import { AwsError, type Operation, type Service } from '../service.ts'
import { page } from './iam-paging.ts'
import { managedPolicies } from './managed-policies.ts'
import { decide, type Policy } from './permissions.ts'
import { checkedPolicy, written } from './policy-documents.ts'

/**
 * The state of a role after a change at the time `at`. Other services see the change only
 * `propagationMs` later.
 */
interface Version {
  at: number
  trust: Policy
  policies: Policy[]
}

interface Role {
  name: string
  path: string
  id: string
  createdAt: Date
  description: string | undefined
  maxSessionDuration: number
  trust: string
  inline: Map<string, string>
  attached: Set<string>
  tags: Map<string, string>
  versions: Version[]
}

export interface Iam {
  service: Service
  roleRefuses(
    roleArn: string,
    principal: string,
    actions: readonly string[],
    resource: string,
  ): string | undefined
  /** Returns the permissions that the role has now, or undefined if the role does not exist. */
  policiesOf(roleArn: string): readonly Policy[] | undefined
}

interface Options {
  account: string
  region: string
  clock: Clock
  /**
   * The time, in milliseconds of virtual time, from a change to a role until the change takes
   * effect for a service that assumes the role.
   */
  propagationMs: number
  guesses?: Pick<GuessValues, 'roleSourceConditions'> | undefined
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MAX_TAGS = 50
const MAX_TRUST = 2048
const MAX_INLINE = 10_240

export function iam({ account, region, clock, propagationMs, guesses }: Options): Iam {
  const roles = new Map<string, Role>()
  const managed = managedPolicies(account, clock, (arn) => {
    for (const role of roles.values()) if (role.attached.has(arn)) changed(role)
  })
  const arnOf = ({ path, name }: Role) => `arn:aws:iam::${account}:role${path}${name}`

  function existing(name: string): Role {
    const role = roles.get(name)
    if (!role)
      throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404)
    return role
  }

  function changed(role: Role) {
    const documents = [
      ...role.inline.values(),
      ...[...role.attached].map((arn) => managed.document(arn)),
    ]
    role.versions.push({
      at: clock.now(),
      trust: JSON.parse(role.trust),
      policies: documents.map((document) => JSON.parse(document)),
    })
  }

  const shown = (role: Role) => ({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: arnOf(role),
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: written(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    Tags: tagsOf(role.tags),
  })

  function create({
    RoleName,
    Path = '/',
    Description,
    MaxSessionDuration = 3600,
    AssumeRolePolicyDocument,
    Tags = [],
  }: any): Role {
    if (roles.has(RoleName))
      throw new AwsError('EntityAlreadyExists', `Role with name ${RoleName} already exists.`, 409)
    const role: Role = {
      name: RoleName,
      path: Path,
      id: `AROA${randomBytes(9).toString('hex').toUpperCase().slice(0, 17)}`,
      createdAt: new Date(clock.now()),
      description: Description,
      maxSessionDuration: MaxSessionDuration,
      trust: checkedPolicy(AssumeRolePolicyDocument, 'trust', MAX_TRUST),
      inline: new Map(),
      attached: new Set(),
      tags: new Map(),
      versions: [],
    }
    tag(role.tags, Tags)
    roles.set(RoleName, role)
    changed(role)
    return role
  }

  const operations: Record<string, Operation> = {
    CreateRole: (input) => {
      if (!/^[\w+=,.@-]{1,64}$/.test(input.RoleName))
        throw invalid(
          `The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
        )
      return { Role: shown(create(input)) }
    },
    GetRole: ({ RoleName }) => ({ Role: shown(existing(RoleName)) }),
    ListRoles(input) {
      const found = [...roles.values()].filter(({ path }) =>
        path.startsWith(input.PathPrefix ?? '/'),
      )
      const { entries, ...rest } = page('ListRoles', input, found)
      return { Roles: entries.map(shown), ...rest }
    },
    DeleteRole({ RoleName }) {
      const { inline, attached } = existing(RoleName)
      if (attached.size > 0)
        throw new AwsError(
          'DeleteConflict',
          'Cannot delete entity, must detach all policies first.',
          409,
        )
      if (inline.size > 0)
        throw new AwsError(
          'DeleteConflict',
          'Cannot delete entity, must delete policies first.',
          409,
        )
      roles.delete(RoleName)
      return {}
    },
    UpdateAssumeRolePolicy({ RoleName, PolicyDocument }) {
      const role = existing(RoleName)
      role.trust = checkedPolicy(PolicyDocument, 'trust', MAX_TRUST)
      changed(role)
      return {}
    },

    PutRolePolicy({ RoleName, PolicyName, PolicyDocument }) {
      const role = existing(RoleName)
      role.inline.set(PolicyName, checkedPolicy(PolicyDocument, 'permissions', MAX_INLINE))
      changed(role)
      return {}
    },
    GetRolePolicy({ RoleName, PolicyName }) {
      const document = existing(RoleName).inline.get(PolicyName)
      if (document === undefined) throw noPolicy(PolicyName)
      return { RoleName, PolicyName, PolicyDocument: written(document) }
    },
    ListRolePolicies(input) {
      const { entries, ...rest } = page('ListRolePolicies', input, [
        ...existing(input.RoleName).inline.keys(),
      ])
      return { PolicyNames: entries, ...rest }
    },
    DeleteRolePolicy({ RoleName, PolicyName }) {
      const role = existing(RoleName)
      if (!role.inline.delete(PolicyName)) throw noPolicy(PolicyName)
      changed(role)
      return {}
    },

    ...managed.operations,
    AttachRolePolicy({ RoleName, PolicyArn }) {
      const role = existing(RoleName)
      managed.document(PolicyArn)
      role.attached.add(PolicyArn)
      changed(role)
      return {}
    },
    DetachRolePolicy({ RoleName, PolicyArn }) {
      const role = existing(RoleName)
      if (!role.attached.delete(PolicyArn))
        throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404)
      changed(role)
      return {}
    },
    ListAttachedRolePolicies(input) {
      const { entries, ...rest } = page('ListAttachedRolePolicies', input, [
        ...existing(input.RoleName).attached,
      ])
      return {
        AttachedPolicies: entries.map((PolicyArn) => ({
          PolicyName: PolicyArn.split('/').at(-1),
          PolicyArn,
        })),
        ...rest,
      }
    },

    TagRole: ({ RoleName, Tags }) => tag(existing(RoleName).tags, Tags),
    UntagRole({ RoleName, TagKeys }) {
      for (const key of TagKeys) existing(RoleName).tags.delete(key)
      return {}
    },
    ListRoleTags(input) {
      const { entries, ...rest } = page(
        'ListRoleTags',
        input,
        tagsOf(existing(input.RoleName).tags),
      )
      return { Tags: entries, ...rest }
    },

    CreateServiceLinkedRole({ AWSServiceName, Description, CustomSuffix }) {
      const words = AWSServiceName.replace(/\.amazonaws\.com$/, '').split('-')
      const named = words.map((word: string) => word[0]!.toUpperCase() + word.slice(1)).join('')
      const RoleName = `AWSServiceRoleFor${named}${CustomSuffix ? `_${CustomSuffix}` : ''}`
      if (roles.has(RoleName))
        throw invalid(
          `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
        )
      const Statement = [
        { Effect: 'Allow', Principal: { Service: [AWSServiceName] }, Action: 'sts:AssumeRole' },
      ]
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      return {
        Role: shown(
          create({
            RoleName,
            Path: `/aws-service-role/${AWSServiceName}/`,
            Description,
            AssumeRolePolicyDocument,
          }),
        ),
      }
    },

    SimulatePrincipalPolicy({ PolicySourceArn, ActionNames, ResourceArns = ['*'] }) {
      const role = [...roles.values()].find((one) => arnOf(one) === PolicySourceArn)
      if (!role) throw new AwsError('NoSuchEntity', `${PolicySourceArn} cannot be found.`, 404)
      const words = {
        allowed: 'allowed',
        denied: 'explicitDeny',
        'not allowed': 'implicitDeny',
      } as const
      const results = ActionNames.flatMap((action: string) =>
        ResourceArns.map((resource: string) => ({
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: words[decide(role.versions.at(-1)!.policies, { action, resource })],
          MatchedStatements: [],
          MissingContextValues: [],
        })),
      )
      return { EvaluationResults: results, IsTruncated: false }
    },
  }

  /**
   * Returns the latest state of a role that has already taken effect for other services, or
   * undefined if there is none.
   */
  function seen(roleArn: string): Version | undefined {
    const role = [...roles.values()].find((one) => arnOf(one) === roleArn)
    return role?.versions.findLast(({ at }) => at + propagationMs <= clock.now())
  }

  return {
    service: { signingName: 'iam', sdk, operations },
    policiesOf: (roleArn) => seen(roleArn)?.policies,
    roleRefuses(roleArn, principal, actions, resource) {
      const role = seen(roleArn)
      if (!role) return `${roleArn} does not exist or cannot be assumed yet`
      const context: Record<string, string> =
        guesses?.roleSourceConditions === 'no'
          ? {}
          : {
              'aws:SourceAccount': account,
              'aws:SourceArn': `arn:aws:${principal.split('.')[0]}:${region}:${account}:*`,
            }
      const trusts =
        decide([role.trust], {
          action: 'sts:AssumeRole',
          resource: roleArn,
          principal,
          context,
        }) === 'allowed'
      if (!trusts)
        return `${principal} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`
      const refused = actions.find(
        (action) => decide(role.policies, { action, resource }) !== 'allowed',
      )
      return (
        refused && `${roleArn} is not authorized to perform: ${refused} on resource: ${resource}`
      )
    },
  }
}

const invalid = (message: string) => new AwsError('InvalidInput', message)
const noPolicy = (name: string) =>
  new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404)
const tagsOf = (tags: ReadonlyMap<string, string>) =>
  [...tags].map(([Key, Value]) => ({ Key, Value }))

function tag(tags: Map<string, string>, added: { Key: string; Value: string }[]) {
  const keys = new Set([...tags.keys(), ...added.map(({ Key }) => Key)])
  if (keys.size > MAX_TAGS)
    throw new AwsError(
      'LimitExceeded',
      `The number of tags has reached the maximum limit. Tags per role: ${MAX_TAGS}`,
      409,
    )
  for (const { Key, Value } of added) tags.set(Key, Value)
  return {}
}
