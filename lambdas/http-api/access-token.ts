// Checks the claims of a token that API Gateway does not check. API Gateway has already verified
// the signature, issuer, audience and times of the token. `doctor --sign-in` uses the same rules.
import type { AgentIdentity } from '#deployment/resources'

export type Claims = Readonly<Record<string, unknown>>

/**
 * Returns the reason why the API does not accept a token, or undefined if the API accepts the
 * token. The API refuses ID tokens, which are meant for the page that requested them and not for an
 * API. The API also refuses access tokens that were issued to another client.
 */
export function tokenRefusal(
  claims: Claims,
  { clientId }: Pick<AgentIdentity, 'clientId'>,
): 'id_token' | 'other_client' | undefined {
  if (isIdToken(claims)) return 'id_token'
  const client = clientOf(claims)
  return client === undefined || client === clientId ? undefined : 'other_client'
}

/**
 * Returns whether the token is an ID token. Amazon Cognito writes the type of a token into
 * `token_use`, and Keycloak into `typ`. `at_hash` is the hash of an access token, which only an ID
 * token contains.
 * https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken
 */
const isIdToken = ({ token_use, typ, at_hash }: Claims): boolean =>
  token_use === 'id' || typ === 'ID' || at_hash !== undefined

/**
 * Returns the id of the client that requested the token. The claim is `azp` in Microsoft Entra ID,
 * Auth0 and Keycloak, `client_id` in RFC 9068, Amazon Cognito and PingOne, `cid` in Okta, and
 * `appid` in version 1 of Microsoft Entra ID.
 */
export function clientOf({ azp, client_id, cid, appid }: Claims): string | undefined {
  const client = azp ?? client_id ?? cid ?? appid
  return client === undefined ? undefined : String(client)
}

/**
 * Returns the value that identifies the user, or undefined if the claim is missing or does not
 * begin with the prefix.
 */
export function userIn(
  claims: Claims,
  { claim, prefix = '' }: Pick<AgentIdentity, 'claim' | 'prefix'>,
): string | undefined {
  const value = claims[claim]
  if (typeof value !== 'string' || !value.startsWith(prefix)) return undefined
  return value.slice(prefix.length) || undefined
}
