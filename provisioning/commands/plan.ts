import { accountCommand, COMMON_OPTIONS, workOf } from '../cli/account-command.ts'
import { planInstallation } from '../engine/installation.ts'
import { counted, planLines } from '../engine/plan.ts'

export const plan = accountCommand({
  usage: '[options]',
  summary: 'what apply would change in the account; only reads',
  help: `Compares the configuration with the account and prints one sentence for each thing: what would change, what stays, and what no tool
can do for you. Nothing is written.

  --replace-destination   allow taking a WABA's events from whoever receives them now (remembered, and put back by destroy)
  --details               name everything that is new in a stack
${COMMON_OPTIONS}

Exit code: 0 nothing to do, 2 there are changes, 1 something is wrong.`,
  options: {
    config: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    'replace-destination': { type: 'boolean' },
    details: { type: 'boolean' },
  },
  async run(given, host) {
    const work = await workOf(given, host)
    const { changes, stays, notes } = await planInstallation(work, host, {
      replaceDestination: given.values['replace-destination'] === true,
    })
    if (work.json) host.print(JSON.stringify({ changes, stays, notes }, undefined, 2))
    else {
      for (const line of planLines(
        { changes, stays, notes },
        { details: given.values.details === true },
      ))
        host.print(line)
      host.print(
        changes.length === 0
          ? 'Nothing to do.'
          : `${counted(changes.length, 'change')}. "connect-whatsapp apply" makes them.`,
      )
    }
    return changes.length === 0 ? 0 : 2
  },
})
