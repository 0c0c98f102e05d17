import type { Run } from '../../cli/account-command.ts'
import { openSession } from '../../cli/session.ts'
import { planInstallation } from '../../engine/installation.ts'
import { counted, planLines } from '../../engine/plan.ts'
import type { PlanOnlyFlags } from '../plan.ts'

export const runPlan: Run<PlanOnlyFlags> = async (host, flags) => {
  const session = await openSession(flags, host)
  const planned = await planInstallation(session, host, {
    replaceDestination: flags['replace-destination'] === true,
    remove: flags.remove ?? [],
  })
  const { changes, problems = [] } = planned
  const drift = flags.drift
    ? await (await host.stacks()).stackDrift(session.aws, { wait: host.wait })
    : []
  const stays = flags.drift && drift.length === 0 ? [...planned.stays, NO_DRIFT] : planned.stays
  const notes = [...drift, ...planned.notes]
  if (session.json) host.print(JSON.stringify({ changes, stays, problems, notes }, undefined, 2))
  else {
    for (const line of planLines(
      { changes, stays, problems, notes },
      { details: flags.details === true },
    ))
      host.print(line)
    host.print(
      changes.length === 0
        ? 'Nothing to change.'
        : `${counted(changes.length, 'change')}. Run "connect-whatsapp apply" to make ${changes.length === 1 ? 'it' : 'them'}.`,
    )
  }
  if (problems.length > 0) return 1
  return changes.length + drift.length === 0 ? 0 : 2
}

const NO_DRIFT = {
  name: 'CloudFormation',
  summary: 'finds no difference between the stacks and the account',
}
