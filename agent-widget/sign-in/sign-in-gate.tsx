// Nothing is shown to nobody; and a sign-in that runs out takes away nothing that is on the screen.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { type ReactNode, useRef, useSyncExternalStore } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import type { SignIn } from './sign-in.ts'

export function SignInGate({
  signIn,
  children,
  waiting,
}: {
  signIn: SignIn
  children: ReactNode
  waiting: ReactNode
}) {
  const messages = useMessages()
  const state = useSyncExternalStore(signIn.subscribe, signIn.getSnapshot)
  const wasSignedIn = useRef(false)
  if (state.is === 'signed_in') wasSignedIn.current = true
  const hasRefused = state.is === 'signed_out' && state.refused
  const button = (
    <Button variant="primary" onClick={() => void signIn.open()}>
      {state.is === 'signing_in' ? messages.signInOnceMore : messages.signIn}
    </Button>
  )

  if (wasSignedIn.current) {
    // The children stay in their place, whatever stands above them: what is being filled in must not begin anew.
    return (
      <>
        {(state.is === 'signed_out' || state.is === 'signing_in') && (
          <Alert type="warning" action={button}>
            {hasRefused
              ? messages.signInFailed
              : state.is === 'signing_in'
                ? messages.signingIn
                : messages.signInAgain}
          </Alert>
        )}
        {children}
      </>
    )
  }
  if (state.is === 'starting') return waiting
  return (
    <div className="aw-sign-in">
      <p>{messages.signInWhy}</p>
      {button}
      <p role="alert">
        {hasRefused ? messages.signInFailed : state.is === 'signing_in' && messages.signingIn}
      </p>
    </div>
  )
}
