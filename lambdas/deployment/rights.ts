// The rights of supervisors on their page. Each right is one entry of the table. Routes and pages
// require a right by its name.

interface RightDescription {
  /** What the right allows, as a part of a sentence in the setting's description. */
  allows: string
  /**
   * Which of an account's numbers a supervisor needs, if the right is limited to numbers. To change
   * the templates of an account, a supervisor needs `every` number of the account. To read, `one`
   * number is enough.
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
 * The supervisors who have a right: users with one of these security profiles, or in one of these
 * groups.
 */
export interface Granted {
  /** The names of security profiles of the Connect instance. */
  securityProfiles: readonly string[]
  /** Groups in the access token of the identity provider. */
  groups: readonly string[]
  /**
   * The business numbers to which the right is limited. If there are no numbers, the right is not
   * limited.
   */
  numbers?: readonly string[] | undefined
}

export interface SupervisorSettings {
  /** The security profiles that have every right for which `rights` has no entry. */
  securityProfiles?: readonly string[] | undefined
  /**
   * A right can be granted several times, for example to different groups for different numbers.
   */
  rights?: { readonly [Key in Right]?: Granted | readonly Granted[] | undefined } | undefined
  /** The claim of the access token that has the groups. */
  groupsClaim?: string | undefined
}

export interface SupervisorRights {
  groupsClaim: string
  rights: Readonly<Record<Right, readonly Granted[]>>
}

/** Without settings, nobody has any right. */
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

/** Every security profile that has a right. */
export const supervisorProfiles = (settings?: SupervisorSettings): string[] => [
  ...new Set(
    Object.values(supervisorRights(settings).rights).flatMap((grants) =>
      grants.flatMap(({ securityProfiles }) => securityProfiles),
    ),
  ),
]
