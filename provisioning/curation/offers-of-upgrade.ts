// Version 0.1.0 offered agents every new template immediately. Later versions offer a new template
// only after a supervisor has chosen it. An upgrade from 0.1.0 keeps the behavior of 0.1.0 for
// existing WABAs.
import { curations } from '../../lambdas/aws/curations.ts'
import { type TableAccess, tableOf } from '../account/table.ts'
import type { Checked } from '../config/config.ts'
import type { PlannedChange } from '../engine/plan.ts'
import type { LiveStack } from '../stack/cloudformation.ts'

/**
 * Returns whether version 0.1.0 deployed the stack. Version 0.1.0 did not record its version in the
 * stack's outputs.
 */
export const isVersion010 = (appStack: LiveStack | undefined): boolean =>
  appStack?.outputs.ApiUrl !== undefined && appStack.outputs.Version === undefined

const wabasOf = ({ channels }: Pick<Checked, 'channels'>) => [
  ...new Set(channels.map(({ waba }) => waba)),
]

/**
 * Returns, for the plan, a sentence for each WABA whose new templates are still offered immediately
 * after the upgrade.
 */
export const offersOfUpgrade = (config: Pick<Checked, 'channels'>): PlannedChange[] =>
  wabasOf(config).map((name) => ({
    part: 'stack',
    ...{ name, action: 'update' },
    summary:
      'offer new templates as soon as Meta has them, as version 0.1.0 does; a supervisor or a curation file can make new templates wait instead',
  }))

/**
 * Stores that the new templates of the WABAs are offered immediately, as in version 0.1.0. Never
 * replaces what a supervisor or administrator has chosen. Safe to repeat.
 */
export async function keepOffers(
  config: Pick<Checked, 'channels'>,
  access: TableAccess,
): Promise<void> {
  for (const waba of wabasOf(config)) await curations(tableOf(access)).offerNewAtOnce(waba)
}
