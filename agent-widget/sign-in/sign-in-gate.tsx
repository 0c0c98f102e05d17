// Shows the widget only to signed-in agents. If the sign-in expires, the widget stays on the
// screen, and an alert offers to sign in again.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { type ReactNode, useRef, useSyncExternalStore } from 'react'
import type { Messages } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import type { SignIn, SignInState } from './sign-in.ts'

export function SignInGate({
  signIn,
  children,
  loading,
}: {
  signIn: SignIn
  children: ReactNode
  loading: ReactNode
}) {
  const messages = useMessages()
  const state = useSyncExternalStore(signIn.subscribe, signIn.getSnapshot)
  const wasSignedIn = useRef(false)
  if (state.is === 'signed_in') wasSignedIn.current = true
  const isStuck = state.is === 'signing_in' && state.stuck !== undefined
  const hasFailed = state.is === 'signed_out' || isStuck
  const explanation = explanationOf(state, messages)
  const button = (
    <Button variant="primary" onClick={() => void signIn.open()}>
      {isStuck
        ? messages.signInTwoWindows
        : state.is === 'signing_in'
          ? messages.signInOnceMore
          : messages.signIn}
    </Button>
  )

  if (wasSignedIn.current) {
    // The children have the same position in the React tree with and without the alert. Otherwise,
    // React would mount an open form again.
    return (
      <>
        {(state.is === 'signed_out' || state.is === 'signing_in') && (
          <Alert type="warning" action={button}>
            {explanation ?? messages.signInAgain}
          </Alert>
        )}
        {children}
      </>
    )
  }
  if (state.is === 'starting') return loading
  return (
    <div className="aw-sign-in">
      <p>{messages.signInWhy}</p>
      {button}
      <div role="alert">
        {explanation &&
          (hasFailed ? <Alert type="warning">{explanation}</Alert> : <p>{explanation}</p>)}
      </div>
    </div>
  )
}

/** Returns what the agent or the administrator can do, or undefined before the first attempt. */
function explanationOf(state: SignInState, messages: Messages): string | undefined {
  if (state.is === 'signing_in')
    return state.stuck
      ? messages.signInStuck({ address: state.stuck.returnPage })
      : messages.signingIn
  if (state.is !== 'signed_out') return undefined
  switch (state.failure?.is) {
    case 'window_blocked':
      return messages.signInWindowBlocked
    case 'unreachable':
      return messages.signInUnreachable({ origin: location.origin })
    case 'refused':
      return messages.signInRefused({ reason: state.failure.reason })
    default:
      return undefined
  }
}
