// The trust policy and the permissions of the two-way channel role, as AWS documents them. The
// configuration can restrict them further.

import type { Policy } from '../engine/policy.ts'
import documentedPermissions from '../policies/channel-role-permissions.json' with { type: 'json' }
import documentedTrust from '../policies/channel-role-trust.json' with { type: 'json' }

/** Restrictions that AWS does not document for this role, so they are off by default. */
export interface RoleLimits {
  /**
   * The account and Region for which alone the service may assume the role. Undefined if the trust
   * policy has no such condition.
   */
  sources?: { account: string; region: string }
  /**
   * The ARNs of the instances to which the role's Connect actions are restricted. All phone numbers
   * of the account and Region remain allowed.
   */
  instances?: readonly string[]
}

export function rolePolicies({ sources, instances }: RoleLimits): {
  trust: Policy
  permissions: Policy
} {
  return {
    trust: sources ? limitedTrust(sources) : documentedTrust,
    permissions: instances ? limitedPermissions(instances) : documentedPermissions,
  }
}

const limitedTrust = ({ account, region }: { account: string; region: string }): Policy => ({
  ...documentedTrust,
  Statement: documentedTrust.Statement.map((statement) => ({
    ...statement,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:aws:social-messaging:${region}:${account}:*` },
    },
  })),
})

function limitedPermissions(instances: readonly string[]): Policy {
  const [, , , region, account] = instances[0]!.split(':')
  const numbers = `arn:aws:social-messaging:${region}:${account}:phone-number-id/*`
  // The ARN of an imported number names the account but no instance, so all numbers of the account
  // are allowed.
  const resources: Record<string, string[]> = {
    connect: [
      ...instances,
      ...instances.map((arn) => `${arn}/*`),
      `arn:aws:connect:${region}:${account}:phone-number/*`,
    ],
    'social-messaging': [numbers],
  }
  return {
    ...documentedPermissions,
    Statement: documentedPermissions.Statement.flatMap(({ Sid, Effect, Action }) =>
      Object.entries(resources)
        .map(([service, Resource]) => ({
          Sid: `${Sid}${service === 'connect' ? '' : 'Numbers'}`,
          Effect,
          Action: Action.filter((action) => action.startsWith(`${service}:`)),
          Resource,
        }))
        .filter((statement) => statement.Action.length > 0),
    ),
  }
}
