// Emulates the organization's identity provider with a local OIDC server. The server asks for no
// password: it signs in the user who was set with `become`.
import type { IncomingMessage } from 'node:http'
import type { JSONWebKeySet } from 'jose'
import { OAuth2Server } from 'oauth2-mock-server'

export interface IdentityProvider {
  readonly issuer: string
  /** The URL at which the server listens. `issuer`, which the tokens name, may be another URL. */
  readonly url: string
  keys(): JSONWebKeySet
  /** Issues an access token, which by default is valid for an hour of virtual time. */
  signIn(
    username: string,
    claims?: Record<string, unknown>,
    expirySeconds?: number,
  ): Promise<string>
  /** Sets the user whom the server signs in when a browser requests the next sign-in. */
  become(username: string): void
  /**
   * Ends the browser's session. Silent sign-in (with `prompt=none`) then fails until somebody has
   * signed in without `prompt=none`.
   */
  endSession(): void
  close(): Promise<void>
}

/** The claims in an identity provider's tokens, which differ from provider to provider. */
export interface TokenShape {
  /** The issuer that the tokens name (by default, the server's own URL). */
  issuer?: string
  /**
   * The claims of an access token, except issuer and times. `scope` is the scope that the client
   * requested.
   */
  accessToken(username: string, scope: string): Record<string, unknown>
  idToken?(username: string): Record<string, unknown>
  /**
   * Returns whether the provider issues an opaque access token instead of a JWT for a sign-in
   * request with these parameters. Some providers do so if the request names no API.
   */
  isOpaque?(parameters: URLSearchParams): boolean
}

export const API_SCOPE = 'whatsapp/agent'

/** Returns the default claims of tokens in the sandbox, in which `claim` contains the user name. */
export const usualShape = (claim: string, audience: string): TokenShape => ({
  accessToken: (username, scope) => ({
    sub: username,
    aud: audience,
    client_id: audience,
    scope,
    [claim]: username,
  }),
})

export async function startIdentityProvider(
  port: number,
  shape: TokenShape,
): Promise<IdentityProvider> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(port, '127.0.0.1')
  const url = server.issuer.url!
  server.issuer.url = shape.issuer ?? url
  let atTheBrowser = ''
  let hasSession = true
  /** The parameters of each sign-in request, by the authorization code that was issued. */
  const asked = new Map<string, URLSearchParams>()
  const askedFor = ({ body }: TokenRequest) => asked.get(body.code ?? '') ?? new URLSearchParams()
  const scopeOf = (request: TokenRequest) =>
    request.body.scope ?? askedFor(request).get('scope') ?? 'openid'

  server.service.on(
    'beforeTokenSigning',
    ({ payload }: { payload: Record<string, unknown> }, request: TokenRequest) => {
      if (!atTheBrowser) return
      if (!('scope' in payload)) {
        // This token is an ID token. Only ID tokens contain `at_hash`, a hash of the access token.
        Object.assign(payload, { sub: atTheBrowser, at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' })
        Object.assign(payload, shape.idToken?.(atTheBrowser))
        return
      }
      for (const name of ['sub', 'scope', 'amr']) delete payload[name]
      Object.assign(payload, shape.accessToken(atTheBrowser, scopeOf(request)))
    },
  )

  // https://openid.net/specs/openid-connect-core-1_0.html#AuthError
  server.service.on(
    'beforeAuthorizeRedirect',
    ({ url: back }: { url: URL }, { url: path = '' }: IncomingMessage) => {
      const { searchParams } = new URL(path, url)
      const code = back.searchParams.get('code')
      if (code) asked.set(code, searchParams)
      if (searchParams.get('prompt') !== 'none') hasSession = true
      if (hasSession) return
      back.searchParams.delete('code')
      back.searchParams.set('error', 'login_required')
    },
  )

  // If the client has not requested the scope offline_access, the provider issues no refresh token,
  // and the client has to renew its access token in a hidden frame.
  // https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess
  server.service.on('beforeResponse', ({ body }: TokenResponse, request: TokenRequest) => {
    body.scope = scopeOf(request)
    if (!body.scope.includes('offline_access')) delete body.refresh_token
    if (shape.isOpaque?.(askedFor(request)))
      body.access_token = `opaque-${body.access_token?.slice(-40)}`
  })

  return {
    issuer: server.issuer.url,
    url,
    keys: () => ({ keys: server.issuer.keys.toJSON() }) as JSONWebKeySet,
    signIn: (username, claims = {}, expirySeconds = 3600) =>
      server.issuer.buildToken({
        expiresIn: expirySeconds,
        scopesOrTransform: (_header, payload) =>
          Object.assign(payload, shape.accessToken(username, `openid ${API_SCOPE}`), claims),
      }),
    become(username) {
      atTheBrowser = username
    },
    endSession() {
      hasSession = false
    },
    close: () => server.stop(),
  }
}

interface TokenRequest extends IncomingMessage {
  body: { code?: string; scope?: string }
}

interface TokenResponse {
  body: { access_token?: string; refresh_token?: string; scope?: string }
}
