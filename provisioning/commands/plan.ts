import { accountCommand } from '../cli/account-command.ts'
import { type AccountFlags, config, json, only, remove, toggle, wabas } from '../cli/options.ts'

export interface PlanFlags extends AccountFlags {
  readonly 'replace-destination'?: boolean
  readonly details?: boolean
  readonly remove?: readonly string[]
}

export interface PlanOnlyFlags extends PlanFlags {
  readonly drift?: boolean
}

export const replaceDestination = toggle(
  "Take over a WABA's events from their current receiver (destroy gives them back)",
)
export const details = toggle('List every resource of a stack that changes')

export const plan = accountCommand<PlanOnlyFlags>({
  brief: 'Show what apply would change in the AWS account',
  description: `Compares the configuration with the AWS account and prints what apply would change, what stays as it
is, and what you have to do yourself. Changes nothing.

Exit code: 0 nothing to change, 2 there are changes or, with --drift, differences, 1 there are problems or the command failed.`,
  parameters: {
    flags: {
      config,
      only,
      waba: wabas,
      remove,
      'replace-destination': replaceDestination,
      details,
      drift: toggle(
        'Also ask CloudFormation what others changed in the stacks; this takes minutes',
      ),
      json,
    },
  },
  load: async () => (await import('./run/plan.ts')).runPlan,
})
