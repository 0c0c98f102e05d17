import { drained } from '../channel/mode-change.ts'
import { accountCommand, COMMON_OPTIONS, type Work, workOf } from '../cli/account-command.ts'
import type { Host } from '../cli/host.ts'
import { ConfigError } from '../config/error.ts'
import {
  applyChannels,
  applyStack,
  type Planned,
  planInstallation,
} from '../engine/installation.ts'
import { counted, planLines } from '../engine/plan.ts'
import { progress } from '../engine/progress.ts'

export const apply = accountCommand({
  changes: true,
  usage: '[options]',
  summary: 'make the account what the configuration says',
  help: `Shows the plan, asks, and makes the changes: the stack first, then each WABA's role, event destination, numbers and flows.
Safe to interrupt and to run again: there is no state file, the account is the truth. A second run has nothing to do.
Importing a number takes minutes. A WABA that changes its mode is switched once the replies under way are through.

  --yes                   do not ask (for scripts)
  --replace-destination   allow taking a WABA's events from whoever receives them now (remembered, and put back by destroy)
  --details               name everything that is new in a stack
${COMMON_OPTIONS}

Exit code: 0 done or nothing to do, 1 something is wrong or you said no.`,
  options: {
    config: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    yes: { type: 'boolean' },
    'replace-destination': { type: 'boolean' },
    details: { type: 'boolean' },
  },
  async run(given, host) {
    const work = await workOf(given, host)
    const replaceDestination = given.values['replace-destination'] === true
    const say = work.json ? host.tell : host.print
    const planned = await planInstallation(work, host, { replaceDestination })
    for (const line of planLines(planned, { details: given.values.details === true })) say(line)
    if (planned.changes.length === 0) return finished('Nothing to do.', planned, work, host)

    if (!given.values.yes && !(await agreed(planned, host))) {
      host.tell('Nothing was changed.')
      return 1
    }
    const forget = host.onInterrupt(INTERRUPTED)
    try {
      await make(planned, work, host, replaceDestination)
    } finally {
      forget()
    }
    return finished(
      `Done: ${counted(planned.changes.length, 'change')}. ${NEXT}`,
      planned,
      work,
      host,
    )
  },
})

const INTERRUPTED =
  'Stopped. What is done stays, what AWS has begun (an import, a stack) goes on there. Run "connect-whatsapp apply" again to finish.'
const NEXT = '"connect-whatsapp doctor" checks that a message gets through.'

async function agreed({ changes }: Planned, host: Host): Promise<boolean> {
  if (!host.interactive)
    throw new ConfigError(
      'Nobody is here to agree to these changes. Give --yes, or run this in a terminal.',
    )
  return host.ask.yes(
    changes.length === 1 ? 'Make this change?' : `Make these ${changes.length} changes?`,
  )
}

async function make(
  { changes, modeChanges }: Planned,
  work: Work,
  host: Host,
  replaceDestination: boolean,
): Promise<void> {
  const say = work.json ? host.tell : host.print
  if (changes.some(({ part }) => part === 'stack') && !(await applyStack(work, host, say))) {
    throw new ConfigError('The stack was not deployed, so the channels were left as they are.')
  }
  for (const change of modeChanges) await drained(change, work, host)
  const shown = progress(
    host,
    changes.filter(({ part }) => part === 'channel'),
    work.json,
  )
  try {
    await applyChannels(work, host, { replaceDestination }, shown)
  } finally {
    await shown.end()
  }
}

function finished(
  sentence: string,
  { changes, notes }: Planned,
  { json }: Work,
  host: Host,
): number {
  host.print(json ? JSON.stringify({ changes, notes }, undefined, 2) : sentence)
  return 0
}
