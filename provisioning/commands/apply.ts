import { accountCommand } from '../cli/account-command.ts'
import { config, json, only, remove, wabas, yes } from '../cli/options.ts'
import { details, type PlanFlags, replaceDestination } from './plan.ts'

export interface ApplyFlags extends PlanFlags {
  readonly yes?: boolean
}

export const apply = accountCommand<ApplyFlags>({
  changes: true,
  brief: 'Change the AWS account to match the configuration',
  description: `Shows the plan, asks for your consent and makes the changes: first the stack, then the role, event
destination, numbers and flows of each WABA. Importing a number takes minutes. If the mode of a WABA
changes, its queued replies are sent first. You can interrupt the command and run it again: it
continues from the current state of the account.

Exit code: 0 done or nothing to change, 1 there are problems, the command failed, or you declined.`,
  parameters: {
    flags: {
      config,
      only,
      waba: wabas,
      remove,
      yes,
      'replace-destination': replaceDestination,
      details,
      json,
    },
  },
  load: async () => (await import('./run/apply.ts')).runApply,
})
