// The rights of supervisors. Each right is one entry of the table. Routes and pages require a right
// by its name.

interface RightDescription {
  /** The words that describe what the right allows, as a part of the setting's description. */
  allows: string
  /**
   * The numbers of a WABA that a supervisor needs if the right is limited to numbers. To change the
   * templates of a WABA, a supervisor needs the right for `every` number of the WABA. To read data
   * of a WABA, the right for `one` of its numbers is enough.
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
   * The business numbers for which the right applies. If the list is missing, the right applies to
   * all numbers.
   */
  numbers?: readonly string[] | undefined
}

export interface SupervisorSettings {
  /** The security profiles of supervisors who have every right that is not in `rights`. */
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
