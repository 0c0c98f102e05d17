// For the page the identity provider returns to, in the popup and in the silent frame: hands the answer to the widget that waits.
import { UserManager } from 'oidc-client-ts'

/** The widget has the settings and the state of the sign-in; this page only passes its own address on. */
export async function finishSignIn(): Promise<void> {
  const relay = new UserManager({ authority: '', client_id: '', redirect_uri: '' })
  // Not by whether there is an opener: a provider that isolates its pages takes it away, and the answer goes another way then.
  await (window.parent === window ? relay.signinPopupCallback() : relay.signinSilentCallback())
}
