import { readFile } from 'node:fs/promises'
import { type Caller, rightCaller } from '../account/caller.ts'
import {
  accountCommand,
  COMMON_OPTIONS,
  type Given,
  type Work,
  workOf,
} from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { ConfigError } from '../config/error.ts'
import { accountFor, instanceOf } from '../curation/account.ts'
import { curationChanges } from '../curation/changes.ts'
import { type CuratedAccount, curationNotes, curationProblems } from '../curation/check-curation.ts'
import { type CurationFile, parsedCuration } from '../curation/curation-file.ts'
import { storeCuration, storedCuration } from '../curation/store.ts'
import { counted, planLine } from '../engine/plan.ts'

const CHOICES = {
  config: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'boolean' },
} as const
const FILE = `FILE says which templates agents are offered, in which order, which are pinned, what is filled in beforehand and what agents should know;
for everyone, or for a queue or a routing profile. provisioning/curation.schema.json describes it, provisioning/README.md has an example.`

export const curationShow = accountCommand({
  usage: '[options]',
  summary: 'which templates supervisors offer, as the file it was made of; only reads',
  help: `Prints the curation of a WABA as JSON, ready to be changed and applied again.

  --waba ID           which WABA; not needed when the configuration has one
${COMMON_OPTIONS}`,
  options: { ...CHOICES, waba: { type: 'string' } },
  async run(given, host) {
    const { config, aws } = await workOf(given, host)
    await rightCaller(config, aws)
    const waba = wabaOf(given, config)
    const stored = await storedCuration(waba, aws)
    if (stored) host.tell(`Applied ${stored.appliedAt} by ${stored.appliedBy}.`)
    else host.tell(`Nothing was ever laid down for ${waba}: every template is offered to everyone.`)
    host.print(JSON.stringify(stored?.file ?? { waba, rules: [] }, undefined, 2))
    return 0
  },
})

export const curationCheck = accountCommand({
  usage: 'FILE [options]',
  summary: 'whether a file of curation is right, and what it would change; only reads',
  help: `${FILE}
Every problem at once: templates, languages, fields, queues and routing profiles that are not there, values that do not fit.

${COMMON_OPTIONS}

Exit code: 0 it can be applied, 1 something is wrong.`,
  options: CHOICES,
  positionals: 1,
  async run(given, host) {
    tell(await planned(given, host), host)
    return 0
  },
})

export const curationApply = accountCommand({
  usage: 'FILE [options]',
  summary: 'decide which templates agents are offered, and how',
  help: `${FILE}
Shows what changes, asks, and writes it. Agents have it when they next open a chat; what is not offered is refused from then on.

  --yes               do not ask (for scripts)
${COMMON_OPTIONS}

Exit code: 0 done or nothing to do, 1 something is wrong or you said no.`,
  options: { ...CHOICES, yes: { type: 'boolean' } },
  positionals: 1,
  async run(given, host) {
    const plan = await planned(given, host)
    const { file, account, work, caller, stored, changes } = plan
    tell(plan, host)
    if (changes.length === 0) return 0
    if (!given.values.yes && !(await agreed(changes.length, host))) {
      host.tell('Nothing was changed.')
      return 1
    }
    await storeCuration(file, account, { before: stored, by: caller.arn, at: host.now() }, work.aws)
    if (!work.json)
      host.print(
        `Done: ${counted(changes.length, 'change')}. Agents have it when they next open a chat.`,
      )
    return 0
  },
})

interface Planned {
  file: CurationFile
  account: CuratedAccount
  work: Work
  caller: Caller
  stored: Awaited<ReturnType<typeof storedCuration>>
  changes: ReturnType<typeof curationChanges>
  notes: string[]
}

async function planned(given: Given, host: Host): Promise<Planned> {
  const name = given.positionals[0]
  if (!name)
    throw new ConfigError('Which file? "connect-whatsapp curation show" prints one to begin with.')
  const file = await read(name)
  const work = await workOf(given, host)
  instanceOf(file.waba, work.config)
  const caller = await rightCaller(work.config, work.aws)
  const [account, stored] = await Promise.all([
    accountFor(file, work.config, work.aws),
    storedCuration(file.waba, work.aws),
  ])
  const problems = curationProblems(file, account)
  if (problems.length > 0)
    throw new ConfigError(problems.map((problem) => `${name}: ${problem}`).join('\n'))
  return {
    file,
    account,
    work,
    caller,
    stored,
    changes: curationChanges(stored?.file, file),
    notes: curationNotes(file, account),
  }
}

function tell({ file, changes, notes, work }: Planned, host: Host): void {
  if (work.json) host.print(JSON.stringify({ waba: file.waba, changes, notes }, undefined, 2))
  else {
    host.print(
      changes.length > 0
        ? `Changes for ${file.waba}:`
        : `Nothing to change: ${file.waba} is as the file says.`,
    )
    for (const change of changes) host.print(planLine(change))
    for (const note of notes) host.print(`  ! ${note}`)
  }
}

async function agreed(changes: number, host: Host): Promise<boolean> {
  if (!host.interactive)
    throw new ConfigError(
      'Nobody is here to agree to these changes. Give --yes, or run this in a terminal.',
    )
  return host.ask.yes(changes === 1 ? 'Make this change?' : `Make these ${changes} changes?`)
}

async function read(name: string): Promise<CurationFile> {
  const text = await readFile(name, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(
      `${name}: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}.`,
      { cause },
    )
  })
  try {
    return parsedCuration(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigError(error.message.replace(/^/gm, `${name}: `))
    throw new ConfigError(`${name} is not JSON: ${(error as Error).message}.`)
  }
}

/** The one that is meant; not needed where there is one. */
export function wabaOf({ values }: Given, { channels }: Work['config']): string {
  const wanted = values.waba ?? (channels.length === 1 ? channels[0]!.waba : undefined)
  if (typeof wanted !== 'string')
    throw new ConfigError(
      `Which WABA? Give --waba with one of ${channels.map(({ waba }) => waba).join(', ')}.`,
    )
  if (!channels.some(({ waba }) => waba === wanted))
    throw new ConfigError(
      `${wanted} is not in the configuration; it has ${channels.map(({ waba }) => waba).join(', ')}.`,
    )
  return wanted
}
