// Checks supervisors' rights that are limited to some numbers, for the plan and for doctor. Finds
// limits that name an unknown number, and grants that have less effect than they seem to have.
import {
  type Granted,
  RIGHT_DESCRIPTIONS,
  RIGHTS,
  type Right,
  supervisorRights,
} from '#deployment/rights'
import type { Checked } from '../config/config.ts'
import { counted } from '../engine/plan.ts'
import type { LinkedAccount } from './linked-account.ts'

export interface RightProblem {
  right: Right
  problem: string
  remedy: string
}

type Waba = Pick<LinkedAccount, 'id' | 'name'> & {
  numbers: readonly Pick<LinkedAccount['numbers'][number], 'number'>[]
}

/** Returns the problems of all supervisors' rights. `wabas` are all WABAs of the configuration. */
export function limitedRights(
  { stack }: Pick<Checked, 'stack'>,
  wabas: readonly Waba[],
): RightProblem[] {
  const { rights } = supervisorRights(stack.supervisors)
  return RIGHTS.flatMap((right) => [
    ...unknownNumbers(right, rights[right], wabas),
    ...(RIGHT_DESCRIPTIONS[right].needs === 'every'
      ? partialAccounts(right, rights[right], wabas)
      : []),
  ])
}

function unknownNumbers(
  right: Right,
  grants: readonly Granted[],
  wabas: readonly Waba[],
): RightProblem[] {
  const known = wabas.flatMap(({ numbers }) => numbers.map(({ number }) => number))
  const limits = grants.flatMap(({ numbers = [] }) => numbers)
  const unknown = [...new Set(limits)].filter((number) => !known.includes(number))
  if (unknown.length === 0) return []
  const isOne = unknown.length === 1
  return [
    {
      right,
      problem: `it is limited to ${unknown.join(', ')}, which ${isOne ? 'belongs' : 'belong'} to no WABA of the configuration, so supervisors see nothing of ${isOne ? 'this number' : 'these numbers'}`,
      remedy:
        'Correct "numbers" under "stack.supervisors.rights" in the configuration, or add the WABA to "channels". Then run "connect-whatsapp apply".',
    },
  ]
}

/**
 * Finds security profiles and groups that have a right for only some numbers of a WABA, although
 * the right has its full effect only with all numbers of the WABA.
 */
function partialAccounts(
  right: Right,
  grants: readonly Granted[],
  wabas: readonly Waba[],
): RightProblem[] {
  return wabas.flatMap(({ id, name, numbers }) => {
    const all = numbers.map(({ number }) => number)
    const holders = holdersOf(grants).filter(({ limits }) => {
      const own = all.filter((number) => limits?.includes(number) ?? true)
      return own.length > 0 && own.length < all.length
    })
    if (holders.length === 0) return []
    const names = holders.map((holder) => `"${holder.name}"`).join(', ')
    return [
      {
        right,
        problem: `${names} ${holders.length === 1 ? 'has' : 'have'} this right for only some of the ${counted(all.length, 'number')} of ${id} (${name}): ${all.join(', ')}. Templates belong to the whole account, so these supervisors cannot choose templates for it`,
        remedy: `Grant the right for all numbers of the account ("numbers" under "stack.supervisors.rights.${right}"), or move each brand to a WABA of its own. Supervisors who only read need only the right "reports", which can be granted for single numbers.`,
      },
    ]
  })
}

/**
 * Returns the security profiles and groups that have the right, each with the numbers to which its
 * right is limited. If several grants name a profile or group, their numbers are combined. `limits`
 * is undefined if a grant has no limit.
 */
function holdersOf(grants: readonly Granted[]) {
  const holders = (key: 'securityProfiles' | 'groups') =>
    [...new Set(grants.flatMap((grant) => grant[key]))].map((name) => {
      const own = grants.filter((grant) => grant[key].includes(name))
      const isLimited = own.every(({ numbers }) => numbers !== undefined)
      return { name, limits: isLimited ? own.flatMap(({ numbers = [] }) => numbers) : undefined }
    })
  return [...holders('securityProfiles'), ...holders('groups')]
}
