// Sending, now or once the customer answers; and what came of it.
import Button from '@cloudscape-design/components/button'
import type { ReactNode } from 'react'
import type { Problem } from '#whatsapp/errors/problems'
import type { WindowNow } from '../conversation/window-state.ts'
import type { SendStatus } from '../drafts/send-status.ts'
import { useWords } from '../i18n/composing/words.ts'
import { useMessages } from '../i18n/messages.tsx'

interface Props {
  tone: WindowNow['tone']
  hasEnded: boolean
  status: SendStatus
  /** Fields with a problem, once sending was tried. */
  troubles: number
  refused: readonly Problem[]
  label?: string | undefined
  holdLabel?: string | undefined
  isDisabled?: boolean
  /** Where it is not known whether WhatsApp accepts it now. */
  onHold: () => void
  children?: ReactNode
}

export function SendBar(props: Props) {
  const { tone, hasEnded, status, troubles, refused, isDisabled = false, onHold, children } = props
  const words = useWords()
  const { label = words.send, holdLabel = words.hold } = props
  const isSending = status.is === 'sending'
  const { said } = useMessages()
  const trouble = hasEnded
    ? words.ended
    : status.is === 'unanswered'
      ? words.answerLost
      : status.is === 'signed_out'
        ? words.signInAgain
        : status.is === 'already_sent'
          ? words.elsewhere
          : refused.length > 0
            ? refused.map(said).join(' ')
            : troubles > 0
              ? words.problemsFound(troubles)
              : undefined
  const hint = hasEnded
    ? undefined
    : tone === 'closed'
      ? words.holdHint
      : tone === 'unknown'
        ? words.unknownHint
        : undefined

  return (
    <footer className="aw-send aw-compose-send">
      <div className="aw-status">
        <div role="alert">{trouble && <p data-tone="bad">{trouble}</p>}</div>
        {!trouble && hint && <p className="aw-hint">{hint}</p>}
      </div>
      <span className="aw-send-buttons" data-send>
        {children}
        {tone === 'unknown' && (
          <Button formAction="none" disabled={hasEnded || isSending || isDisabled} onClick={onHold}>
            {words.holdInstead}
          </Button>
        )}
        <Button
          variant="primary"
          formAction="submit"
          iconName={tone === 'closed' ? 'status-pending' : 'send'}
          disabled={hasEnded || isDisabled}
          loading={isSending}
          loadingText={words.sending}
        >
          {tone === 'closed' ? holdLabel : label}
        </Button>
      </span>
    </footer>
  )
}
