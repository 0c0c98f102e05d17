// Reads a token that API Gateway has verified: its signature, issuer, audience and times. This
// module checks the claims that API Gateway does not check. `doctor --sign-in` uses the same rules.
import type { AgentIdentity } from '#deployment/resources'

export type Claims = Readonly<Record<string, unknown>>

/**
 * Returns why a token cannot be used for the API. An ID token is meant for the page that requested
 * it and not for an API, and a token of another client was issued for another page.
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
 * Amazon Cognito writes `token_use`, Keycloak `typ`. The hash of an access token is in ID tokens
 * only.
 * https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken
 */
const isIdToken = ({ token_use, typ, at_hash }: Claims): boolean =>
  token_use === 'id' || typ === 'ID' || at_hash !== undefined

/**
 * Returns the client that requested the token. Microsoft Entra ID, Auth0 and Keycloak use `azp`;
 * RFC 9068, Amazon Cognito and PingOne `client_id`; Okta `cid`; and version 1 of Microsoft Entra ID
 * `appid`.
 */
export function clientOf({ azp, client_id, cid, appid }: Claims): string | undefined {
  const client = azp ?? client_id ?? cid ?? appid
  return client === undefined ? undefined : String(client)
}

/**
 * Returns the value that identifies the user, or undefined if the claim is missing or lacks the
 * prefix.
 */
export function userIn(
  claims: Claims,
  { claim, prefix = '' }: Pick<AgentIdentity, 'claim' | 'prefix'>,
): string | undefined {
  const value = claims[claim]
  if (typeof value !== 'string' || !value.startsWith(prefix)) return undefined
  return value.slice(prefix.length) || undefined
}
