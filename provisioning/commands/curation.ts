// The commands for curation. A curation determines which templates agents are offered, and how.
import { accountCommand } from '../cli/account-command.ts'
import {
  type AccountFlags,
  argument,
  type ConfigFlags,
  config,
  json,
  text,
  yes,
} from '../cli/options.ts'

export interface ShowFlags extends ConfigFlags {
  readonly waba?: string
}
export type CheckFlags = Omit<AccountFlags, 'only' | 'waba'>
export interface CurationApplyFlags extends CheckFlags {
  readonly yes?: boolean
}

export const waba = text('ID', 'The WABA (waba-…); needed only when the configuration has several')

const FILE = `FILE defines which templates agents are offered, their order, which of them are pinned, the initial
values of their fields, and notes for agents. A rule applies to everybody, to queues or to routing
profiles. The format of FILE is provisioning/curation.schema.json; provisioning/curation/README.md
has an example.`
const file = {
  kind: 'tuple',
  parameters: [argument('FILE', 'Curation file, as "connect-whatsapp curation show" prints it')],
} as const

export const curationShow = accountCommand<ShowFlags>({
  brief: 'Print the curation of a WABA as a file you can edit',
  description: `Prints the curation of a WABA as JSON, which you can edit and apply again. Changes nothing.

Exit code: 0 done, 1 the command failed.`,
  parameters: { flags: { config, waba } },
  load: async () => (await import('./run/curation.ts')).runCurationShow,
})

export const curationCheck = accountCommand<CheckFlags, [string]>({
  brief: 'Check a curation file and show what it would change',
  description: `${FILE}
Reports all problems at once: unknown templates, languages, fields, queues and routing profiles, and
values that do not fit. Changes nothing.

Exit code: 0 the file can be applied, 1 there are problems or the command failed.`,
  parameters: { flags: { config, json }, positional: file },
  load: async () => (await import('./run/curation.ts')).runCurationCheck,
})

export const curationApply = accountCommand<CurationApplyFlags, [string]>({
  changes: true,
  brief: 'Change which templates agents are offered, and how',
  description: `${FILE}
Shows the changes, asks for your consent and saves the curation. Agents see the change when they next
open a chat; from then on, templates that are not offered are refused.

Exit code: 0 done or nothing to change, 1 the command failed or you declined.`,
  parameters: { flags: { config, yes, json }, positional: file },
  load: async () => (await import('./run/curation.ts')).runCurationApply,
})
