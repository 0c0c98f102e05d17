import { readFile } from 'node:fs/promises'
import type { CurationState } from '#whatsapp/templates/curation'
import type { CuratedAccount } from '#whatsapp/templates/curation-check'
import type { CurationFile } from '#whatsapp/templates/curation-file'
import { fileOf, stateOf } from '#whatsapp/templates/curation-file-state'
import { type Caller, rightCaller } from '../../account/caller.ts'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import { parsedJson } from '../../config/json-file.ts'
import { accountFor, instanceOf, teamsOf } from '../../curation/account.ts'
import { curationChanges } from '../../curation/changes.ts'
import { curationNotes } from '../../curation/curation-notes.ts'
import { checkableCuration, curationProblemLines } from '../../curation/parsed-curation.ts'
import { storeCuration, storedCuration } from '../../curation/store.ts'
import { counted, planLine } from '../../engine/plan.ts'
import type { CheckFlags, CurationApplyFlags, ShowFlags } from '../curation.ts'
import { chosenWaba } from './chosen-waba.ts'
import { consentTo } from './consent.ts'

export const runCurationShow: Run<ShowFlags> = async (host, flags) => {
  const { config, aws } = await openSession({ ...flags, waba: undefined }, host)
  await rightCaller(config, aws)
  const waba = chosenWaba(flags.waba, config)
  const [stored, teams] = await Promise.all([
    storedCuration(waba, aws),
    teamsOf(instanceOf(waba, config), aws),
  ])
  host.log(
    stored.changedAt
      ? `${stored.changedBy} made the last change of this curation at ${stored.changedAt}.`
      : `${waba} has no curation yet: every template is offered to every agent${stored.newTemplatesWait ? ', except new templates, which wait to be chosen' : ''}.`,
  )
  for (const note of undecidedNotes(stored)) host.log(note)
  host.print(JSON.stringify(fileOf(waba, stored, teams), undefined, 2))
  return 0
}

export const runCurationCheck: Run<CheckFlags, [string]> = async (host, flags, file) => {
  report(await plannedCuration(file, flags, host), host)
  return 0
}

export const runCurationApply: Run<CurationApplyFlags, [string]> = async (host, flags, name) => {
  const plan = await plannedCuration(name, flags, host)
  const { file, account, session, caller, stored, changes } = plan
  report(plan, host)
  if (changes.length === 0) return 0
  if (!flags.yes && !(await consentTo(changes.length, host))) {
    host.log('Nothing was changed.')
    return 1
  }
  await storeCuration(
    file,
    account,
    { before: stored, by: caller.arn, at: host.now() },
    session.aws,
  )
  if (!session.json)
    host.print(
      `Done: ${counted(changes.length, 'change')}. Agents see the curation when they next open a chat.`,
    )
  return 0
}

interface PlannedCuration {
  file: CurationFile
  account: CuratedAccount
  session: Session
  caller: Caller
  stored: Awaited<ReturnType<typeof storedCuration>>
  changes: ReturnType<typeof curationChanges>
  notes: string[]
}

/**
 * Compares a curation file with the stored curation. Throws ConfigError with all problems of the
 * file.
 */
async function plannedCuration(
  name: string,
  flags: CheckFlags,
  host: Host,
): Promise<PlannedCuration> {
  const { file, problems: ofFormat } = await readCuration(name)
  const session = await openSession(flags, host)
  instanceOf(file.waba, session.config)
  const caller = await rightCaller(session.config, session.aws)
  const [account, stored] = await Promise.all([
    accountFor(file, session.config, session.aws),
    storedCuration(file.waba, session.aws),
  ])
  const problems = [...ofFormat, ...curationProblemLines(file, account)]
  if (problems.length > 0) throw wrongFile(name, problems)
  const after = stateOf(file, stored, account)
  return {
    file,
    account,
    session,
    caller,
    stored,
    // `fileOf` replaces the ids of queues and routing profiles with their current names in both
    // curations. An id in place of a name in the file therefore does not count as a change.
    changes: curationChanges(fileOf(file.waba, stored, account), fileOf(file.waba, after, account)),
    notes: [...curationNotes(file, account), ...undecidedNotes(after)],
  }
}

/**
 * Returns a note about new templates that agents do not see because no supervisor has chosen them
 * yet.
 */
const undecidedNotes = ({ undecided }: CurationState): string[] =>
  undecided.length === 0
    ? []
    : [
        `New templates that nobody has decided on: ${undecided.join(', ')}. Name them in the rule for everyone to offer them, or choose them on the supervisors' page.`,
      ]

function report({ file, changes, notes, session }: PlannedCuration, host: Host): void {
  if (session.json) {
    host.print(JSON.stringify({ waba: file.waba, changes, notes }, undefined, 2))
    return
  }
  host.print(
    changes.length > 0
      ? `Changes for ${file.waba}:`
      : `Nothing to change: the curation of ${file.waba} matches the file.`,
  )
  for (const change of changes) host.print(planLine(change))
  for (const note of notes) host.print(`  ! ${note}`)
}

const wrongFile = (name: string, problems: readonly string[]) =>
  new ConfigError(problems.map((problem) => `${name}: ${problem}`).join('\n'))

/**
 * Returns the content of a curation file, and the problems of its format. Throws ConfigError if
 * these problems allow no further checks.
 */
async function readCuration(
  name: string,
): Promise<{ file: CurationFile; problems: readonly string[] }> {
  const content = await readFile(name, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(
      cause.code === 'ENOENT'
        ? `The curation file ${name} does not exist. "connect-whatsapp curation show" prints a file that you can edit.`
        : `The curation file ${name} cannot be read: ${cause.message}.`,
      { cause },
    )
  })
  const { file, problems } = checkableCuration(parsedJson(content, name))
  if (!file) throw wrongFile(name, problems)
  return { file, problems }
}
