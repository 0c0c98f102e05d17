import { useSyncExternalStore } from 'react'
import { sendProblem } from '../drafts/send-problem.ts'
import { type Messages, refusalText } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import type { Filling } from './use-filling.ts'

/** The text beside the Send button that explains why the template was not sent. */
export function SendStatusText({ contactId, filling }: { contactId: string; filling: Filling }) {
  const messages = useMessages()
  const { fieldsInTrouble } = filling
  const { subscribe, getSnapshot } = useServices().conversation(contactId)
  // The API returns the conversation only to a signed-in agent. If a later request for the
  // conversation does not fail for this reason, the agent has signed in again.
  const isSignedOut = useSyncExternalStore(
    subscribe,
    () => getSnapshot().trouble?.is === 'signed_out',
  )
  const text =
    problemOf(filling, isSignedOut, messages) ??
    (fieldsInTrouble.length > 0 ? messages.problemsFound({ n: fieldsInTrouble.length }) : undefined)
  return (
    <div className="aw-status" role="alert">
      {text && <p data-tone="bad">{text}</p>}
    </div>
  )
}

function problemOf(
  { status, otherProblems, fieldsInTrouble }: Filling,
  isSignedOut: boolean,
  messages: Messages,
): string | undefined {
  if (status.is === 'signed_out' && !isSignedOut) return undefined
  const problem = status.is === 'refused' ? undefined : sendProblem(status, messages)
  if (problem || otherProblems.length === 0) return problem
  // The problems of fields are displayed below the fields' inputs, so this text contains only the
  // other problems.
  return status.is === 'refused' || fieldsInTrouble.length === 0
    ? otherProblems.map(refusalText(messages)).join(' ')
    : undefined
}
