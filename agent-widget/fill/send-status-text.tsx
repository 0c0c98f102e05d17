import { useSyncExternalStore } from 'react'
import { useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'
import type { Filling } from './use-filling.ts'

/** What stands in the way of sending, beside its button. */
export function SendStatusText({ contactId, filling }: { contactId: string; filling: Filling }) {
  const messages = useMessages()
  const { status, otherProblems, fieldsInTrouble } = filling
  const { subscribe, getSnapshot } = useTools().conversation(contactId)
  // Once somebody is signed in again, nothing is expired any more.
  const isSignedOut = useSyncExternalStore(
    subscribe,
    () => getSnapshot().trouble?.is === 'signed_out',
  )
  const said =
    status.is === 'unanswered'
      ? messages.answerLost
      : status.is === 'signed_out' && isSignedOut
        ? messages.signInAgain
        : status.is === 'already_sent'
          ? messages.elsewhere
          : otherProblems.length > 0 && (status.is === 'refused' || fieldsInTrouble.length === 0)
            ? otherProblems.map(messages.said).join(' ')
            : undefined
  return (
    <div className="aw-status" role="alert">
      {said && <p data-tone="bad">{said}</p>}
      {!said && fieldsInTrouble.length > 0 && (
        <p data-tone="bad">{messages.problemsFound(fieldsInTrouble.length)}</p>
      )}
    </div>
  )
}
