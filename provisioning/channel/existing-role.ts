// A two-way channel role that the configuration names by its ARN. The role is checked but never
// changed.
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam'
import { failureKind } from '../cli/failure.ts'
import { ConfigError } from '../config/error.ts'
import { allows, type Policy, trusts } from '../engine/policy.ts'
import type { Resource } from '../engine/resource.ts'
import { parsedPolicy, unlessMissing } from './channel-role.ts'
import { type RoleResources, roleActions, simulatedDenials } from './role-simulation.ts'

const SERVICE = 'social-messaging.amazonaws.com'

interface ExistingRole {
  arn: string
  trust: Policy
  /** The actions that the role needs but its policies do not allow. */
  missing: readonly string[]
}

/**
 * Returns the role as a resource that is checked but never changed. `diff` throws ConfigError if
 * the role lacks what a two-way channel needs. With `resources`, IAM's policy simulator checks the
 * role, and the policies are read only if the simulator denies an action or cannot be used.
 */
export function existingRole(
  arn: string,
  iam: IAMClient,
  resources?: RoleResources,
): Resource<ExistingRole> {
  const RoleName = arn.split('/').pop()!

  return {
    name: `role ${RoleName}`,
    stays: 'is a role of yours with the right permissions and is used unchanged',
    iam: [
      'iam:GetRole',
      'iam:SimulatePrincipalPolicy',
      'iam:ListRolePolicies',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:GetPolicy',
      'iam:GetPolicyVersion',
    ],

    async read() {
      const role = await unlessMissing(iam.send(new GetRoleCommand({ RoleName })))
      if (!role) return undefined
      return {
        arn: role.Role!.Arn!,
        trust: parsedPolicy(role.Role!.AssumeRolePolicyDocument!),
        missing: (await isEnough(resources)) ? [] : await missingIn(RoleName, iam),
      }
    },

    diff(live) {
      if (!live || live.arn !== arn) {
        throw new ConfigError(
          `${arn}: there is no such role${live ? ` (the role of that name is ${live.arn})` : ''}. Use the ARN of an existing role, or the name of a role that apply creates.`,
        )
      }
      const { missing } = live
      const problems = [
        ...(trusts(live.trust, SERVICE)
          ? []
          : [`its trust policy does not let ${SERVICE} assume it`]),
        ...(missing.length > 0 ? [`it does not allow ${missing.join(', ')}`] : []),
      ]
      if (problems.length > 0) {
        throw new ConfigError(
          `${arn} cannot be the two-way channel role: ${problems.join('; ')}. Change the role as https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations-add.html describes, or use the name of a role that apply creates.`,
        )
      }
      return []
    },

    apply: async () => {
      throw new Error(`${arn} must not be changed`)
    },
  }

  /**
   * Returns whether IAM's policy simulator allows all actions of the role. Returns false if the
   * simulator gives no answer, for example because the caller may not use it.
   */
  async function isEnough(on: RoleResources | undefined): Promise<boolean> {
    if (!on) return false
    try {
      return (await simulatedDenials(arn, on, iam))?.length === 0
    } catch (error) {
      if (failureKind(error) === 'denied') return false
      throw error
    }
  }
}

/** Returns the required actions that no policy of the role allows. */
async function missingIn(RoleName: string, iam: IAMClient): Promise<string[]> {
  const policies = await Promise.all([
    inlinePolicies(RoleName, iam),
    attachedPolicies(RoleName, iam),
  ])
  return roleActions.filter((action) => !allows(policies.flat(), action))
}

async function inlinePolicies(RoleName: string, iam: IAMClient) {
  const names: string[] = []
  for await (const { PolicyNames } of paginateListRolePolicies({ client: iam }, { RoleName }))
    names.push(...PolicyNames!)
  return Promise.all(
    names.map(async (PolicyName) =>
      parsedPolicy(
        (await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument!,
      ),
    ),
  )
}

async function attachedPolicies(RoleName: string, iam: IAMClient) {
  const arns: string[] = []
  for await (const { AttachedPolicies } of paginateListAttachedRolePolicies(
    { client: iam },
    { RoleName },
  )) {
    arns.push(...AttachedPolicies!.map(({ PolicyArn }) => PolicyArn!))
  }
  return Promise.all(
    arns.map(async (PolicyArn) => {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
      const { PolicyVersion } = await iam.send(
        new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy!.DefaultVersionId! }),
      )
      return parsedPolicy(PolicyVersion!.Document!)
    }),
  )
}
