// Adds one of our applications to a security profile, or removes it from the profile. With the
// application, the profile's users see the widget or the supervisors' page in their agent
// workspace. The profile's other applications remain.
import {
  type Application,
  type ConnectClient,
  paginateListSecurityProfileApplications,
  UpdateSecurityProfileCommand,
} from '@aws-sdk/client-connect'
import { ConfigError } from '../config/error.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { SUPERVISOR_APP, WIDGET_APP } from '../stack/names.ts'
import type { Instance } from './instance.ts'

interface Wanted {
  /** The name of the profile. */
  profile: string
  instance: Pick<Instance, 'id' | 'alias' | 'securityProfiles'>
  granted: boolean
  /** The application. By default, the widget. */
  app?: App
  /**
   * Reads the applications of a profile. Callers that check several applications can pass a
   * function that caches them.
   */
  applications?: (profileId: string) => Promise<readonly Application[]>
}

export type App = keyof typeof APPS

const APPS = {
  widget: {
    namespace: WIDGET_APP,
    name: '',
    has: 'lets its agents open the widget in the agent workspace',
    lacks: 'has no access to the widget',
    grant: 'let its agents open the widget in the agent workspace',
    remove: 'remove the widget from the agent workspace of its agents',
    setting: 'stack.securityProfiles',
  },
  supervisors: {
    namespace: SUPERVISOR_APP,
    name: ' of supervisors',
    has: 'lets its users open the supervisors’ page in the agent workspace',
    lacks: 'has no access to the supervisors’ page',
    grant: 'let its users open the supervisors’ page in the agent workspace',
    remove: 'remove the supervisors’ page from the agent workspace of its users',
    setting: 'stack.supervisors',
  },
} as const

interface SecurityProfile {
  id: string
  applications: readonly Application[]
}

const SETTLING = { everyMs: 2_000, atMostMs: 20_000 }

export function workspaceGrant(
  {
    profile,
    instance,
    granted,
    app = 'widget',
    applications = (id) => applicationsOf(instance.id, id, connect),
  }: Wanted,
  connect: ConnectClient,
  wait: Wait,
): Resource<SecurityProfile> {
  const words = APPS[app]
  const isOurs = ({ Namespace }: Application) => Namespace === words.namespace
  const isRight = (live: SecurityProfile | undefined) =>
    (live?.applications.some(isOurs) ?? false) === granted

  async function read(): Promise<SecurityProfile | undefined> {
    const id = (await instance.securityProfiles()).get(profile)
    return id === undefined ? undefined : { id, applications: await applications(id) }
  }

  return {
    name: `security profile "${profile}"${words.name}`,
    stays: granted ? words.has : words.lacks,
    iam: [
      'connect:ListSecurityProfiles',
      'connect:ListSecurityProfileApplications',
      'connect:UpdateSecurityProfile',
    ],
    read,

    diff(live) {
      if (!live && granted)
        throw new ConfigError(
          `security profile "${profile}": Connect instance ${instance.alias} has no security profile of that name. Correct ${words.setting} in the configuration.`,
        )
      if (isRight(live)) return []
      return granted
        ? [{ action: 'update', summary: words.grant }]
        : [{ action: 'delete', summary: words.remove }]
    },

    async apply(live) {
      // The call contains the whole list, because AWS does not document whether the call replaces
      // the profile's applications or adds to them.
      const others = live!.applications.filter((application) => !isOurs(application))
      const ours: Application = {
        Namespace: words.namespace,
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

/**
 * Returns a function that reads the applications of a security profile, and reads each profile only
 * once.
 */
export function sharedApplications(InstanceId: string, connect: ConnectClient) {
  const read = new Map<string, Promise<readonly Application[]>>()
  return (profileId: string) => {
    if (!read.has(profileId)) read.set(profileId, applicationsOf(InstanceId, profileId, connect))
    return read.get(profileId)!
  }
}

/** Returns the applications to which a security profile gives access. */
async function applicationsOf(
  InstanceId: string,
  SecurityProfileId: string,
  client: ConnectClient,
): Promise<Application[]> {
  const found: Application[] = []
  for await (const { Applications = [] } of paginateListSecurityProfileApplications(
    { client, pageSize: 100 },
    { InstanceId, SecurityProfileId },
  ))
    found.push(...Applications)
  return found
}
