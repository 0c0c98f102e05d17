// Shows the replies that wait for the customer's answer. Every agent who has the chat can edit or
// cancel these replies.
import Button from '@cloudscape-design/components/button'
import Icon from '@cloudscape-design/components/icon'
import { useRef, useState } from 'react'
import type { ReplyView } from '#api'
import { useRestoredFocus } from '../browser/use-restored-focus.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { FoldToggle } from './fold-toggle.tsx'
import { lineOf, statusText, titleOf } from './reply-line.tsx'

interface Props {
  replies: readonly ReplyView[]
  /** True if the business may send only templates until the customer writes. */
  needsTemplate: boolean
  /**
   * The template that was sent and whose answer would release the replies, or undefined if none was
   * sent.
   */
  awaited: ReplyView | undefined
  onWithdraw: (reply: ReplyView) => void
  /** Undefined if the chat has ended, because an edited reply could no longer be sent. */
  onEdit: ((reply: ReplyView) => void) | undefined
}

export function Held(props: Props) {
  return props.replies.length > 0 ? <HeldReplies {...props} /> : undefined
}

function HeldReplies({ replies, needsTemplate, awaited, onWithdraw, onEdit }: Props) {
  const messages = useMessages()
  const language = useLanguage()
  const { clock } = useServices()
  const words = messages.held
  const section = useRef<HTMLElement>(null)
  useRestoredFocus(section)
  const [isOpen, setOpen] = useState(false)
  const count = words.count({ n: replies.length })
  const inSendingOrder = replies.toReversed()
  return (
    <section ref={section} className="aw-held" data-open={isOpen} aria-label={words.title}>
      <p className="aw-held-title">
        <Icon name="status-pending" /> <strong>{count}</strong>
        <FoldToggle isOpen={isOpen} onToggle={setOpen} of={count} />
      </p>
      <ul>
        {inSendingOrder.map((reply) => (
          <li key={reply.id}>
            <p className="aw-held-what" dir="auto">
              {lineOf(reply, messages)}
            </p>
            <p className="aw-facts">
              {[
                reply.heldUntil &&
                  words.until({ when: moment(new Date(reply.heldUntil), clock.now(), language) }),
                reply.by.name && messages.by({ name: reply.by.name }),
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
      {needsTemplate && (
        <p className="aw-hint" role="status">
          {awaited
            ? words.templateSent({
                when: moment(new Date(awaited.acceptedAt), clock.now(), language),
                status: statusText(awaited.status, messages),
              })
            : words.sendTemplate}
        </p>
      )}
    </section>
  )
}
