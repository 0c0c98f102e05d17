// Reports supervisors' rights that are limited to numbers and have less effect than they seem to
// have.
import { limitedRights } from '../channel/limited-rights.ts'
import type { LinkedAccount } from '../channel/linked-account.ts'
import type { Checked } from '../config/config.ts'
import { type Finding, warningFinding } from './finding.ts'

/** `wabas` are the WABAs of the configuration, or undefined for a WABA that could not be read. */
export function rightsFindings(
  config: Pick<Checked, 'stack'>,
  wabas: readonly (Pick<LinkedAccount, 'id' | 'name' | 'numbers'> | undefined)[],
): Finding[] {
  const read = wabas.filter((waba) => waba !== undefined)
  // If a WABA could not be read, a number that seems to be unknown may belong to it.
  if (read.length < wabas.length) return []
  return limitedRights(config, read).map(({ right, problem, remedy }) =>
    warningFinding(`right ${right}`, problem, remedy),
  )
}
