// Signs a person in as the widget does: in a browser, with the authorization code flow and PKCE.
// The identity provider redirects the browser to a port of this machine.
// https://datatracker.ietf.org/doc/html/rfc8252#section-7.3
import { createServer } from 'node:http'
import * as oauth from 'oauth4webapi'
import { ConfigError } from '../config/error.ts'
import type { Discovered, Fetch } from './discovery.ts'
import { loopbackRedirectUri } from './redirect-uri.ts'

export interface SignInRequest {
  metadata: Discovered['metadata']
  clientId: string
  scope: string
  extraParameters: Readonly<Record<string, string>>
  port: number
  /** The origin of the page for which the token is requested. */
  origin: string
}

interface Surroundings {
  fetch: Fetch
  /** Asks the person to open the address in a browser. */
  visit(url: string): void
}

export interface SignedIn {
  accessToken: string
  idToken: string | undefined
  hasRefreshToken: boolean
  /**
   * True if CORS allows a page of `origin` to read the response. This program is not a browser, so
   * it must check CORS itself.
   */
  mayReadAnswer: boolean
}

const PATIENCE_MS = 5 * 60_000

export async function signInWithBrowser(
  { metadata, clientId, scope, extraParameters, port, origin }: SignInRequest,
  { fetch, visit }: Surroundings,
): Promise<SignedIn> {
  const redirect = loopbackRedirectUri(port)
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const address = new URL(metadata.authorization_endpoint)
  const parameters = {
    ...extraParameters,
    client_id: clientId,
    redirect_uri: redirect,
    response_type: 'code',
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)

  const returned = await returnTo(port, () => visit(address.href))
  const client: oauth.Client = { client_id: clientId }
  let mayReadAnswer = false
  try {
    const answer = oauth.validateAuthResponse(metadata, client, returned, state)
    const response = await oauth.authorizationCodeGrantRequest(
      metadata,
      client,
      oauth.None(),
      answer,
      redirect,
      verifier,
      {
        // Microsoft Entra ID issues tokens for a single-page application only with this header.
        headers: { origin },
        // `allowInsecureRequests` affects only the sandbox's provider, because all other providers
        // use TLS.
        [oauth.allowInsecureRequests]: true,
        async [oauth.customFetch](url, init) {
          const response = await fetch(url, init as RequestInit)
          const allowed = response.headers.get('access-control-allow-origin')
          mayReadAnswer = allowed === '*' || allowed === origin
          return response
        },
      },
    )
    const tokens = await oauth.processAuthorizationCodeResponse(metadata, client, response, {
      expectedNonce: nonce,
    })
    return {
      accessToken: tokens.access_token,
      idToken: tokens.id_token,
      hasRefreshToken: tokens.refresh_token !== undefined,
      mayReadAnswer,
    }
  } catch (error) {
    throw new ConfigError(`The sign-in failed. ${explained(error, redirect)}`, { cause: error })
  }
}

/** Waits until the browser is redirected to this machine, and sends a short page to the browser. */
async function returnTo(port: number, ready: () => void): Promise<URL> {
  let resolve: (address: URL) => void = () => {}
  let reject: (reason: Error) => void = () => {}
  const promise = new Promise<URL>((done, failed) => {
    resolve = done
    reject = failed
  })
  const server = createServer(({ url = '/' }, response) => {
    const address = new URL(url, `http://localhost:${port}`)
    if (address.pathname !== '/sign-in') return void response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' })
      .end(
        '<!doctype html><title>Signed in</title><p>You can close this page. The result is in the terminal.',
      )
    resolve(address)
  })
  server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
    reject(
      new ConfigError(
        code === 'EADDRINUSE'
          ? `Port ${port} is in use. Choose another port with --sign-in-port, and register its address at the provider too.`
          : `Port ${port} cannot be opened: ${message}.`,
      ),
    ),
  )
  server.listen(port, 'localhost', ready)
  const timer = setTimeout(
    () =>
      reject(
        new ConfigError(
          `Nobody signed in within ${PATIENCE_MS / 60_000} minutes. If the provider showed an error about the redirect URI, register ${loopbackRedirectUri(port)} there.`,
        ),
      ),
    PATIENCE_MS,
  )
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    server.close()
    server.closeIdleConnections()
  }
}

/** Explains the errors that providers return for the most common mistakes. */
function explained(error: unknown, redirect: string): string {
  const { error: code, error_description: description } = error as {
    error?: string
    error_description?: string
  }
  if (code === undefined) return `${(error as Error).message}.`
  const text = description ?? ''
  const answerText = `The provider answered ${code}${text ? ` (${text.replace(/\s+/g, ' ').slice(0, 300)})` : ''}.`
  const remedy = [
    [
      /AADSTS9002326|AADSTS9002327/,
      'Register the redirect URIs for the platform "Single-page application", not "Web".',
    ],
    [/AADSTS65001|consent_required/, 'Grant admin consent for the scope of the API.'],
    [
      /AADSTS50011|redirect_uri/i,
      `Register ${redirect} as a redirect URI, with exactly this spelling.`,
    ],
    [
      /policy evaluation failed/i,
      'Add an access policy with a rule for this client to the authorization server.',
    ],
    [
      /invalid_scope/,
      'Check "scope": each scope must exist at the provider and be allowed for this client.',
    ],
    [
      /invalid_client|unauthorized_client/,
      'Register the client as a public client (single-page application) that has no secret and uses PKCE.',
    ],
    [/access_denied/, 'Assign the user to the application, or sign in as another user.'],
  ] as const
  const found = remedy.find(([pattern]) => pattern.test(`${code} ${text}`))
  return found ? `${answerText} ${found[1]}` : answerText
}
