// Replies that wait for the customer's answer: seen by whoever has the chat, taken back or changed until they are on their way.
import Button from '@cloudscape-design/components/button'
import Icon from '@cloudscape-design/components/icon'
import { useRef } from 'react'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import { useKeptFocus } from '../browser/use-restored-focus.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'
import { lineOf, titleOf } from './reply-line.tsx'

interface Props {
  replies: readonly ReplyView[]
  /** Only templates are accepted: one has to be sent, so that the customer answers. */
  needsTemplate: boolean
  onWithdraw: (reply: ReplyView) => void
  /** Undefined where it could not be sent again: the chat has ended. */
  onEdit: ((reply: ReplyView) => void) | undefined
}

export function Held(props: Props) {
  return props.replies.length > 0 ? <Waiting {...props} /> : undefined
}

function Waiting({ replies, needsTemplate, onWithdraw, onEdit }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const { clock } = useTools()
  const words = messages.held
  const section = useRef<HTMLElement>(null)
  useKeptFocus(section)
  // In the order in which they will go out.
  const waiting = replies.toReversed()
  return (
    <section ref={section} className="aw-held" aria-label={words.title}>
      <p className="aw-held-title">
        <Icon name="status-pending" /> <strong>{words.count(waiting.length)}</strong>
      </p>
      <ul>
        {waiting.map((reply) => (
          <li key={reply.id}>
            <p className="aw-held-what" dir="auto">
              {lineOf(reply, messages)}
            </p>
            <p className="aw-facts">
              {[
                reply.heldUntil &&
                  words.until(moment(new Date(reply.heldUntil), clock.now(), language)),
                reply.by.name && messages.by(reply.by.name),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <span className="aw-held-actions">
              {onEdit && (
                <Button
                  variant="inline-link"
                  onClick={() => onEdit(reply)}
                  ariaLabel={`${words.edit}: ${titleOf(reply, messages)}`}
                >
                  {words.edit}
                </Button>
              )}
              <Button
                variant="inline-link"
                onClick={() => onWithdraw(reply)}
                ariaLabel={`${words.withdraw}: ${titleOf(reply, messages)}`}
              >
                {words.withdraw}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {needsTemplate && <p className="aw-hint">{words.sendTemplate}</p>}
    </section>
  )
}
