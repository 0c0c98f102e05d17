// Facts about identity providers: to which provider an issuer belongs, which issuers cannot work,
// and which claims of a token users can change. provisioning/identity-providers/ contains a page
// about each provider.
import type { IdentityProvider } from '../config/config.ts'

export type ProviderName = 'cognito' | 'entra-id' | 'okta' | 'auth0' | 'keycloak' | 'pingone'

export interface Provider {
  title: string
  /** The path of the page about the provider, from the root of the package. */
  page: string
  /** A claim in access tokens that never changes for a user, and that no other user ever gets. */
  immutableClaim: string
  /** The usual remedy if the access token is not a JWT, or if it is for another API. */
  audienceRemedy: string
  /** The answers that `init` suggests. */
  suggestions: {
    audience?: string
    /** The name of the scope in access tokens. */
    apiScope: string
    /** Returns the scopes that the widget requests. */
    scope(apiScope: string, audience: string): string
    extraParameters?(audience: string): Record<string, string>
    /** Set if the audience is the widget's own client id. */
    audienceIsClient?: true
  }
}

const plain = (apiScope: string) => `openid ${apiScope}`
const withOfflineAccess = (apiScope: string) => `openid offline_access ${apiScope}`

const page = (name: string) => `provisioning/identity-providers/${name}.md`

export const providers: Readonly<Record<ProviderName, Provider>> = {
  cognito: {
    title: 'Amazon Cognito',
    page: page('cognito'),
    immutableClaim: 'sub',
    audienceRemedy: 'Set "audience" to the client id of the app client.',
    suggestions: { apiScope: 'whatsapp/agent', scope: plain, audienceIsClient: true },
  },
  'entra-id': {
    title: 'Microsoft Entra ID',
    page: page('entra-id'),
    immutableClaim: 'oid',
    audienceRemedy:
      'Under "Expose an API", add a scope, ask for it in "scope" (api://…/agent), and set api.requestedAccessTokenVersion to 2 in the manifest.',
    suggestions: {
      apiScope: 'agent',
      scope: (apiScope, audience) =>
        withOfflineAccess(
          `${audience.startsWith('api://') ? audience : `api://${audience}`}/${apiScope}`,
        ),
    },
  },
  okta: {
    title: 'Okta',
    page: page('okta'),
    immutableClaim: 'uid',
    audienceRemedy:
      'Use a custom authorization server (API Access Management) as the issuer, and its Audience as "audience".',
    suggestions: { audience: 'api://default', apiScope: 'agent', scope: withOfflineAccess },
  },
  auth0: {
    title: 'Auth0',
    page: page('auth0'),
    immutableClaim: 'sub',
    audienceRemedy:
      'Create an API, and set both "audience" and "extraParameters": {"audience": "…"} to its Identifier.',
    suggestions: {
      apiScope: 'agent',
      scope: withOfflineAccess,
      extraParameters: (audience) => ({ audience }),
    },
  },
  keycloak: {
    title: 'Keycloak',
    page: page('keycloak'),
    immutableClaim: 'sub',
    audienceRemedy:
      'Add an Audience mapper to a client scope, and add this scope to the client as Default.',
    suggestions: { audience: 'whatsapp-api', apiScope: 'whatsapp-agent', scope: plain },
  },
  pingone: {
    title: 'PingOne',
    page: page('pingone'),
    immutableClaim: 'sub',
    audienceRemedy:
      'Create a custom resource with a scope, allow this scope in the application, and ask for it in "scope".',
    suggestions: { audience: 'whatsapp', apiScope: 'agent', scope: plain },
  },
}

/** The answers that `init` suggests for a provider that is not in this list. */
export const usualSuggestions: Provider['suggestions'] = { apiScope: '', scope: plain }

export const PROVIDERS_PAGE = page('README')

const ISSUERS: readonly [RegExp, ProviderName][] = [
  [/^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\//, 'cognito'],
  [
    /^https:\/\/(login\.microsoftonline\.(com|us)|sts\.windows\.net|[\w-]+\.ciamlogin\.com)\//,
    'entra-id',
  ],
  [/^https:\/\/[^/]+\.okta(preview|-emea|-gov)?\.com(\/|$)/, 'okta'],
  [/^https:\/\/[^/]+\/oauth2\/(default|aus\w+)$/, 'okta'],
  [/^https:\/\/[^/]+\.auth0\.com(\/|$)/, 'auth0'],
  [/\/realms\/[^/]+\/?$/, 'keycloak'],
  [/^https:\/\/auth\.pingone\.(com|eu|ca|asia|com\.au|sg)\//, 'pingone'],
]

/**
 * Returns the issuer's provider. Returns undefined if the provider is unknown or has a custom
 * domain.
 */
export const providerOf = (issuer: string): ProviderName | undefined =>
  ISSUERS.find(([pattern]) => pattern.test(issuer))?.[1]

const COGNITO = `Use an Amazon Cognito user pool that signs users in with this provider: see ${page('cognito')}.`

/** Returns why tokens of this issuer can never be accepted, and which issuer to use instead. */
export function refusalOf(issuer: string): string | undefined {
  const { hostname, pathname } = new URL(issuer)
  if (hostname === 'accounts.google.com')
    return `${issuer}: Google’s access tokens are not JWTs, so API Gateway cannot check them, and its web clients need a secret that a page cannot keep. ${COGNITO}`
  if (
    /(^|\.)awsapps\.com$|^identitycenter\.amazonaws\.com$|^(oidc|portal\.sso|sso)\.[a-z0-9-]+\.amazonaws\.com$/.test(
      hostname,
    )
  )
    return `${issuer}: AWS IAM Identity Center is not an OpenID Connect provider for applications. ${COGNITO}`
  if (/\.okta(preview|-emea|-gov)?\.com$/.test(hostname) && !/^\/oauth2\/\w+/.test(pathname))
    return oktaOrgServer(issuer)
  if (
    /^login\.microsoftonline\.(com|us)$/.test(hostname) &&
    /^\/(common|organizations|consumers)(\/|$)/.test(pathname)
  )
    return `${issuer}: the tokens of Microsoft Entra ID name the tenant as their issuer. Use https://${hostname}/TENANT-ID/v2.0 with the Directory (tenant) ID of your tenant.`
  return undefined
}

/**
 * Returns whether the issuer is Okta's org authorization server behind a custom domain. Only the
 * endpoints of the provider show this.
 */
export const isOktaOrgServer = (issuer: string, authorizationEndpoint: string): boolean =>
  new URL(authorizationEndpoint).pathname === '/oauth2/v1/authorize' &&
  new URL(issuer).pathname === '/'

export const oktaOrgServer = (issuer: string) =>
  `${issuer}: this is Okta’s org authorization server, whose access tokens only Okta itself can check. Use a custom authorization server (Security > API > Authorization Servers), such as ${new URL(issuer).origin}/oauth2/default. It needs API Access Management.`

/**
 * At many providers, users can change these claims, or administrators change them at a user's
 * request. By OpenID Connect Core, section 5.7, only iss and sub together identify a user.
 * https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability
 */
const CHANGEABLE = [
  ...['email', 'preferred_username', 'upn', 'unique_name', 'nickname', 'name', 'given_name'],
  ...['family_name', 'phone_number', 'login', 'verified_primary_email'],
]

/** Returns why the claim may be unsafe. Returns undefined if no reason is known. */
export function doubtAbout({
  issuer,
  userClaim,
}: Pick<IdentityProvider, 'issuer' | 'userClaim'>): string | undefined {
  if (CHANGEABLE.includes(userClaim))
    return `at many providers, users can change their ${userClaim}, or get one that belonged to somebody else`
  if (providerOf(issuer) === 'okta' && userClaim === 'sub')
    return 'in Okta’s access tokens, sub is the login by default, which can be changed'
  return undefined
}

/** Returns the remedy for an unsafe claim. */
export function saferClaim(issuer: string): string {
  const name = providerOf(issuer)
  const claim = name ? providers[name].immutableClaim : 'sub'
  return `Set "userClaim" to "${claim}" and "userLookup" to "tag:KEY", and write each agent’s ${claim} into this tag of the Connect user (${PROVIDERS_PAGE}).`
}

export const pageOf = (issuer: string): string => {
  const name = providerOf(issuer)
  return name ? providers[name].page : PROVIDERS_PAGE
}
