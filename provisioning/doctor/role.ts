// Checks the two-way channel role: that the service may assume it, that its policies allow what it
// needs, and that IAM's policy simulator, which knows boundaries and denials, allows it too.
import {
  type EvaluationResult,
  GetRoleCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import type { Aws } from '../account/clients.ts'
import { parsedPolicy, unlessMissing } from '../channel/channel-role.ts'
import { existingRole } from '../channel/existing-role.ts'
import { ConfigError } from '../config/error.ts'
import { trusts } from '../engine/policy.ts'
import permissions from '../policies/channel-role-permissions.json' with { type: 'json' }
import { bad, check, ok } from './finding.ts'

export const roleOf = (arn: string, resources: Readonly<Record<string, string>>, aws: Aws) => {
  const about = `role ${arn.split('/').pop()}`
  return check(about, async () => {
    const actions = permissions.Statement.flatMap(({ Action }) => Action)
    const refused = await simulatedAll()
    // The simulator evaluates every policy of the role. The policies are read, to find the reason,
    // only if the simulator refuses.
    const role = existingRole(arn, aws.iam)
    try {
      if (refused === undefined || refused.length > 0) role.diff(await role.read())
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
    if (refused === undefined || refused.length === 0)
      return [
        ok(
          about,
          'AWS End User Messaging Social can assume it, and IAM allows everything that a channel needs',
        ),
      ]
    return [
      bad(
        about,
        `IAM's policy simulator denies it ${refused.join(', ')}`,
        'Look for a permissions boundary, a service control policy or a Deny statement that applies to this role.',
      ),
    ]

    /** Returns the actions that the simulator refuses, or undefined if the role does not exist. */
    async function simulatedAll(): Promise<string[] | undefined> {
      const answer = await unlessMissing(
        aws.iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: arn,
            ActionNames: actions,
            ResourceArns: Object.values(resources),
          }),
        ),
      )
      return answer && refusedIn(answer.EvaluationResults ?? [])
    }

    /**
     * The simulator combines every action with every resource. Combinations of different services
     * are ignored.
     */
    function refusedIn(results: readonly EvaluationResult[]): string[] {
      const decisions = results.flatMap(
        ({ EvalActionName, EvalResourceName, EvalDecision, ResourceSpecificResults = [] }) => [
          { action: EvalActionName!, resource: EvalResourceName, decision: EvalDecision },
          ...ResourceSpecificResults.map((each) => ({
            action: EvalActionName!,
            resource: each.EvalResourceName,
            decision: each.EvalResourceDecision,
          })),
        ],
      )
      return actions.filter((action) => {
        const own = decisions.filter(
          (each) => each.action === action && each.resource === resources[action.split(':')[0]!],
        )
        return own.length === 0 || own.some(({ decision }) => decision !== 'allowed')
      })
    }
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
