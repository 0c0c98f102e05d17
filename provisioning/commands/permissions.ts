import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { accountCommand, COMMON_OPTIONS, workOf } from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { ConfigError } from '../config/error.ts'
import { counted } from '../engine/plan.ts'
import { COMMANDS, type CommandName } from '../permissions/actions.ts'
import {
  documentOf,
  documentsOf,
  LARGEST_POLICY,
  permissionsOf,
  sizeOf,
} from '../permissions/policy.ts'
import type { Permission } from '../stack/permissions.ts'

export const permissions = accountCommand({
  usage: '[COMMAND] [options]',
  summary: 'the least IAM policy that running each command needs',
  help: `For the person (or the pipeline) that runs the command, on the resources of this configuration. Calls nothing.
COMMAND is one of ${COMMANDS.join(', ')}; with it, the policy alone is printed, as IAM takes it, and on standard error why
each wildcard in it has to be. With the stack, CloudFormation acts with the same rights: those statements are called "Stack…", and
--only channel leaves them out.

  --write FOLDER          write the policies as files instead: one that is too long for IAM becomes several
${COMMON_OPTIONS}`,
  options: {
    config: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    write: { type: 'string' },
  },
  positionals: 1,
  async run(given, host) {
    const [wanted] = given.positionals
    if (wanted !== undefined && !COMMANDS.includes(wanted as CommandName)) {
      throw new ConfigError(
        `"${wanted}" is no command that needs permissions. They are ${COMMANDS.join(', ')}.`,
      )
    }
    const { config, withStack, json } = await workOf(given, host)
    const stack = withStack ? (await host.stacks()).stackPermissions : undefined
    const found = COMMANDS.filter((name) => wanted === undefined || name === wanted).map(
      (name) => [name, permissionsOf(name, config, stack)] as const,
    )
    if (typeof given.values.write === 'string') await written(given.values.write, found, host)
    else if (json && !wanted)
      host.print(shown(Object.fromEntries(found.map(([name, each]) => [name, documentOf(each)]))))
    else for (const [name, each] of found) printed(name, each, wanted === undefined, host)
    return 0
  },
})

const shown = (value: unknown) => JSON.stringify(value, undefined, 2)

function printed(
  name: CommandName,
  permissions: readonly Permission[],
  among: boolean,
  host: Host,
): void {
  const document = documentOf(permissions)
  const parts = documentsOf(permissions).length
  const whys = [...new Set(permissions.flatMap(({ why }) => why ?? []))]
  const reasons = whys.map(
    (why) =>
      `${permissions
        .filter((each) => each.why === why)
        .map(({ sid }) => sid)
        .join(', ')}: ${why}.`,
  )
  const length =
    parts > 1
      ? [
          `${sizeOf(document)} characters; a managed policy holds ${LARGEST_POLICY}: --write FOLDER makes it ${parts} policies.`,
        ]
      : []
  const notes = [...reasons, ...length]
  if (among)
    host.print([`# ${name}`, ...notes.map((note) => `# ${note}`), shown(document), ''].join('\n'))
  else {
    host.print(shown(document))
    for (const note of notes) host.tell(note)
  }
}

async function written(
  folder: string,
  found: readonly (readonly [CommandName, Permission[]])[],
  host: Host,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const files = found.flatMap(([name, permissions]) => {
    const parts = documentsOf(permissions)
    return parts.map((document, i) => ({
      file: join(folder, `connect-whatsapp-${name}${parts.length > 1 ? `-${i + 1}` : ''}.json`),
      document,
    }))
  })
  for (const { file, document } of files) await writeFile(file, `${shown(document)}\n`)
  host.print(
    `Wrote ${counted(files.length, 'policy', 'policies')}. To make and give one to a role:`,
  )
  for (const { file } of files) {
    const policy = file.replace(/^.*[\\/]|\.json$/g, '')
    host.print(`aws iam create-policy --policy-name ${policy} --policy-document file://${file}`)
  }
  host.print('aws iam attach-role-policy --role-name ROLE --policy-arn …')
}
