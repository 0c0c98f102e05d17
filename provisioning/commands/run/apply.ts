import { drained } from '../../channel/mode-change.ts'
import type { Run } from '../../cli/account-command.ts'
import type { Host } from '../../cli/host.ts'
import { openSession, type Session } from '../../cli/session.ts'
import { ConfigError } from '../../config/error.ts'
import {
  applyChannels,
  applyChatFlow,
  applyRemovals,
  applyStack,
  type InstallationOptions,
  type Planned,
  planInstallation,
} from '../../engine/installation.ts'
import { counted, type PlannedChange, planLines } from '../../engine/plan.ts'
import { progress } from '../../engine/progress.ts'
import type { Change } from '../../engine/resource.ts'
import { NO_CHOICES, recordedChoices } from '../../stack/choices.ts'
import type { ApplyFlags } from '../apply.ts'
import { consentTo } from './consent.ts'

export const runApply: Run<ApplyFlags> = async (host, flags) => {
  const session = await openSession(flags, host)
  const options = {
    replaceDestination: flags['replace-destination'] === true,
    remove: flags.remove ?? [],
  }
  const say = session.json ? host.log : host.print
  const planned = await planInstallation(session, host, { ...options, waits: true })
  const details = flags.details === true
  for (const line of planLines(planned, { details })) say(line)
  if (planned.isRefused)
    throw new ConfigError(
      'Nothing was changed, because a WhatsApp Business Account would be left without a receiver. The problem above names the account and two remedies.',
    )
  const { notes } = planned
  if (planned.changes.length === 0)
    return finished(
      'Nothing to change.',
      { changes: [], prevented: [], problems: planned.problems ?? [], notes },
      session,
      host,
    )

  if (!flags.yes && !(await consentTo(planned.changes.length, host))) {
    host.log('Nothing was changed.')
    return 1
  }
  const removeHandler = host.onInterrupt(INTERRUPTED)
  let outcome: Outcome
  try {
    outcome = await makeChanges(planned, session, host, { ...options, details })
  } finally {
    removeHandler()
  }
  const { changes, problems: left } = outcome
  return finished(
    left.length === 0
      ? `Done: ${counted(changes.length, 'change')}. ${NEXT}`
      : `Everything else is done, but ${counted(left.length, 'problem')} ${left.length === 1 ? 'remains' : 'remain'}. Correct what is named below, then run "connect-whatsapp apply" again.`,
    { ...outcome, notes },
    session,
    host,
  )
}

const INTERRUPTED =
  'Stopped. The changes so far remain, and AWS completes what it has begun (an import, a stack). Run "connect-whatsapp apply" again to make the remaining changes.'
const NEXT = 'Run "connect-whatsapp doctor" to check that messages get through.'

interface Outcome {
  /** The changes that were made. */
  changes: readonly PlannedChange[]
  /** The planned changes that a problem prevented. */
  prevented: readonly PlannedChange[]
  /**
   * A sentence for each number that Connect refuses, and for each broken link on a message's path
   * that cannot be repaired.
   */
  problems: readonly string[]
}

async function makeChanges(
  { changes, modeChanges, hasBrokenLinks }: Planned,
  session: Session,
  host: Host,
  { details, ...options }: InstallationOptions & { details: boolean },
): Promise<Outcome> {
  const say = session.json ? host.log : host.print
  // The stack's outputs record the choices of the configuration that was deployed last. They are
  // read before the deployment, which overwrites them.
  const choices = session.withStack ? await recordedChoices(session.aws) : NO_CHOICES
  const made = new Set<string>()
  const key = (name: string, summary: string) => `${name}: ${summary}`
  const watch = {
    begins(name: string, begun: readonly Change[]) {
      for (const { summary } of begun) say(`… ${key(name, summary)}`)
    },
    changed(name: string, { summary }: Change) {
      made.add(key(name, summary))
      say(`✓ ${key(name, summary)}`)
    },
  }
  await applyRemovals(session, host, options, watch)
  await applyChatFlow(session, host, watch)
  if (
    changes.some(({ part }) => part === 'stack') &&
    !(await applyStack(session, host, say, { details }))
  )
    throw new ConfigError(
      'The stack was not deployed, so the channels were not changed. Correct the problems above, then run "connect-whatsapp apply" again.',
    )
  for (const change of modeChanges) await drained(change, session, host)
  const watched = progress(
    host,
    changes.filter(
      ({ part, name, summary }) => part === 'channel' && !made.has(key(name, summary)),
    ),
    session.json,
  )
  const problems = await applyChannels(
    session,
    host,
    { ...options, repairLinks: hasBrokenLinks },
    {
      begins: watched.begins,
      changed(name, change) {
        made.add(key(name, change.summary))
        watched.changed(name, change)
      },
    },
    choices,
  ).finally(() => watched.end())
  const isPrevented = ({ part, name, summary }: PlannedChange) =>
    problems.length > 0 && part === 'channel' && !made.has(key(name, summary))
  return {
    changes: changes.filter((change) => !isPrevented(change)),
    prevented: changes.filter(isPrevented),
    problems,
  }
}

function finished(
  sentence: string,
  { changes, prevented, problems, notes }: Outcome & Pick<Planned, 'notes'>,
  { json }: Session,
  host: Host,
): number {
  const document = { changes, prevented, problems, notes }
  host.print(json ? JSON.stringify(document, undefined, 2) : sentence)
  for (const problem of problems) host.log(problem)
  return problems.length === 0 ? 0 : 1
}
