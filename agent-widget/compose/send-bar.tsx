// Sends a composed message, either now or once the customer answers. Explains why a message was not
// sent.
import Button from '@cloudscape-design/components/button'
import type { ReactNode } from 'react'
import type { WindowState } from '../conversation/window-state.ts'
import { sendProblem } from '../drafts/send-problem.ts'
import { isConfirmedNext, type SendStatus } from '../drafts/sending.ts'
import type { Messages } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  tone: WindowState['tone']
  hasEnded: boolean
  status: SendStatus
  /** The number of fields with a problem, or 0 until the agent has tried to send. */
  problemCount: number
  label?: string | undefined
  holdLabel?: string | undefined
  isDisabled?: boolean
  /**
   * Sends the message as a reply that waits until the customer answers. A separate button for this
   * is shown if it is unknown whether WhatsApp would accept the message now.
   */
  onHold: () => void
  children?: ReactNode
}

export function SendBar(props: Props) {
  const { tone, hasEnded, status, isDisabled = false, onHold, children } = props
  const messages = useMessages()
  const { composer } = messages
  const { label = messages.send, holdLabel = composer.hold } = props
  const isSending = status.is === 'sending'
  const problem = problemOf(props, messages)
  const hint = hasEnded ? undefined : hintFor(tone, composer)

  return (
    <footer className="aw-send aw-compose-send">
      <div className="aw-status">
        <div role="alert">{problem && <p data-tone="bad">{problem}</p>}</div>
        {!problem && hint && <p className="aw-hint">{hint}</p>}
      </div>
      <span className="aw-send-buttons" data-send>
        {children}
        {tone === 'unknown' && (
          <Button formAction="none" disabled={hasEnded || isSending || isDisabled} onClick={onHold}>
            {composer.holdInstead}
          </Button>
        )}
        <Button
          variant="primary"
          formAction="submit"
          iconName={tone === 'closed' ? 'status-pending' : 'send'}
          disabled={hasEnded || isDisabled}
          loading={isSending}
          loadingText={messages.sending}
        >
          {isConfirmedNext(status) ? messages.sendAnyway : tone === 'closed' ? holdLabel : label}
        </Button>
      </span>
    </footer>
  )
}

function problemOf(
  { hasEnded, status, problemCount }: Props,
  messages: Messages,
): string | undefined {
  if (hasEnded) return messages.composer.ended
  const problem = sendProblem(status, messages)
  return problem ?? (problemCount > 0 ? messages.problemsFound({ n: problemCount }) : undefined)
}

function hintFor(tone: Props['tone'], { holdHint, unknownHint }: Messages['composer']) {
  if (tone === 'closed') return holdHint
  return tone === 'unknown' ? unknownHint : undefined
}
