// Reports the rights of supervisors that are limited to numbers in a way that gives less than it
// seems to.
import { limitedRights } from '../channel/limited-rights.ts'
import type { LinkedAccount } from '../channel/linked-account.ts'
import type { Checked } from '../config/config.ts'
import { type Finding, warningFinding } from './finding.ts'

/** `wabas` are the WABAs of the configuration. A WABA that could not be read is undefined. */
export function rightsFindings(
  config: Pick<Checked, 'stack'>,
  wabas: readonly (Pick<LinkedAccount, 'id' | 'name' | 'numbers'> | undefined)[],
): Finding[] {
  const read = wabas.filter((waba) => waba !== undefined)
  // A number that is not found could belong to a WABA that cannot be read.
  if (read.length < wabas.length) return []
  return limitedRights(config, read).map(({ right, problem, remedy }) =>
    warningFinding(`right ${right}`, problem, remedy),
  )
}
