// Checks the identity provider: the documents that it publishes, the claim that identifies an
// agent, and, if a person signs in, the token.
import { agentIdentity } from '#deployment/resources'
import { wrapped } from '../../lambdas/aws/client.ts'
import { connect } from '../../lambdas/aws/connect.ts'
import type { Host } from '../cli/host.ts'
import type { Session } from '../cli/session.ts'
import { ConfigError } from '../config/error.ts'
import { signInWithBrowser } from '../identity/browser-sign-in.ts'
import { type Discovered, discover, isDiscovered } from '../identity/discovery.ts'
import { discovering, discoveryOptions } from '../identity/provider-check.ts'
import { doubtAbout, pageOf, saferClaim } from '../identity/providers.ts'
import { loopbackRedirectUri, redirectUri } from '../identity/redirect-uri.ts'
import { checkTokens } from '../identity/token-check.ts'
import { bad, check, type Finding, ok, warningFinding } from './finding.ts'

const ABOUT = 'identity provider'

/** `widgetUrl` is undefined if the stack is not deployed. */
export const identityProviderOf = (
  { config, aws }: Pick<Session, 'config' | 'aws'>,
  host: Host,
  widgetUrl: string | undefined,
) =>
  check(ABOUT, async () => {
    const { identityProvider } = config
    if (!identityProvider)
      return [
        warningFinding(
          ABOUT,
          'the configuration has no identity provider, so there is no widget',
          'Add "identityProvider" for the widget, or use --only channel.',
        ),
      ]
    const { issuer, apiScopes } = identityProvider
    const found = await discover(issuer, await discoveryOptions(aws, host))
    if (!isDiscovered(found))
      return found.problems.map((problem) => bad(ABOUT, problem, `See ${pageOf(issuer)}.`))
    const doubt = doubtAbout(identityProvider)
    return [
      ok(ABOUT, `${issuer} publishes its endpoints and keys as API Gateway requires`),
      ...found.remarks.map((remark) => warningFinding(ABOUT, remark, `See ${pageOf(issuer)}.`)),
      ...(widgetUrl ? await redirectFindings(found, widgetUrl, host) : []),
      ...(doubt
        ? [
            warningFinding(
              ABOUT,
              `the claim ${identityProvider.userClaim} may let one agent act as another: ${doubt}`,
              saferClaim(issuer),
            ),
          ]
        : []),
      ...(apiScopes.length === 0
        ? [
            warningFinding(
              ABOUT,
              'no scope is required, so API Gateway lets ID tokens of this client pass',
              'Set "apiScopes" to a scope of your API, and ask for it in "scope".',
            ),
          ]
        : []),
    ]
  })

async function redirectFindings(
  { metadata }: Discovered,
  widgetUrl: string,
  { fetch }: Host,
): Promise<Finding[]> {
  const { origin } = new URL(widgetUrl)
  const registered = ok(ABOUT, `it must allow the redirect URI ${redirectUri(widgetUrl)}`)
  const response = await fetch(metadata.token_endpoint, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  }).catch(() => undefined)
  const allowed = response?.headers.get('access-control-allow-origin')
  if (allowed === '*' || allowed === origin) return [registered]
  return [
    registered,
    warningFinding(
      ABOUT,
      `its token endpoint does not say that pages of ${origin} may use it`,
      'Allow this origin at the provider (CORS, trusted or web origins). "connect-whatsapp doctor --sign-in" tries it.',
    ),
  ]
}

/**
 * Asks a person to sign in with a browser, then checks everything from the token to the Connect
 * user.
 */
export async function signInFindings(
  { config, aws }: Pick<Session, 'config' | 'aws'>,
  host: Host,
  { port, widgetUrl }: { port: number; widgetUrl: string | undefined },
): Promise<readonly Finding[]> {
  const { identityProvider } = config
  if (!identityProvider)
    throw new ConfigError('--sign-in needs "identityProvider" in the configuration. Add it.')
  const { scope, extraParameters, audience, clientId = audience } = identityProvider
  const { metadata, keys } = await discovering(aws, host)(identityProvider)
  const redirect = loopbackRedirectUri(port)
  const { origin } = new URL(widgetUrl ?? redirect)
  host.log(
    `For this check, ${redirect} has to be registered as a redirect URI too. Open this address in a browser, and sign in as an agent:`,
  )
  const signedIn = await signInWithBrowser(
    { metadata, clientId, scope, extraParameters, port, origin },
    host,
  )
  const { findings, user } = await checkTokens(signedIn, identityProvider, keys, host.now())
  return [
    ...(signedIn.mayReadAnswer
      ? []
      : [
          bad(
            ABOUT,
            `its token endpoint does not let pages of ${origin} read the answer (CORS), so agents cannot sign in`,
            `Allow this origin at the provider. See ${pageOf(identityProvider.issuer)}.`,
          ),
        ]),
    ...findings,
    ...(user === undefined ? [] : await userFindings(user, { config, aws })),
    signedIn.hasRefreshToken
      ? ok('refresh token', 'the widget gets a refresh token, and renews the sign-in with it')
      : ok(
          'refresh token',
          'the widget gets no refresh token, and renews the sign-in in a hidden frame; where the browser blocks third-party cookies, agents click to sign in again',
        ),
  ]
}

const userFindings = (
  user: string,
  { config: { instance, identityProvider }, aws }: Pick<Session, 'config' | 'aws'>,
) =>
  check('Connect user', async () => {
    const { tag } = agentIdentity({ ...identityProvider!, jwt: identityProvider! })
    const by = tag === undefined ? { username: user } : { tag, value: user }
    const found = await connect(wrapped(aws.connect), instance).user(by)
    const named = tag === undefined ? `user name ${user}` : `tag ${tag} = ${user}`
    if (found) return [ok('Connect user', `the ${named} identifies ${found.name}`)]
    return [
      bad(
        'Connect user',
        `no user of the Connect instance has the ${named}, or several users have it`,
        tag === undefined
          ? 'Create the user with this name, or identify agents by a tag ("userLookup": "tag:KEY").'
          : `Run "connect-whatsapp users link USERNAME=${user}" with the name of this person's Connect user. A new tag is found after some seconds.`,
      ),
    ]
  })
