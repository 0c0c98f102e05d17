import type { Operation } from '../service.ts'
import { type Core, lastPart, requireInstance } from './core.ts'
import { refusal } from './errors.ts'
import { page } from './paging.ts'

interface Application {
  Namespace: string
  ApplicationPermissions: string[]
  Type?: string
}

const others = (existing: readonly Application[], added: readonly Application[]) =>
  existing.filter(({ Namespace }) => !added.some((one) => one.Namespace === Namespace))

/**
 * The operations on security profiles, which define what users may do and see. A user sees only the
 * third-party applications that their security profile names.
 */
export function securityProfileOperations(core: Core): Record<string, Operation> {
  const { region } = core.world
  const profiles = new Map(
    core.world.securityProfiles.map((profile) => [
      profile.id,
      {
        ...profile,
        arn: `${core.instanceArn}/security-profile/${profile.id}`,
        applications: [] as Application[],
        modifiedAt: core.clock.now(),
      },
    ]),
  )
  const find = (id: string) => {
    const profile = profiles.get(lastPart(id))
    if (!profile) throw refusal('ResourceNotFoundException', `Security profile not found: ${id}`)
    return profile
  }
  const modified = ({ modifiedAt }: { modifiedAt: number }) => ({
    LastModifiedTime: new Date(modifiedAt),
    LastModifiedRegion: region,
  })

  return {
    ListSecurityProfiles(input) {
      requireInstance(core, input.InstanceId)
      const all = [...profiles.values()].map((profile) => ({
        Id: profile.id,
        Arn: profile.arn,
        Name: profile.name,
        ...modified(profile),
      }))
      const { entries, NextToken } = page('ListSecurityProfiles', input, all)
      return { SecurityProfileSummaryList: entries, NextToken }
    },

    DescribeSecurityProfile({ InstanceId, SecurityProfileId }) {
      requireInstance(core, InstanceId)
      const profile = find(SecurityProfileId)
      const { id, arn, name, description } = profile
      return {
        SecurityProfile: {
          Id: id,
          OrganizationResourceId: core.world.instance.id,
          Arn: arn,
          SecurityProfileName: name,
          Description: description,
          Tags: {},
          ...modified(profile),
        },
      }
    },

    UpdateSecurityProfile({
      InstanceId,
      SecurityProfileId,
      Description,
      Permissions,
      Applications,
    }) {
      requireInstance(core, InstanceId)
      const profile = find(SecurityProfileId)
      if (Description !== undefined) profile.description = Description
      if (Permissions) profile.permissions = Permissions
      if (Applications)
        profile.applications =
          core.guesses.securityProfileApplications === 'replaced'
            ? Applications
            : [...others(profile.applications, Applications), ...Applications]
      profile.modifiedAt = core.clock.now()
      return {}
    },

    ListSecurityProfileApplications(input) {
      requireInstance(core, input.InstanceId)
      const profile = find(input.SecurityProfileId)
      const { entries, NextToken } = page(
        'ListSecurityProfileApplications',
        input,
        profile.applications,
      )
      return { Applications: entries, NextToken, ...modified(profile) }
    },

    ListSecurityProfilePermissions(input) {
      requireInstance(core, input.InstanceId)
      const profile = find(input.SecurityProfileId)
      const { entries, NextToken } = page(
        'ListSecurityProfilePermissions',
        input,
        profile.permissions,
      )
      return { Permissions: entries, NextToken, ...modified(profile) }
    },
  }
}
