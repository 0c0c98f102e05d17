import { useMessages } from '../i18n/messages.tsx'
import type { Filling } from './use-draft.ts'

/** What stands in the way of sending, beside its button. */
export function SendStatusText({ filling: { status, otherProblems, fieldsInTrouble } }: { filling: Filling }) {
  const messages = useMessages()
  const said = { unanswered: messages.answerLost, signed_out: messages.signInAgain, already_sent: messages.elsewhere } as Readonly<
    Record<string, string>
  >
  const others = otherProblems.length > 0 && (status.is === 'refused' || fieldsInTrouble.length === 0)
  const text =
    said[status.is] ??
    (others
      ? otherProblems.map(({ message }) => message).join(' ')
      : fieldsInTrouble.length > 0
        ? messages.problemsFound(fieldsInTrouble.length)
        : undefined)
  return (
    <div className="aw-status" role="alert">
      {text && <p data-tone="bad">{text}</p>}
    </div>
  )
}
