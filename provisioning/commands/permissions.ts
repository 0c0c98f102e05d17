import { accountCommand, COMMON_OPTIONS, workOf } from '../account-command.ts'
import { ConfigError } from '../config-error.ts'
import { COMMANDS, type CommandName, policyOf } from '../permissions.ts'

export const permissions = accountCommand({
  usage: '[COMMAND] [options]',
  summary: 'the least IAM policy that running each command needs',
  help: `For the person (or the pipeline) that runs the command, on the resources of this configuration. Calls nothing.
COMMAND is one of ${COMMANDS.join(', ')}; with it, the policy alone is printed, ready for aws iam put-user-policy.
With the stack, CloudFormation acts with the same rights: what it needs is the statement "Stack". --only channel leaves it out.

${COMMON_OPTIONS}`,
  options: { config: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean' } },
  positionals: 1,
  async run(given, host) {
    const [wanted] = given.positionals
    if (wanted !== undefined && !COMMANDS.includes(wanted as CommandName)) {
      throw new ConfigError(`"${wanted}" is no command that needs permissions. They are ${COMMANDS.join(', ')}.`)
    }
    const { config, withStack, json } = await workOf(given, host)
    const stack = withStack ? (await host.stacks()).stackActions : undefined
    const policies = COMMANDS.filter((name) => wanted === undefined || name === wanted).map(
      (name) => [name, policyOf(name, config, stack)] as const,
    )
    const shown = (value: unknown) => JSON.stringify(value, undefined, 2)
    if (wanted) host.print(shown(policies[0]![1]))
    else if (json) host.print(shown(Object.fromEntries(policies)))
    else for (const [name, policy] of policies) host.print(`# ${name}\n${shown(policy)}\n`)
    return 0
  },
})
