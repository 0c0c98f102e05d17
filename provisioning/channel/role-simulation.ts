// Asks IAM's policy simulator which actions a channel role is denied. In one call, the simulator
// evaluates all policies of the role, including permissions boundaries and explicit denials.
import {
  type EvaluationResult,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import permissions from '../policies/channel-role-permissions.json' with { type: 'json' }
import { unlessMissing } from './channel-role.ts'

/**
 * Maps the prefix of a service, such as `connect`, to the resource on which the role uses the
 * actions of this service.
 */
export type RoleResources = Readonly<Record<string, string>>

export const roleActions = permissions.Statement.flatMap(({ Action }) => Action)

/** Returns the actions that the simulator denies, or undefined if the role does not exist. */
export async function simulatedDenials(
  arn: string,
  resources: RoleResources,
  iam: IAMClient,
): Promise<string[] | undefined> {
  const answer = await unlessMissing(
    iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arn,
        ActionNames: roleActions,
        ResourceArns: Object.values(resources),
      }),
    ),
  )
  return answer && deniedIn(answer.EvaluationResults ?? [], resources)
}

/**
 * The simulator combines every action with every resource. If an action and a resource belong to
 * different services, the result is meaningless, so it is ignored.
 */
function deniedIn(results: readonly EvaluationResult[], resources: RoleResources): string[] {
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
  return roleActions.filter((action) => {
    const own = decisions.filter(
      (each) => each.action === action && each.resource === resources[action.split(':')[0]!],
    )
    return own.length === 0 || own.some(({ decision }) => decision !== 'allowed')
  })
}
