// Identifies the Connect user who calls the API.
import type { AgentIdentity } from '#deployment/resources'
import type { Agent, Connect } from '#model/ports'
import { log } from '../runtime/log.ts'
import { refuse } from '../runtime/refused.ts'
import { type Claims, clientOf, tokenRefusal, userIn } from './access-token.ts'

/**
 * A cache of the Connect user of each sign-in. Connect allows only two searches for users per
 * second.
 */
export interface UserMemories<User> {
  user(claim: string, contactId: string | undefined): Promise<User | undefined>
  rememberUser(claim: string, agent: User): Promise<void>
}

/**
 * Returns a function that finds the Connect user of a token by the configured claim. The identity
 * provider must verify the claim, and its value must never change.
 */
export function agents<User extends Agent>(
  connect: { user(by: Parameters<Connect['user']>[0]): Promise<User | undefined> },
  identity: AgentIdentity,
  memory: UserMemories<User>,
) {
  const { claim, tag } = identity
  /**
   * If the request is about a contact, `contactId` is its id. The cache then reads the user and
   * Connect's stored answer about the contact in a single call.
   */
  return async (claims: Claims, contactId?: string): Promise<User> => {
    const reason = tokenRefusal(claims, identity)
    if (reason) {
      log.warn('token_refused', { reason, client: clientOf(claims) })
      return refuse(
        401,
        'token_refused',
        'Your sign-in is not for this page. Sign in here again, or tell your administrator.',
      )
    }
    const value = userIn(claims, identity)
    if (value === undefined)
      return refuse(
        401,
        'no_user_claim',
        `Your sign-in does not contain the claim ${claim}, which identifies you. Tell your administrator.`,
        '',
        { claim },
      )
    // The key of the cache includes the name of the tag, because the tag of one user may have the
    // same value as the name of another user.
    const name = tag === undefined ? value : `${tag}=${value}`
    const known = await memory.user(name, contactId)
    if (known) return known
    const agent = await connect.user(tag === undefined ? { username: value } : { tag, value })
    if (!agent)
      return refuse(
        403,
        'not_a_connect_user',
        'Your sign-in has no user in this Connect instance. Tell your administrator.',
      )
    await memory.rememberUser(name, agent)
    return agent
  }
}
