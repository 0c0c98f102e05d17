// Shows the newest reply of this chat above everything else, so that the agent notices its status.
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import type { ReplyView } from '#api'
import { useMessages } from '../i18n/messages.tsx'
import { FoldToggle } from './fold-toggle.tsx'
import { toneOf } from './next-step.ts'
import {
  type Actions,
  Again,
  lineOf,
  Remedy,
  ReplyDetails,
  StatusLabel,
  statusText,
  titleOf,
} from './reply-line.tsx'

interface Props {
  reply: ReplyView | undefined
  /**
   * True if the reply was sent in an earlier chat, and the customer started this chat by answering
   * it.
   */
  isAnswered: boolean
  actions: Actions
  /**
   * If true, the reply is only announced to screen readers and not displayed. This is the case
   * while the list of sent replies or a form is open. Above a form, the status would seem to belong
   * to the message in the form.
   */
  isSilent: boolean
  onShowAll: () => void
}

export function Latest({ reply, isAnswered, actions, isSilent, onShowAll }: Props) {
  const messages = useMessages()
  const [isOpen, setOpen] = useState(false)
  /**
   * A reply with a problem is shown with an explanation and often a remedy. In a low or narrow
   * panel, the box is therefore folded.
   */
  const folds = reply !== undefined && ['bad', 'doubtful'].includes(toneOf(reply))
  return (
    <>
      {reply && !isSilent && (
        <div className="aw-latest" data-status={reply.status} data-open={isOpen || !folds}>
          <p className="aw-latest-title">
            <span className="aw-facts">{isAnswered ? messages.answers : messages.lastSent}</span>{' '}
            <Button
              variant="inline-link"
              onClick={onShowAll}
              ariaLabel={messages.showSent({ what: lineOf(reply, messages) })}
            >
              <bdi>{lineOf(reply, messages)}</bdi>
            </Button>{' '}
            <span className="aw-latest-details">
              <ReplyDetails reply={reply} /> <Again reply={reply} actions={actions} />
            </span>
          </p>
          <StatusLabel reply={reply} />
          {folds && <FoldToggle isOpen={isOpen} onToggle={setOpen} of={lineOf(reply, messages)} />}
          <Remedy reply={reply} actions={actions} />
        </div>
      )}
      <span className="aw-screen-reader" role="status">
        {reply && `${titleOf(reply, messages)}: ${statusText(reply.status, messages)}`}
      </span>
    </>
  )
}
