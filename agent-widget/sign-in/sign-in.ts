// Who the agent is, said by the organisation's own identity provider: AWS gives third-party apps no identity.
// OpenID Connect with PKCE. Tokens and the state of a sign-in under way are kept in this page's memory only: what
// is in storage can be read by every frame of the origin, and a reload costs one silent round trip.
import {
  ErrorResponse,
  ErrorTimeout,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts'

export type SignInState =
  /** A silent attempt is under way: nothing to press yet. */
  | { is: 'starting' }
  | { is: 'signed_out'; refused?: boolean }
  /** The provider's window was opened. Whether it still is, nobody can tell: some providers isolate theirs. */
  | { is: 'signing_in' }
  | { is: 'signed_in'; subject: string }

export interface SignIn {
  /** The same object until something changed. */
  getSnapshot(): SignInState
  subscribe(onChange: () => void): () => void
  /** Opens the provider's window, in the place of one opened before: call it from a click, or the browser blocks it. */
  open(): Promise<void>
  /** Undefined when nobody is signed in; rejects when that cannot be told, offline. `fresh`: the one before was refused. */
  token(options?: { fresh?: boolean }): Promise<string | undefined>
}

export interface SignInSettings {
  /** The issuer's URL. */
  authority: string
  clientId: string
  /** The page that runs `finishSignIn`, on the widget's own origin; registered with the provider. */
  redirectUri: string
  /** `openid` always; add what the provider needs for the API's audience or for refresh tokens (`offline_access`). */
  scope?: string
}

const SILENT_TIMEOUT_SECONDS = 10
/** Somebody is waiting for the first, and a provider that refuses frames says so to nobody. */
const FIRST_TIMEOUT_SECONDS = 4

/** Tries silently at once (a session with the provider is often there), in a frame the provider may refuse: then a click is needed. */
export function createSignIn({
  authority,
  clientId,
  redirectUri,
  scope = 'openid',
}: SignInSettings): SignIn {
  const memory = () => new WebStorageStateStore({ store: new InMemoryWebStorage() })
  const manager = new UserManager({
    authority,
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    userStore: memory(),
    stateStore: memory(),
    automaticSilentRenew: true,
    silentRequestTimeoutInSeconds: SILENT_TIMEOUT_SECONDS,
    monitorSession: false,
    loadUserInfo: false,
  })
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

  /** One renewal at a time, however many requests were refused. */
  function renew(): Promise<string | undefined> {
    renewing ??= manager
      .signinSilent({
        silentRequestTimeoutInSeconds:
          state.is === 'starting' ? FIRST_TIMEOUT_SECONDS : SILENT_TIMEOUT_SECONDS,
      })
      .then((user) => user?.access_token)
      .catch((error) => {
        // A network that is gone says nothing about the sign-in: the next request tries again.
        if (state.is === 'signed_in' && !isRefusal(error)) throw error
        void manager.removeUser()
        if (state.is !== 'signing_in') become({ is: 'signed_out' })
        return undefined
      })
      .finally(() => {
        renewing = undefined
      })
    return renewing
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
      become({ is: 'signing_in' })
      try {
        await manager.signinPopup({
          popupWindowFeatures: { width: 480, height: 640 },
          popupSignal: mine.signal,
        })
      } catch {
        // Blocked by the browser or refused by the provider: the agent sees the button again.
        if (opened === mine) become({ is: 'signed_out', refused: true })
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
