// The organisation's own identity provider, as a local OIDC server: who signs in is whoever the sandbox says is at the browser.
import type { IncomingMessage } from 'node:http'
import type { JSONWebKeySet } from 'jose'
import { OAuth2Server } from 'oauth2-mock-server'

export interface IdentityProvider {
  readonly issuer: string
  readonly audience: string
  keys(): JSONWebKeySet
  /** An access token, valid for an hour of virtual time unless told otherwise. */
  signIn(
    username: string,
    claims?: Record<string, unknown>,
    expirySeconds?: number,
  ): Promise<string>
  /** Who the next sign-in in a browser is. */
  become(username: string): void
  /** The browser's session there ends: nobody is signed in unseen any more, until somebody signs in with a window. */
  endSession(): void
  close(): Promise<void>
}

/** `claimsOf`: what a token says about a user, beyond who issued it and for whom. */
export async function startIdentityProvider(
  port: number,
  audience: string,
  claimsOf: (username: string) => Record<string, unknown>,
): Promise<IdentityProvider> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(port, '127.0.0.1')
  let atTheBrowser = ''
  let hasSession = true
  const about = (username: string) => ({
    sub: username,
    aud: audience,
    client_id: audience,
    ...claimsOf(username),
  })

  server.service.on('beforeTokenSigning', ({ payload }: { payload: Record<string, unknown> }) => {
    if (atTheBrowser) Object.assign(payload, about(atTheBrowser))
  })

  // https://openid.net/specs/openid-connect-core-1_0.html#AuthError
  server.service.on(
    'beforeAuthorizeRedirect',
    ({ url }: { url: URL }, { url: asked = '' }: IncomingMessage) => {
      const isUnseen = new URL(asked, server.issuer.url).searchParams.get('prompt') === 'none'
      if (!isUnseen) hasSession = true
      if (hasSession) return
      url.searchParams.delete('code')
      url.searchParams.set('error', 'login_required')
    },
  )

  // Who did not ask for offline access gets no refresh token, and renews in a frame.
  // https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess
  server.service.on(
    'beforeResponse',
    ({ body }: { body: { refresh_token?: string; scope?: string } }) => {
      if (!body.scope?.includes('offline_access')) delete body.refresh_token
    },
  )

  return {
    issuer: server.issuer.url!,
    audience,
    keys: () => ({ keys: server.issuer.keys.toJSON() }) as JSONWebKeySet,
    signIn: (username, claims = {}, expirySeconds = 3600) =>
      server.issuer.buildToken({
        expiresIn: expirySeconds,
        scopesOrTransform: (_header, payload) => Object.assign(payload, about(username), claims),
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
