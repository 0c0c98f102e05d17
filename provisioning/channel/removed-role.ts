// Deletes the two-way channel role if connect-whatsapp created it and no WABA uses it any longer.
import {
  DeleteConflictException,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import { ConfigError } from '../config/error.ts'
import type { Resource } from '../engine/resource.ts'
import { poll, type Wait } from '../engine/wait.ts'
import { type ChannelRole, channelRole, POLICY, unlessMissing } from './channel-role.ts'

const SETTLING = { everyMs: 2_000, atMostMs: 60_000 }

/**
 * `usedBy` contains the ids of the WABAs outside the configuration that send their events with the
 * role. If there are any, the role is not deleted.
 */
export function removedRole(
  RoleName: string,
  usedBy: readonly string[],
  iam: IAMClient,
  wait: Wait,
): Resource<ChannelRole | 'none'> {
  const { read } = channelRole(RoleName, iam, wait)
  const isToDelete = (live: ChannelRole | 'none' | undefined): live is ChannelRole =>
    !!live && live !== 'none' && live.ours && usedBy.length === 0
  const readOrNone = async () => (await read()) ?? ('none' as const)

  return {
    name: `role ${RoleName}`,
    stays:
      usedBy.length > 0
        ? `stays because ${usedBy.join(', ')} still uses it`
        : 'does not exist, or was not created by connect-whatsapp',
    iam: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRole'],
    read: readOrNone,
    diff: (live) => (isToDelete(live) ? [{ action: 'delete', summary: 'delete it' }] : []),
    async apply() {
      await unlessMissing(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY })))
      try {
        await unlessMissing(iam.send(new DeleteRoleCommand({ RoleName })))
      } catch (error) {
        if (!(error instanceof DeleteConflictException)) throw error
        throw new ConfigError(
          `role ${RoleName} has policies that connect-whatsapp did not create, so it was not deleted. Detach them, then run this again.`,
          { cause: error },
        )
      }
      return poll(readOrNone, (live) => !isToDelete(live), SETTLING, wait)
    },
  }
}
