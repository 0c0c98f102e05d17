// The two-way channel role: trusted by the service, allowed what it needs, and allowed it in the end (boundaries and denials included).
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import type { Aws } from '../account/clients.ts'
import { existingRole } from '../channel/existing-role.ts'
import { ConfigError } from '../config/error.ts'
import permissions from '../policies/channel-role-permissions.json' with { type: 'json' }
import { bad, look, ok } from './finding.ts'

export const roleOf = (arn: string, resources: Readonly<Record<string, string>>, aws: Aws) => {
  const about = `role ${arn.split('/').pop()}`
  return look(about, async () => {
    const role = existingRole(arn, aws.iam)
    try {
      role.diff(await role.read())
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return [
        bad(
          about,
          error.message,
          'connect-whatsapp apply makes and repairs a role it was given by name.',
        ),
      ]
    }
    const actions = permissions.Statement.flatMap(({ Action }) => Action)
    const refused = (
      await Promise.all(
        Object.entries(resources).map(([service, resource]) => simulated(service, resource)),
      )
    ).flat()
    if (refused.length === 0)
      return [
        ok(
          about,
          'is trusted by AWS End User Messaging Social and allowed what it needs, as IAM simulates it',
        ),
      ]
    return [
      bad(
        about,
        `IAM does not let it ${refused.join(', ')} in the end`,
        'Look for a permissions boundary, a service control policy or a Deny that is about this role.',
      ),
    ]

    async function simulated(service: string, resource: string) {
      const ActionNames = actions.filter((action) => action.startsWith(`${service}:`))
      const { EvaluationResults = [] } = await aws.iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: arn,
          ActionNames,
          ResourceArns: [resource],
        }),
      )
      return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed').map(
        ({ EvalActionName }) => EvalActionName!,
      )
    }
  })
}
