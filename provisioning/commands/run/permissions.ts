import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { CONFIG_FILE } from '../../cli/options.ts'
import { openSession } from '../../cli/session.ts'
import { counted } from '../../engine/plan.ts'
import { COMMANDS, type CommandName } from '../../permissions/command-names.ts'
import {
  documentOf,
  documentsOf,
  LARGEST_POLICY,
  permissionsOf,
  permissionsOfInit,
  sizeOf,
} from '../../permissions/policy.ts'
import type { Permission } from '../../stack/permissions.ts'
import type { PermissionsFlags } from '../permissions.ts'

export const runPermissions: Run<PermissionsFlags, [CommandName?]> = async (
  host,
  flags,
  command,
) => {
  if (command === 'init' && !existsSync(flags.config ?? CONFIG_FILE))
    return printOrWrite([['init', permissionsOfInit()]], flags, command, host)
  const { config, withStack } = await openSession(flags, host)
  const stack = withStack ? (await host.stacks()).stackPermissions : undefined
  const policies = COMMANDS.filter((name) => command === undefined || name === command).map(
    (name) => [name, permissionsOf(name, config, stack)] as const,
  )
  return printOrWrite(policies, flags, command, host)
}

async function printOrWrite(
  policies: readonly (readonly [CommandName, Permission[]])[],
  { write, json = false }: PermissionsFlags,
  command: CommandName | undefined,
  host: Host,
): Promise<number> {
  if (write !== undefined) await writePolicies(write, policies, json, host)
  else if (json && !command)
    host.print(asJson(Object.fromEntries(policies.map(([name, each]) => [name, documentOf(each)]))))
  else for (const [name, each] of policies) printPolicy(name, each, command === undefined, host)
  return 0
}

const asJson = (value: unknown) => JSON.stringify(value, undefined, 2)

function printPolicy(
  name: CommandName,
  permissions: readonly Permission[],
  isOneOfSeveral: boolean,
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
          `The policy has ${sizeOf(document)} characters, but a managed policy can have only ${LARGEST_POLICY}. --write FOLDER splits it into ${parts} policies.`,
        ]
      : []
  const notes = [...reasons, ...length]
  if (isOneOfSeveral)
    host.print([`# ${name}`, ...notes.map((note) => `# ${note}`), asJson(document), ''].join('\n'))
  else {
    host.print(asJson(document))
    for (const note of notes) host.log(note)
  }
}

async function writePolicies(
  folder: string,
  found: readonly (readonly [CommandName, Permission[]])[],
  json: boolean,
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
  for (const { file, document } of files) await writeFile(file, `${asJson(document)}\n`)
  if (json) {
    host.print(asJson({ files: files.map(({ file }) => file) }))
    return
  }
  host.print(
    `Wrote ${counted(files.length, 'policy', 'policies')}. To create them and attach them to a role, run:`,
  )
  for (const { file } of files) {
    const policy = file.replace(/^.*[\\/]|\.json$/g, '')
    host.print(`aws iam create-policy --policy-name ${policy} --policy-document file://${file}`)
  }
  host.print('aws iam attach-role-policy --role-name ROLE --policy-arn …')
}
