// Checks the rights of supervisors that are limited to numbers: a number that is not part of the
// installation gives no right to anything.
import { type Granted, RIGHTS, supervisorRights } from '#deployment/rights'
import type { LinkedNumber } from '../channel/linked-account.ts'
import type { Checked } from '../config/config.ts'
import { type Finding, warningFinding } from './finding.ts'

/** `numbers` are the numbers of all WABAs of the configuration. */
export function rightsFindings(
  { stack }: Pick<Checked, 'stack'>,
  numbers: readonly Pick<LinkedNumber, 'number'>[],
): Finding[] {
  const known = new Set(numbers.map(({ number }) => number))
  const { rights } = supervisorRights(stack.supervisors)
  return RIGHTS.flatMap((right) => {
    const unknown = new Set(rights[right].flatMap(limits).filter((number) => !known.has(number)))
    if (unknown.size === 0) return []
    return [
      warningFinding(
        `right ${right}`,
        `it is limited to ${[...unknown].join(', ')}, which ${unknown.size === 1 ? 'belongs' : 'belong'} to no WABA of the configuration, so supervisors see nothing of ${unknown.size === 1 ? 'this number' : 'these numbers'}`,
        'Correct "numbers" under "stack.supervisors.rights" in the configuration, or add the WABA to "channels". Then run "connect-whatsapp apply".',
      ),
    ]
  })
}

const limits = ({ numbers = [] }: Granted): readonly string[] => numbers
