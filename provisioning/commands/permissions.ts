import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, only, text, wabas } from '../cli/options.ts'
import { COMMANDS, type CommandName } from '../permissions/command-names.ts'

export interface PermissionsFlags extends AccountFlags {
  readonly write?: string
}

function commandName(input: string): CommandName {
  const command = COMMANDS.find((each) => each === input)
  if (command) return command
  throw new RangeError(`Use one of: ${COMMANDS.join(', ')}.`)
}

export const permissions = accountCommand<PermissionsFlags, [CommandName?]>({
  brief: 'Print the IAM policy that each command needs',
  description: `Prints only the permissions that the person or pipeline running the command needs, limited to the
resources of this configuration. The command does not call AWS. "permissions init" also works
before there is a configuration. COMMAND is one of:
${COMMANDS.join(', ')}.
With COMMAND, standard output contains only this policy, ready for IAM, and standard error explains
each wildcard. CloudFormation acts with the same permissions: its statements are named "Stack…", and
--only channel leaves them out.

Exit code: 0 done, 1 the command failed.`,
  parameters: {
    flags: {
      config,
      only,
      waba: wabas,
      write: text(
        'FOLDER',
        'Write the policies to files; a policy that is too long for IAM is split',
      ),
      json,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          optional: true,
          parse: commandName,
          placeholder: 'COMMAND',
          brief: 'Print only the policy of this command or group of commands',
        },
      ],
    },
  },
  load: async () => (await import('./run/permissions.ts')).runPermissions,
})
