// Shows the widget only to agents who are signed in. A sign-in that expires removes nothing from
// the screen.
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
  const isStuck = state.is === 'signing_in' && state.stuck
  const inWindow = isStuck ? messages.signInStuck : messages.signingIn
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
    // The children keep their position in the tree, so that a form is not mounted again.
    return (
      <>
        {(state.is === 'signed_out' || state.is === 'signing_in') && (
          <Alert type="warning" action={button}>
            {hasRefused
              ? messages.signInFailed
              : state.is === 'signing_in'
                ? inWindow
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
        {hasRefused ? messages.signInFailed : state.is === 'signing_in' && inWindow}
      </p>
    </div>
  )
}
