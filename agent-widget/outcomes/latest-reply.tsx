// The newest reply, above everything: its fate is seen and heard wherever the agent is in the widget.
import Button from '@cloudscape-design/components/button'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import { useMessages } from '../i18n/messages.tsx'
import { type Actions, Fate, fateName, lineOf, Remedy, titleOf } from './reply-line.tsx'

interface Props {
  reply: ReplyView | undefined
  actions: Actions
  /** The list of everything sent is shown, this one on top of it: then it is only said. */
  isListed: boolean
  onShowAll: () => void
}

export function Latest({ reply, actions, isListed, onShowAll }: Props) {
  const messages = useMessages()
  return (
    <>
      {reply && !isListed && (
        <div className="aw-latest" data-fate={reply.fate}>
          <span className="aw-latest-title">
            <Button variant="inline-link" onClick={onShowAll}>
              <bdi>{lineOf(reply, messages)}</bdi>
            </Button>
          </span>
          <Fate reply={reply} />
          <Remedy reply={reply} actions={actions} />
        </div>
      )}
      <span className="aw-heard" role="status">
        {reply && `${titleOf(reply, messages)}: ${fateName(reply.fate, messages)}`}
      </span>
    </>
  )
}
