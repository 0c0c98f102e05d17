// The rights of supervisors. RIGHT_DESCRIPTIONS lists every right under its name, by which routes
// and pages require the right.

interface RightDescription {
  /** What the right allows. The description of the setting contains this text. */
  allows: string
  /**
   * A right can be limited to certain numbers. `every`: a supervisor must have the right for every
   * number of a WABA, for example to change the WABA's templates. `one`: the right for one number
   * of a WABA is enough, for example to read the WABA's data.
   */
  needs: 'every' | 'one'
}

export const RIGHT_DESCRIPTIONS = {
  choose: { allows: 'to choose which templates agents are offered', needs: 'every' },
  reports: {
    allows: 'to see what needs attention, without changing anything',
    needs: 'one',
  },
} as const satisfies Record<string, RightDescription>

export type Right = keyof typeof RIGHT_DESCRIPTIONS

export const RIGHTS = Object.keys(RIGHT_DESCRIPTIONS) as [Right, ...Right[]]

/**
 * The supervisors who have a right: users with one of these security profiles or in one of these
 * groups.
 */
export interface Granted {
  /** The names of security profiles in the Connect instance. */
  securityProfiles: readonly string[]
  /** The names of groups that the identity provider writes into the access token. */
  groups: readonly string[]
  /**
   * The business numbers to which the right is limited. Without this list, the right applies to all
   * numbers.
   */
  numbers?: readonly string[] | undefined
}

export interface SupervisorSettings {
  /**
   * Supervisors with one of these security profiles have every right that `rights` does not list.
   */
  securityProfiles?: readonly string[] | undefined
  /**
   * A right can be granted several times, for example to different groups for different numbers.
   */
  rights?: { readonly [Key in Right]?: Granted | readonly Granted[] | undefined } | undefined
  /** The claim of the access token that contains the groups. */
  groupsClaim?: string | undefined
}

export interface SupervisorRights {
  groupsClaim: string
  rights: Readonly<Record<Right, readonly Granted[]>>
}

/** Returns the grants of each right. Without settings, no supervisor has a right. */
export const supervisorRights = ({
  securityProfiles = [],
  rights = {},
  groupsClaim = 'groups',
}: SupervisorSettings = {}): SupervisorRights => ({
  groupsClaim,
  rights: Object.fromEntries(
    RIGHTS.map((right) => [right, [rights[right] ?? { securityProfiles, groups: [] }].flat()]),
  ) as unknown as SupervisorRights['rights'],
})

/** Returns every security profile that has a right. */
export const supervisorProfiles = (settings?: SupervisorSettings): string[] => [
  ...new Set(
    Object.values(supervisorRights(settings).rights).flatMap((grants) =>
      grants.flatMap(({ securityProfiles }) => securityProfiles),
    ),
  ),
]
