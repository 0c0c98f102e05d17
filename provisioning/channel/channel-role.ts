// The two-way channel role. With this role, AWS End User Messaging Social sends events to Connect
// and imports numbers there. The role's trust policy and permissions are those that AWS documents:
// https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html
import {
  CreateRoleCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  NoSuchEntityException,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { ConfigError } from '../config/error.ts'
import { type Policy, sameMeaning } from '../engine/policy.ts'
import type { Change, Resource } from '../engine/resource.ts'
import { poll, retry, type Wait } from '../engine/wait.ts'
import { type RoleLimits, rolePolicies } from './role-policies.ts'
import { missingTags, OWNER, ownTags, type Tags } from './tags.ts'

export interface ChannelRole {
  arn: string
  path: string
  ours: boolean
  tags: Tags
  trust: Policy
  permissions: Policy | undefined
}

export const POLICY = 'TwoWayChannel'
// IAM is eventually consistent, so a new role may not be found for some seconds.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const PROPAGATION = { everyMs: 2_000, atMostMs: 60_000 }

interface Wanted extends RoleLimits {
  tags?: Tags
}

export function channelRole(
  RoleName: string,
  iam: IAMClient,
  wait: Wait,
  { tags = {}, ...limits }: Wanted = {},
): Resource<ChannelRole> {
  const wantedTags = ownTags(tags)
  const { trust, permissions } = rolePolicies(limits)
  const narrowed = limits.instances
    ? 'for the configured instances only (not documented by AWS)'
    : 'as AWS documents it'
  const untagged = (live: ChannelRole) => missingTags(wantedTags, live.tags)

  async function read() {
    const role = await unlessMissing(iam.send(new GetRoleCommand({ RoleName })))
    if (!role) return undefined
    const { Arn, Path, Tags, AssumeRolePolicyDocument } = role.Role!
    const inline = await unlessMissing(
      iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: POLICY })),
    )
    return {
      arn: Arn!,
      path: Path!,
      ours: (Tags ?? []).some(({ Key, Value }) => Key === OWNER.key && Value === OWNER.value),
      tags: Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
      trust: parsedPolicy(AssumeRolePolicyDocument!),
      permissions: inline && parsedPolicy(inline.PolicyDocument!),
    }
  }

  function diff(live: ChannelRole | undefined) {
    const changes: Change[] = []
    if (!live)
      changes.push({
        action: 'create',
        summary: 'create it and let social-messaging.amazonaws.com assume it',
      })
    else if (!sameMeaning(live.trust, trust))
      changes.push({
        action: 'update',
        summary: 'let only social-messaging.amazonaws.com assume it',
      })
    if (!live?.permissions || !sameMeaning(live.permissions, permissions)) {
      changes.push({
        action: live ? 'update' : 'create',
        summary: `allow it to send events to Connect and to import numbers, ${narrowed}`,
      })
    }
    if (live && changes.length > 0 && !live.ours) {
      throw new ConfigError(
        `role ${RoleName} exists, was not created by connect-whatsapp, and differs from the role that AWS documents for two-way messaging. Choose another name, or use its ARN (${live.arn}) to use it unchanged.`,
      )
    }
    if (live?.ours && Object.keys(untagged(live)).length > 0) {
      changes.push({
        action: 'update',
        summary: `tag it (${Object.keys(untagged(live)).join(', ')})`,
      })
    }
    if (live && live.path !== '/')
      throw new ConfigError(
        `role ${RoleName} has the path ${live.path}, but an event destination accepts only roles without a path. Choose another name.`,
      )
    return changes
  }

  async function create() {
    try {
      await iam.send(
        new CreateRoleCommand({
          RoleName,
          Description: 'Lets AWS End User Messaging Social send WhatsApp events to Amazon Connect',
          AssumeRolePolicyDocument: JSON.stringify(trust),
          Tags: tagList(wantedTags),
        }),
      )
    } catch (error) {
      if (!(error instanceof EntityAlreadyExistsException)) throw error
      // The role exists already if an earlier attempt created it and the response was lost, or if
      // somebody else created it. In the second case, `diff` throws ConfigError if the role does
      // not have the trust policy and permissions that AWS documents.
      diff(await read())
    }
  }

  return {
    name: `role ${RoleName}`,
    stays: 'can be assumed by AWS End User Messaging Social and has the permissions it needs',
    iam: [
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:CreateRole',
      'iam:TagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:PutRolePolicy',
    ],
    read,
    diff,

    async apply(live) {
      if (!live) {
        await create()
      } else if (!sameMeaning(live.trust, trust)) {
        await iam.send(
          new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) }),
        )
      }
      if (!live?.permissions || !sameMeaning(live.permissions, permissions)) {
        const put = new PutRolePolicyCommand({
          RoleName,
          PolicyName: POLICY,
          PolicyDocument: JSON.stringify(permissions),
        })
        await retry(
          () => iam.send(put),
          (error) => error instanceof NoSuchEntityException,
          PROPAGATION,
          wait,
        )
      }
      if (live && Object.keys(untagged(live)).length > 0)
        await iam.send(new TagRoleCommand({ RoleName, Tags: tagList(untagged(live)) }))
      return (await poll(
        read,
        (role) => role !== undefined && diff(role).length === 0,
        PROPAGATION,
        wait,
      ))!
    },
  }
}

const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** Parses a policy document, which IAM returns with URL encoding (RFC 3986). */
export const parsedPolicy = (encoded: string): Policy => JSON.parse(decodeURIComponent(encoded))

export async function unlessMissing<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined
    throw error
  }
}
