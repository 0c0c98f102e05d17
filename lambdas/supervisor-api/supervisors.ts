// Determines the rights of a Connect user as a supervisor. The settings grant each right to
// security profiles of Connect and to groups of the identity provider.
import type { AgentIdentity } from '#deployment/resources'
import { RIGHT_DESCRIPTIONS, RIGHTS, type Right, type SupervisorRights } from '#deployment/rights'
import type { Agent, Clock, Directory, NamedResource, Waba } from '#model/ports'
import type { Claims } from '../http-api/access-token.ts'
import { agents, type UserMemories } from '../http-api/agents.ts'
import { refuse } from '../runtime/refused.ts'

export interface Supervisor extends Agent {
  /** The rights that the supervisor has for at least one number. */
  rights: readonly Right[]
  /** The numbers for which each right applies. A right without an entry applies to all numbers. */
  numbers: Readonly<Partial<Record<Right, readonly string[]>>>
}

/**
 * The time for which a user and the ids of the user's security profiles are cached. After a
 * security profile was removed from a user, the user can still use its rights for this long.
 */
const USER_MS = 60_000
const PROFILES_MS = 5 * 60_000
const MOST_USERS = 500

interface Ports {
  directory: Pick<Directory, 'user' | 'securityProfiles'>
  identity: AgentIdentity
  rights: SupervisorRights
  now: Clock
}

/**
 * Returns a function that finds the Connect user of a token with the user's rights, of which there
 * may be none. The function throws RequestRefused if the token does not identify a Connect user.
 */
export function supervisors({ directory, identity, rights, now }: Ports) {
  const userOf = agents(directory, identity, userMemory(now))
  let profiles: { at: number; all: Promise<readonly NamedResource[]> } | undefined

  function securityProfiles() {
    const at = now().getTime()
    if (!profiles || at - profiles.at > PROFILES_MS) {
      const reading = { at, all: directory.securityProfiles() }
      reading.all.catch(() => {
        if (profiles === reading) profiles = undefined
      })
      profiles = reading
    }
    return profiles.all
  }

  return async (claims: Claims): Promise<Supervisor> => {
    const { securityProfileIds, ...agent } = await userOf(claims)
    const own = (await securityProfiles())
      .filter(({ id }) => securityProfileIds.includes(id))
      .map(({ name }) => name)
    const groups = groupsIn(claims[rights.groupsClaim])
    const granted = RIGHTS.flatMap((right) => {
      const grants = rights.rights[right].filter(
        (grant) =>
          grant.securityProfiles.some((name) => own.includes(name)) ||
          grant.groups.some((name) => groups.includes(name)),
      )
      const isLimited = grants.every(({ numbers }) => numbers !== undefined)
      const numbers = isLimited ? grants.flatMap((grant) => grant.numbers ?? []) : undefined
      return grants.length > 0 ? [{ right, numbers }] : []
    })
    return {
      ...agent,
      rights: granted.map(({ right }) => right),
      numbers: Object.fromEntries(
        granted.flatMap(({ right, numbers }) => (numbers ? [[right, numbers]] : [])),
      ),
    }
  }
}

/** Returns the rights that a supervisor has for a WABA with these numbers. */
export const rightsFor = (
  { rights, numbers }: Pick<Supervisor, 'rights' | 'numbers'>,
  waba: Pick<Waba, 'numbers'>,
): Right[] =>
  rights.filter((right) => {
    const limits = numbers[right]
    if (!limits) return true
    const own = waba.numbers.filter((number) => limits.includes(number))
    const isEnough = RIGHT_DESCRIPTIONS[right].needs === 'one' || own.length === waba.numbers.length
    return own.length > 0 && isEnough
  })

/** Returns the numbers of a WABA for which a supervisor has a right. */
export const numbersFor = (
  { rights, numbers }: Pick<Supervisor, 'rights' | 'numbers'>,
  waba: Pick<Waba, 'numbers'>,
  right: Right | 'any' = 'any',
): readonly string[] =>
  waba.numbers.filter((number) =>
    rights.some(
      (each) => (right === 'any' || each === right) && (numbers[each]?.includes(number) ?? true),
    ),
  )

/**
 * Returns the groups in a claim. API Gateway converts a list into a text such as `[one two]`, so
 * the name of a group cannot contain spaces. The configuration's schema refuses such names.
 */
export const groupsIn = (claim: unknown): string[] =>
  typeof claim === 'string' || Array.isArray(claim)
    ? String(claim)
        .replace(/^\[|\]$/g, '')
        .split(/[\s,]+/)
        .map((each) => each.replace(/^"|"$/g, ''))
        .filter(Boolean)
    : []

/**
 * Throws RequestRefused with status 403 if the supervisor does not have the right. If `waba` is
 * set, the right must apply to the numbers of this WABA.
 */
export function requireRight(supervisor: Supervisor, right: Right | 'any', waba?: Waba): void {
  const rights = waba ? rightsFor(supervisor, waba) : supervisor.rights
  if (right === 'any' ? rights.length > 0 : rights.includes(right)) return
  refuse(
    403,
    'no_right',
    'You do not have permission to do this. Your administrator can grant it to one of your security profiles or to a group.',
  )
}

type User = Agent & { securityProfileIds: readonly string[] }

function userMemory(now: Clock): UserMemories<User> {
  const known = new Map<string, { user: User; at: number }>()
  return {
    async user(claim) {
      const found = known.get(claim)
      return found && now().getTime() - found.at < USER_MS ? found.user : undefined
    },
    async rememberUser(claim, user) {
      if (known.size >= MOST_USERS) known.clear()
      known.set(claim, { user, at: now().getTime() })
    },
  }
}
