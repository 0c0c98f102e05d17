// The rights of supervisors on their page. Each right is one entry here. Routes and pages require
// it by its name.

export const RIGHTS = [
  /** Choose which templates agents are offered, and how. */
  'choose',
  /** Read what needs somebody's attention, without changing anything. */
  'reports',
] as const

export type Right = (typeof RIGHTS)[number]

/**
 * The supervisors who have a right: users with one of these security profiles, or in one of these
 * groups.
 */
export interface Granted {
  /** The names of security profiles of the Connect instance. */
  securityProfiles: readonly string[]
  /** Groups in the access token of the identity provider. */
  groups: readonly string[]
}

export interface SupervisorSettings {
  /** The security profiles that have every right for which `rights` has no entry. */
  securityProfiles?: readonly string[] | undefined
  rights?: { readonly [Key in Right]?: Granted | undefined } | undefined
  /** The claim of the access token that has the groups. */
  groupsClaim?: string | undefined
}

export interface SupervisorRights {
  groupsClaim: string
  rights: Readonly<Record<Right, Granted>>
}

/** Without settings, nobody has any right. */
export const supervisorRights = ({
  securityProfiles = [],
  rights = {},
  groupsClaim = 'groups',
}: SupervisorSettings = {}): SupervisorRights => ({
  groupsClaim,
  rights: Object.fromEntries(
    RIGHTS.map((right) => [right, rights[right] ?? { securityProfiles, groups: [] }]),
  ) as unknown as SupervisorRights['rights'],
})

/** Every security profile that has a right. */
export const supervisorProfiles = (settings?: SupervisorSettings): string[] => [
  ...new Set(
    Object.values(supervisorRights(settings).rights).flatMap(
      ({ securityProfiles }) => securityProfiles,
    ),
  ),
]
