// Signs the agent in at the organization's identity provider. This is needed because AWS gives
// third-party apps no proof of who the agent is. Uses OpenID Connect with PKCE. Tokens and the
// state of a sign-in stay in this page's memory, because every frame of the same origin could read
// the browser's storage. After a reload, a silent sign-in signs the agent in again.
import {
  ErrorResponse,
  ErrorTimeout,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts'
import { localStorageIfAllowed } from '../browser/storage.ts'
import { signInWindow, WindowBlocked } from './sign-in-window.ts'

export type SignInState =
  /** A silent sign-in is in progress, so the page does not show a button yet. */
  | { is: 'starting' }
  | { is: 'signed_out'; failure?: SignInFailure }
  /**
   * The provider's window was opened. Whether the window is still open is unknown, because some
   * providers isolate their windows. `stuck` means that the response has probably been lost, or
   * that the provider does not accept `returnPage`. The next attempt then uses two windows
   * (sign-in-window.ts).
   */
  | { is: 'signing_in'; stuck?: { returnPage: string } }
  | { is: 'signed_in'; subject: string }

/** Why a sign-in with a window failed. */
export type SignInFailure =
  | { is: 'window_blocked' }
  /** A request to the provider had no response that this page can read. */
  | { is: 'unreachable' }
  /** `reason` is the provider's own text, which is not translated. */
  | { is: 'refused'; reason: string }

export interface SignIn {
  /** Returns the same object until something changes. */
  getSnapshot(): SignInState
  subscribe(onChange: () => void): () => void
  /**
   * Opens the provider's window, and replaces an earlier one. Must be called by the handler of a
   * click. Outside the handler of a click, the browser blocks the window.
   */
  open(): Promise<void>
  /**
   * Returns the token, or undefined if nobody is signed in. Rejects if the page is offline, because
   * it is then unknown whether somebody is signed in. With `fresh`, renews the token, because the
   * API has refused the last one.
   */
  token(options?: { fresh?: boolean }): Promise<string | undefined>
}

export interface SignInSettings {
  /** The URL of the issuer. */
  authority: string
  clientId: string
  /**
   * The return page, which has the same origin as this page, and which must be registered with the
   * provider.
   */
  redirectUri: string
  /**
   * The scopes: `openid`, and those that the provider requires for the API's audience and for
   * refresh tokens (`offline_access`).
   */
  scope?: string
  /** Additional parameters of the sign-in request, for example Auth0's `audience`. */
  extraParameters?: Readonly<Record<string, string>>
  /**
   * The provider's endpoints. If the endpoints are missing, the provider's discovery document is
   * read.
   */
  metadata?: Readonly<Record<string, string>>
}

const SILENT_TIMEOUT_SECONDS = 10
/**
 * The time-out of the first silent sign-in, which is short because the agent waits for the result.
 * A provider that refuses frames never responds.
 */
const FIRST_TIMEOUT_SECONDS = 4

/**
 * The time after which the response from the provider's window has probably been lost, or the agent
 * has forgotten the window.
 */
const STUCK_AFTER_MS = 20_000

/**
 * Signs the agent in. Tries a silent sign-in in a frame first, because the agent often has a
 * session with the provider. If the provider refuses a silent sign-in, the agent must click the
 * button that opens the provider's window.
 */
export function createSignIn({
  authority,
  clientId,
  redirectUri,
  scope = 'openid',
  extraParameters,
  metadata,
}: SignInSettings): SignIn {
  // The key in localStorage that records that the provider's sign-in needs two windows. Without this
  // record, each sign-in would first use one window and wait until its response counts as lost.
  const rememberedAs = `agent-widget:two-windows:${authority}`
  let usesTwoWindows = localStorageIfAllowed()?.getItem(rememberedAs) === 'yes'
  const memory = () => new WebStorageStateStore({ store: new InMemoryWebStorage() })
  const settings = {
    authority,
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    ...(extraParameters && { extraQueryParams: { ...extraParameters } }),
    ...(metadata && { metadata: { ...metadata } }),
    userStore: memory(),
    stateStore: memory(),
    automaticSilentRenew: true,
    silentRequestTimeoutInSeconds: SILENT_TIMEOUT_SECONDS,
    monitorSession: false,
    loadUserInfo: false,
  }
  const popup = signInWindow({ returnPage: redirectUri, usesTwoWindows: () => usesTwoWindows })
  const manager = new UserManager(settings, undefined, popup)
  const listeners = new Set<() => void>()
  let state: SignInState = { is: 'starting' }
  let renewing: Promise<string | undefined> | undefined
  let opened: AbortController | undefined

  function become(next: SignInState) {
    state = next
    for (const listener of listeners) listener()
  }

  manager.events.addUserLoaded(({ profile }) => become({ is: 'signed_in', subject: profile.sub }))
  manager.events.addUserSignedOut(() => become({ is: 'signed_out' }))
  manager.events.addAccessTokenExpired(() => void renew().catch(() => {}))

  /** Renews the token. Only one renewal runs at a time, even if several requests were refused. */
  function renew(): Promise<string | undefined> {
    renewing ??= manager
      .signinSilent({
        silentRequestTimeoutInSeconds:
          state.is === 'starting' ? FIRST_TIMEOUT_SECONDS : SILENT_TIMEOUT_SECONDS,
      })
      .then((user) => user?.access_token)
      .catch((error) => {
        // After a network error, the agent may still be signed in. The state does not change, and
        // the next request renews the token again.
        if (state.is === 'signed_in' && !isRefusal(error)) throw error
        void manager.removeUser()
        // If the agent has opened the provider's window in the meantime, the state of that sign-in
        // does not change, so that the agent can read why it failed.
        const { is } = state
        if (is !== 'signing_in' && is !== 'signed_out') become({ is: 'signed_out' })
        return undefined
      })
      .finally(() => {
        renewing = undefined
      })
    return renewing
  }

  /**
   * Watches a sign-in whose response may never arrive. When the agent returns to this page, tries a
   * silent sign-in, which succeeds if the provider has a session now. If the silent sign-in fails,
   * the next attempt uses two windows.
   */
  function watch(signal: AbortSignal) {
    const isLost = () => {
      if (!signal.aborted && state.is === 'signing_in')
        become({ is: 'signing_in', stuck: { returnPage: redirectUri } })
    }
    const timer = setTimeout(isLost, STUCK_AFTER_MS)
    async function back() {
      if (document.hidden) return
      stop()
      await renew()
      if (state.is === 'signed_in') opened?.abort()
      else isLost()
    }
    function stop() {
      window.removeEventListener('focus', back)
      document.removeEventListener('visibilitychange', back)
    }
    window.addEventListener('focus', back)
    document.addEventListener('visibilitychange', back)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      stop()
    })
  }

  void renew()

  return {
    getSnapshot: () => state,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    async open() {
      opened?.abort()
      const mine = new AbortController()
      opened = mine
      if (state.is === 'signing_in' && state.stuck) usesTwoWindows = true
      become({ is: 'signing_in' })
      watch(mine.signal)
      try {
        await manager.signinPopup({ popupSignal: mine.signal })
        if (usesTwoWindows) localStorageIfAllowed()?.setItem(rememberedAs, 'yes')
      } catch (error) {
        // In this state, the page shows the reason and the button that opens the window again.
        if (opened === mine && state.is === 'signing_in')
          become({ is: 'signed_out', failure: failureOf(error) })
      } finally {
        mine.abort()
      }
    },
    async token({ fresh = false } = {}) {
      if (state.is === 'signed_out' || state.is === 'signing_in') return undefined
      if (fresh || renewing) return renew()
      const user = await manager.getUser()
      return user && !user.expired ? user.access_token : renew()
    },
  }
}

const isRefusal = (error: unknown) =>
  navigator.onLine && (error instanceof ErrorResponse || error instanceof ErrorTimeout)

/**
 * The browser's fetch throws the same TypeError for a lost connection and for a missing CORS
 * header, so both have the same reason.
 */
function failureOf(error: unknown): SignInFailure {
  if (error instanceof WindowBlocked) return { is: 'window_blocked' }
  if (error instanceof TypeError || error instanceof ErrorTimeout) return { is: 'unreachable' }
  return { is: 'refused', reason: error instanceof Error ? error.message : String(error) }
}
