// Who sees the widget in the agent workspace: a security profile with, or without, our application. What else is in it stays.
import {
  type Application,
  type ConnectClient,
  paginateListSecurityProfileApplications,
  paginateListSecurityProfiles,
  UpdateSecurityProfileCommand,
} from '@aws-sdk/client-connect'
import { PREFIX } from '../../lambdas/deployment/resources.ts'
import { ConfigError } from '../config/error.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import type { Instance } from './instance.ts'

interface Wanted {
  /** The profile's name. */
  profile: string
  instance: Pick<Instance, 'id' | 'alias'>
  granted: boolean
}

interface SecurityProfile {
  id: string
  applications: readonly Application[]
}

/** As the stack names it. */
const NAMESPACE = PREFIX
const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

export function workspaceGrant(
  { profile, instance, granted }: Wanted,
  connect: ConnectClient,
  wait: Wait,
): Resource<SecurityProfile> {
  const isOurs = ({ Namespace }: Application) => Namespace === NAMESPACE
  const isRight = (live: SecurityProfile | undefined) =>
    (live?.applications.some(isOurs) ?? false) === granted

  async function read(): Promise<SecurityProfile | undefined> {
    const id = await profileId()
    if (!id) return undefined
    const applications: Application[] = []
    const pages = paginateListSecurityProfileApplications(
      { client: connect },
      { InstanceId: instance.id, SecurityProfileId: id },
    )
    for await (const { Applications = [] } of pages) applications.push(...Applications)
    return { id, applications }
  }

  async function profileId(): Promise<string | undefined> {
    for await (const { SecurityProfileSummaryList = [] } of paginateListSecurityProfiles(
      { client: connect },
      { InstanceId: instance.id },
    )) {
      const found = SecurityProfileSummaryList.find(({ Name }) => Name === profile)
      if (found) return found.Id
    }
    return undefined
  }

  return {
    name: `security profile "${profile}"`,
    stays: granted
      ? 'lets its agents open the widget in the agent workspace'
      : 'has nothing of this tool',
    iam: [
      'connect:ListSecurityProfiles',
      'connect:ListSecurityProfileApplications',
      'connect:UpdateSecurityProfile',
    ],
    read,

    diff(live) {
      if (!live && granted)
        throw new ConfigError(
          `security profile "${profile}": Connect instance ${instance.alias} has none of that name.`,
        )
      if (isRight(live)) return []
      return granted
        ? [{ action: 'update', summary: 'let its agents open the widget in the agent workspace' }]
        : [
            {
              action: 'delete',
              summary: 'take the widget out of the agent workspace of its agents',
            },
          ]
    },

    async apply(live) {
      // Whether the call replaces or adds is not documented: the whole list is right either way.
      const others = live!.applications.filter((application) => !isOurs(application))
      const ours: Application = {
        Namespace: NAMESPACE,
        ApplicationPermissions: ['ACCESS'],
        Type: 'THIRD_PARTY_APPLICATION',
      }
      await connect.send(
        new UpdateSecurityProfileCommand({
          InstanceId: instance.id,
          SecurityProfileId: live!.id,
          Applications: granted ? [...others, ours] : others,
        }),
      )
      return (await poll(read, isRight, SETTLING, wait))!
    },
  }
}
