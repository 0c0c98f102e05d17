// The published documents and the tokens of identity providers, with example values. Each has the
// form that the provider documents on the page named in `source`.

import type { Config } from '../../../provisioning/config/config.ts'
import type { ProviderName } from '../../../provisioning/identity/providers.ts'
import auth0 from './recorded/auth0.json' with { type: 'json' }
import cognito from './recorded/cognito.json' with { type: 'json' }
import entraId from './recorded/entra-id.json' with { type: 'json' }
import keycloak from './recorded/keycloak.json' with { type: 'json' }
import keys from './recorded/keys.json' with { type: 'json' }
import okta from './recorded/okta.json' with { type: 'json' }
import pingone from './recorded/pingone.json' with { type: 'json' }

interface Recorded {
  /** The page that documents the form. */
  source: string
  configuration: NonNullable<Config['identityProvider']>
  discovery: Readonly<Record<string, unknown>> & {
    issuer: string
    authorization_endpoint: string
    token_endpoint: string
    jwks_uri: string
  }
  accessToken: RecordedToken
  idToken: RecordedToken
}

interface RecordedToken {
  header: Readonly<Record<string, unknown>>
  payload: Readonly<Record<string, unknown>>
}

export const recorded: Readonly<Record<ProviderName, Recorded>> = {
  cognito,
  'entra-id': entraId,
  okta,
  auth0,
  keycloak,
  pingone,
}

export const recordedKeys = keys

/**
 * Returns the discovery document of an invented provider, for tests in which it does not matter
 * which provider is used.
 */
const anyProvider = (issuer: string) => {
  const base = issuer.replace(/\/$/, '')
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    jwks_uri: `${base}/keys`,
    code_challenge_methods_supported: ['S256'],
  }
}

const discoveries = [
  ...Object.values(recorded).map(({ discovery }) => discovery),
  anyProvider('https://id.example.com/'),
  anyProvider('https://login.example.com'),
]

/**
 * Answers requests for the providers' published documents as the providers themselves would. No
 * other URL can be reached.
 */
export const recordedProviders = async (url: string): Promise<Response> => {
  for (const { issuer, jwks_uri, ...discovery } of discoveries) {
    if (url === `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
      return Response.json({ issuer, jwks_uri, ...discovery })
    if (url === jwks_uri) return Response.json(keys)
  }
  const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
  throw new TypeError('fetch failed', { cause })
}
