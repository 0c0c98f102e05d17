// Checks the two-way channel role: that the service may assume it, and that its policies allow what
// it needs. IAM's policy simulator makes the second check, because it also evaluates permissions
// boundaries and explicit denials.
import { GetRoleCommand } from '@aws-sdk/client-iam'
import type { Aws } from '../account/clients.ts'
import { parsedPolicy } from '../channel/channel-role.ts'
import { existingRole } from '../channel/existing-role.ts'
import { type RoleResources, simulatedDenials } from '../channel/role-simulation.ts'
import { ConfigError } from '../config/error.ts'
import { trusts } from '../engine/policy.ts'
import { bad, check, ok } from './finding.ts'

export const roleOf = (arn: string, resources: RoleResources, aws: Aws) => {
  const about = `role ${arn.split('/').pop()}`
  return check(about, async () => {
    const denied = await simulatedDenials(arn, resources, aws.iam)
    // If the simulator denies an action, the policies are read to find the reason.
    const role = existingRole(arn, aws.iam)
    try {
      if (denied === undefined || denied.length > 0) role.diff(await role.read())
      else await requireTrust(arn, aws)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return [
        bad(
          about,
          error.message,
          'If the configuration contains the name of the role instead of its ARN, "connect-whatsapp apply" creates and repairs it.',
        ),
      ]
    }
    if (denied === undefined || denied.length === 0)
      return [
        ok(
          about,
          'AWS End User Messaging Social can assume it, and IAM allows everything that a channel needs',
        ),
      ]
    return [
      bad(
        about,
        `IAM's policy simulator denies it ${denied.join(', ')}`,
        'Look for a permissions boundary, a service control policy or a Deny statement that applies to this role.',
      ),
    ]
  })
}

async function requireTrust(arn: string, { iam }: Aws): Promise<void> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: arn.split('/').pop()! }))
  if (trusts(parsedPolicy(Role!.AssumeRolePolicyDocument!), 'social-messaging.amazonaws.com'))
    return
  throw new ConfigError(
    `${arn} cannot be the two-way channel role: its trust policy does not let social-messaging.amazonaws.com assume it.`,
  )
}
