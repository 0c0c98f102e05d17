// Preserves what happens to new templates in an upgrade from version 0.1.0, which offered every
// template at once. In later versions, new templates wait until a supervisor offers them.
import { curations } from '../../lambdas/aws/curations.ts'
import { type TableAccess, tableOf } from '../account/table.ts'
import type { Checked } from '../config/config.ts'
import type { PlannedChange } from '../engine/plan.ts'
import type { LiveStack } from '../stack/cloudformation.ts'

/** Version 0.1.0 did not record its version in the outputs of its stack. */
export const isVersion010 = (appStack: LiveStack | undefined): boolean =>
  appStack?.outputs.ApiUrl !== undefined && appStack.outputs.Version === undefined

const wabasOf = ({ channels }: Pick<Checked, 'channels'>) => [
  ...new Set(channels.map(({ waba }) => waba)),
]

/** The sentences of a plan about the WABAs whose new templates remain offered at once. */
export const offersOfUpgrade = (config: Pick<Checked, 'channels'>): PlannedChange[] =>
  wabasOf(config).map((name) => ({
    part: 'stack',
    ...{ name, action: 'update' },
    summary:
      'offer templates that appear at Meta at once, as version 0.1.0 does; a supervisor or a curation file can make them wait instead',
  }))

/** Repeating this changes nothing, and it never replaces what somebody has chosen. */
export async function keepOffers(
  config: Pick<Checked, 'channels'>,
  access: TableAccess,
): Promise<void> {
  for (const waba of wabasOf(config)) await curations(tableOf(access)).offerNewAtOnce(waba)
}
