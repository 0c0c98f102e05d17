// The two-way channel role, gone: only one that this tool has made, and that no WABA uses any more.
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

/** `usedBy`: WABAs outside the configuration that send their events with it. */
export function removedRole(
  RoleName: string,
  usedBy: readonly string[],
  iam: IAMClient,
  wait: Wait,
): Resource<ChannelRole | 'none'> {
  const { read } = channelRole(RoleName, iam, wait)
  const isToGo = (live: ChannelRole | 'none' | undefined): live is ChannelRole =>
    !!live && live !== 'none' && live.ours && usedBy.length === 0
  const readOrNone = async () => (await read()) ?? ('none' as const)

  return {
    name: `role ${RoleName}`,
    stays:
      usedBy.length > 0
        ? `is kept: ${usedBy.join(', ')} still uses it`
        : 'is gone, or not of this tool',
    iam: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRole'],
    read: readOrNone,
    diff: (live) => (isToGo(live) ? [{ action: 'delete', summary: 'delete it' }] : []),
    async apply() {
      await unlessMissing(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY })))
      try {
        await unlessMissing(iam.send(new DeleteRoleCommand({ RoleName })))
      } catch (error) {
        if (!(error instanceof DeleteConflictException)) throw error
        throw new ConfigError(
          `role ${RoleName} carries policies this tool has not made, so it was not deleted. Detach them, then run this again.`,
          { cause: error },
        )
      }
      return poll(readOrNone, (live) => !isToGo(live), SETTLING, wait)
    },
  }
}
