import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { CONFIG_FILE } from '../../cli/options.ts'
import { openSession } from '../../cli/session.ts'
import { parsedInstance } from '../../config/config.ts'
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
    return printOrWrite([['init', permissionsOfInit()]], flags, { command }, host)
  const { config, withStack } = await openSession(flags, host)
  const stack = withStack ? (await host.stacks()).stackPermissions : undefined
  const policies = COMMANDS.filter((name) => command === undefined || name === command).map(
    (name) => [name, permissionsOf(name, config, stack)] as const,
  )
  const { account } = parsedInstance(config.instance)
  return printOrWrite(policies, flags, { command, account }, host)
}

async function printOrWrite(
  policies: readonly (readonly [CommandName, Permission[]])[],
  { write, json = false }: PermissionsFlags,
  { command, account }: { command: CommandName | undefined; account?: string },
  host: Host,
): Promise<number> {
  if (write !== undefined) await writePolicies(write, policies, json, account, host)
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
  account: string | undefined,
  host: Host,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const files = found.flatMap(([command, permissions]) => {
    const parts = documentsOf(permissions)
    return parts.map((document, i) => ({
      policy: `${POLICY}${command}${parts.length > 1 ? `-${i + 1}` : ''}`,
      document,
    }))
  })
  const fileOf = (policy: string) => join(folder, `${policy}.json`)
  const written = files.map(({ policy }) => policy)
  const before = policiesIn(await readdir(folder), found)
  const unneeded = before.filter((policy) => !written.includes(policy))
  for (const { policy, document } of files) await writeFile(fileOf(policy), `${asJson(document)}\n`)
  for (const policy of unneeded) await rm(fileOf(policy))
  if (json) {
    host.print(asJson({ files: written.map(fileOf), unneeded }))
    return
  }
  host.print(
    `Wrote ${counted(files.length, 'policy', 'policies')}. To create them and attach them to a role, run:`,
  )
  for (const policy of written)
    host.print(
      `aws iam create-policy --policy-name ${policy} --policy-document file://${fileOf(policy)}`,
    )
  const arn = `arn:aws:iam::${account ?? 'ACCOUNT'}:policy/`
  host.print(`aws iam attach-role-policy --role-name ROLE --policy-arn ${arn}POLICY`)
  host.print('For each policy that exists in IAM already, run this instead of create-policy:')
  host.print(
    `aws iam create-policy-version --set-as-default --policy-arn ${arn}POLICY --policy-document file://${fileOf('POLICY')}`,
  )
  if (unneeded.length > 0)
    host.print(
      `No longer needed, so their files were deleted: ${unneeded.join(', ')}. If these policies exist in IAM, detach them from the role.`,
    )
}

const POLICY = 'connect-whatsapp-'
/** A policy that is too large for IAM is divided into numbered files. */
const POLICY_FILE = new RegExp(`^(${POLICY}(.+?)(?:-\\d+)?)\\.json$`)

/** Returns the names of those policies of these commands whose files an earlier run has written. */
const policiesIn = (
  files: readonly string[],
  found: readonly (readonly [CommandName, unknown])[],
): string[] =>
  files.flatMap((file) => {
    const [, policy, command] = POLICY_FILE.exec(file) ?? []
    return policy && found.some(([name]) => name === command) ? [policy] : []
  })
