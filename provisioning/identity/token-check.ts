// Checks a token as API Gateway and the widget's API will check it, and explains each refusal.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { agentIdentity } from '#deployment/resources'
import { clientOf, tokenRefusal, userIn } from '../../lambdas/http-api/access-token.ts'
import type { IdentityProvider } from '../config/config.ts'
import { bad, type Finding, ok, warningFinding } from '../doctor/finding.ts'
import type { KeySet } from './discovery.ts'
import { pageOf, providerOf, providers } from './providers.ts'

const ABOUT = 'access token'

/**
 * HTTP APIs accept this many bytes for the request line and all headers together. OTHER_HEADERS is
 * the part that the browser and the widget need for everything except the token.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const LARGEST_HEADERS = 10_240
const OTHER_HEADERS = 2_000

/**
 * A token with a longer lifetime is reported, because it would work for too long after it was
 * stolen, or after its agent was dismissed.
 */
const LONGEST_HOURS = 12

type Settings = Pick<
  IdentityProvider,
  'issuer' | 'audience' | 'clientId' | 'apiScopes' | 'userClaim' | 'userClaimPrefix' | 'userLookup'
>

export interface CheckedToken {
  findings: Finding[]
  /**
   * The value that identifies the user. Undefined if API Gateway or the API would refuse the token.
   */
  user: string | undefined
}

/**
 * Checks that the API would accept the access token, and refuse the ID token that was issued with
 * it.
 */
export async function checkTokens(
  { accessToken, idToken }: { accessToken: string; idToken?: string | undefined },
  settings: Settings,
  keys: KeySet,
  now: Date,
): Promise<CheckedToken> {
  const form = formProblem(accessToken, settings)
  if (form) return { findings: [form], user: undefined }
  const problems = [
    ...(await signatureProblems(accessToken, keys)),
    ...claimProblems(decodeJwt(accessToken), settings, now),
    ...sizeProblems(accessToken),
  ]
  const claims = decodeJwt(accessToken)
  const identity = agentIdentity({ ...settings, jwt: settings })
  const user = userIn(claims, identity)
  if (user === undefined) problems.push(claimMissing(claims, settings))
  const isAccepted = !problems.some(({ verdict }) => verdict === 'bad')
  return {
    findings: [
      ...problems,
      ...(isAccepted ? [accepted(claims, settings, user!)] : []),
      ...idTokenFindings(idToken, settings),
    ],
    user: isAccepted ? user : undefined,
  }
}

function formProblem(token: string, { issuer }: Settings): Finding | undefined {
  const parts = token.split('.').length
  if (parts === 3) return undefined
  const name = providerOf(issuer)
  const remedy = name
    ? providers[name].audienceRemedy
    : 'Have the provider issue an access token for an API of your own: by a scope of it in "scope", or an "audience" in "extraParameters".'
  return bad(
    ABOUT,
    parts === 5
      ? 'it is encrypted, and API Gateway cannot decrypt it'
      : 'it is not a JWT but an opaque text, which API Gateway cannot check',
    `${remedy} See ${pageOf(issuer)}.`,
  )
}

async function signatureProblems(token: string, keys: KeySet): Promise<Finding[]> {
  const { alg = 'none', kid } = decodeProtectedHeader(token)
  if (!/^[RP]S\d+$/.test(alg))
    return [
      bad(
        ABOUT,
        `it is signed with ${alg}, and API Gateway accepts RSA signatures only`,
        'Let the provider sign access tokens with RS256.',
      ),
    ]
  if (!keys.keys.some((key) => key.kid === kid))
    return [
      bad(
        ABOUT,
        `it is signed with the key "${kid}", which the provider does not publish`,
        'Use an authorization server whose keys are published. Tokens that are meant for the provider’s own API cannot be checked.',
      ),
    ]
  try {
    // Only the signature is checked here. The claims are checked separately, with better
    // explanations.
    await jwtVerify(token, createLocalJWKSet({ keys: keys.keys }), { currentDate: new Date(0) })
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed) return []
    return [
      bad(
        ABOUT,
        `its signature cannot be verified (${(error as Error).message})`,
        'Check that the provider signs tokens of this client with the keys that it publishes. A token that has a nonce in its header is meant for the provider’s own API.',
      ),
    ]
  }
  return []
}

type TokenClaims = ReturnType<typeof decodeJwt>

function claimProblems(claims: TokenClaims, settings: Settings, now: Date): Finding[] {
  return [
    ...issuerProblems(claims, settings),
    ...audienceProblems(claims, settings),
    ...scopeProblems(claims, settings),
    ...timeProblems(claims, now),
    ...kindProblems(claims, settings),
  ]
}

function issuerProblems({ iss }: TokenClaims, { issuer }: Settings): Finding[] {
  if (iss === issuer) return []
  const remedy = /^https:\/\/sts\.windows\.net\//.test(iss ?? '')
    ? 'Set api.requestedAccessTokenVersion to 2 in the manifest of the app registration of the API.'
    : `Set "issuer" to "${iss}", if this is your provider.`
  return [
    bad(
      ABOUT,
      `its issuer is "${iss}", and the configuration says "${issuer}"; API Gateway compares the two character by character, including a slash at the end`,
      remedy,
    ),
  ]
}

function audienceProblems(claims: TokenClaims, settings: Settings): Finding[] {
  const { audience, issuer } = settings
  // API Gateway checks client_id only if the token has no aud.
  const found = claims.aud === undefined ? [claims.client_id] : [claims.aud].flat()
  if (found.includes(audience)) return []
  const name = providerOf(issuer)
  const named = found.filter((each) => each !== undefined).map((each) => `"${each}"`)
  return [
    bad(
      ABOUT,
      `its audience is ${named.join(' and ') || 'missing'}, and the configuration says "${audience}"`,
      `${name ? providers[name].audienceRemedy : 'Ask for a token for this audience, or set "audience" to the one of your API.'} See ${pageOf(issuer)}.`,
    ),
  ]
}

/** Returns the scopes of a token, which are in `scope` or `scp`, as a text or as a list. */
const scopesOf = ({ scope, scp }: TokenClaims): string[] =>
  [scope ?? scp ?? []].flat().flatMap((each) => String(each).split(' '))

function scopeProblems(claims: TokenClaims, { apiScopes, issuer }: Settings): Finding[] {
  if (apiScopes.length === 0) return []
  const granted = scopesOf(claims)
  if (apiScopes.some((scope) => granted.includes(scope))) return []
  return [
    bad(
      ABOUT,
      `it has ${granted.length > 0 ? `the scopes ${granted.join(', ')}` : 'no scopes'}, and the API requires ${apiScopes.join(' or ')}`,
      `Ask for the scope in "scope", and allow it for the client at the provider. See ${pageOf(issuer)}.`,
    ),
  ]
}

function timeProblems({ exp, nbf, iat }: TokenClaims, now: Date): Finding[] {
  const seconds = now.getTime() / 1000
  if (exp === undefined)
    return [
      bad(
        ABOUT,
        'it never expires ("exp" is missing)',
        'Let the provider issue tokens that are valid for a shorter time.',
      ),
    ]
  if (exp < seconds)
    return [
      bad(ABOUT, 'it has expired already', 'Check the clocks of the provider and this machine.'),
    ]
  const from = Math.max(nbf ?? 0, iat ?? 0)
  if (from > seconds + 1)
    return [
      warningFinding(
        ABOUT,
        `it becomes valid only in ${Math.ceil(from - seconds)} seconds, so API Gateway refuses it until then`,
        'Set the clock of the provider. If it is a cloud service, check the clock of this machine.',
      ),
    ]
  const hours = (exp - seconds) / 3600
  if (hours <= LONGEST_HOURS) return []
  return [
    warningFinding(
      ABOUT,
      `the token is valid for ${Math.round(hours)} hours, and API Gateway accepts it until it expires`,
      'Let access tokens expire after an hour. The widget renews them.',
    ),
  ]
}

function kindProblems(claims: TokenClaims, settings: Settings): Finding[] {
  const identity = agentIdentity({ ...settings, jwt: settings })
  const reason = tokenRefusal(claims, identity)
  if (reason === 'id_token')
    return [
      bad(
        ABOUT,
        'it is an ID token',
        'Request an access token for your own API: add the scope of that API to "scope".',
      ),
    ]
  if (reason === 'other_client')
    return [
      bad(
        ABOUT,
        `it was issued to the client ${clientOf(claims)}, and the widget is ${identity.clientId}`,
        'Set "clientId" to the client id of the widget.',
      ),
    ]
  return []
}

const sizeProblems = (token: string): Finding[] =>
  token.length <= LARGEST_HEADERS - OTHER_HEADERS
    ? []
    : [
        bad(
          ABOUT,
          `it has ${token.length} bytes, and API Gateway accepts ${LARGEST_HEADERS} bytes in all headers together`,
          'Leave groups and roles out of the access token.',
        ),
      ]

function claimMissing(
  claims: TokenClaims,
  { userClaim, userClaimPrefix, issuer }: Settings,
): Finding {
  const value = claims[userClaim]
  if (typeof value === 'string')
    return bad(
      ABOUT,
      `its claim ${userClaim} is "${value}", which does not begin with "${userClaimPrefix}"`,
      'Correct "userClaimPrefix".',
    )
  const names = Object.keys(claims).filter((name) => typeof claims[name] === 'string')
  return bad(
    ABOUT,
    `it has no claim ${userClaim} (it has ${names.join(', ')})`,
    `Add the claim to access tokens at the provider, or set "userClaim" to another claim that never changes. See ${pageOf(issuer)}.`,
  )
}

const accepted = ({ exp, iat }: TokenClaims, { userClaim }: Settings, user: string): Finding =>
  ok(
    ABOUT,
    `API Gateway accepts it${iat && exp ? ` for ${Math.round((exp - iat) / 60)} minutes` : ''}, and ${userClaim} identifies the agent as "${user}"`,
  )

/**
 * Checks that the API would refuse the ID token. ID tokens reach pages, logs and other programs, so
 * the API must not accept them.
 */
function idTokenFindings(token: string | undefined, settings: Settings): Finding[] {
  if (token === undefined || token.split('.').length !== 3) return []
  const claims = decodeJwt(token)
  const isRefused =
    issuerProblems(claims, settings).length > 0 ||
    audienceProblems(claims, settings).length > 0 ||
    scopeProblems(claims, settings).length > 0 ||
    kindProblems(claims, settings).length > 0 ||
    userIn(claims, agentIdentity({ ...settings, jwt: settings })) === undefined
  return isRefused
    ? [ok('ID token', 'the API refuses it, as it should')]
    : [
        bad(
          'ID token',
          'the API would accept it, although it is meant for pages and not for an API',
          'Add a scope of your API to "scope" and "apiScopes": ID tokens have none.',
        ),
      ]
}
