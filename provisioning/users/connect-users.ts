// Reads the users of a Connect instance, and the tag that links each user with a sign-in.
import { paginateSearchUsers, type UserSearchSummary } from '@aws-sdk/client-connect'
import { agentIdentity } from '#deployment/resources'
import type { Aws } from '../account/clients.ts'
import { type Checked, parsedInstance } from '../config/config.ts'
import { ConfigError } from '../config/error.ts'

export interface ConnectUser {
  arn: string
  username: string
  /**
   * The value of the tag that links the user with a sign-in. Undefined if the user does not have
   * this tag.
   */
  linkedTo: string | undefined
}

/**
 * Returns the key of the tag by which the configuration identifies agents. Throws ConfigError if
 * the configuration does not use a tag.
 */
export function tagOf({ identityProvider }: Pick<Checked, 'identityProvider'>): string {
  if (!identityProvider)
    throw new ConfigError(
      'The configuration has no "identityProvider", so there is no widget that agents could sign in to. Add "identityProvider" first.',
    )
  const { tag } = agentIdentity({ ...identityProvider, jwt: identityProvider })
  if (tag !== undefined) return tag
  throw new ConfigError(
    `The configuration identifies agents by their user names, so there is no tag to write. Set "userLookup" to "tag:whatsapp:agent" in "identityProvider" if the claim ${identityProvider.userClaim} is not the user name.`,
  )
}

// https://docs.aws.amazon.com/connect/latest/APIReference/API_SearchUsers.html
const PAGE = 500

/** Returns all users of the instance, sorted by user name. */
export async function connectUsers(
  { instance }: Pick<Checked, 'instance'>,
  tag: string,
  { connect: client }: Pick<Aws, 'connect'>,
): Promise<ConnectUser[]> {
  const found: UserSearchSummary[] = []
  const InstanceId = parsedInstance(instance).id
  for await (const { Users = [] } of paginateSearchUsers(
    { client, pageSize: PAGE },
    { InstanceId },
  ))
    found.push(...Users)
  return found
    .map(({ Arn, Username, Tags }) => ({
      arn: Arn!,
      username: Username!,
      linkedTo: Tags?.[tag],
    }))
    .sort((a, b) => (a.username < b.username ? -1 : 1))
}
