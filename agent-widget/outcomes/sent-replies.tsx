// Everything sent from here in this conversation, by whoever had it: what it said, who sent it, what became of it.
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Preview } from '#whatsapp/templates/render'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import { Nothing } from '../empty-state.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { Formatted } from '../preview/formatted.tsx'
import { type Actions, Facts, Fate, Remedy, titleOf } from './reply-line.tsx'
import { summaryOf } from './summary.ts'

const Phone = lazy(async () => ({ default: (await import('../preview/phone.tsx')).Phone }))

export function Sent({ replies, actions }: { replies: readonly ReplyView[]; actions: Actions }) {
  const messages = useMessages()
  if (replies.length === 0)
    return <Nothing title={messages.sentNothing} hint={messages.sentNothingHint} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, with the arrow keys too
    <ol className="aw-sent" tabIndex={0} aria-label={messages.sent}>
      {replies.map((reply) => (
        <li key={reply.id} className="aw-reply">
          <p className="aw-reply-head">
            <strong>
              <bdi>{titleOf(reply, messages)}</bdi>
            </strong>
            <Fate reply={reply} />
          </p>
          <Shown reply={reply} />
          <Facts reply={reply} />
          <Remedy reply={reply} actions={actions} />
        </li>
      ))}
    </ol>
  )
}

function Shown({ reply }: { reply: ReplyView }) {
  const messages = useMessages()
  const { preview, language, attachments } = (reply.shows ?? {}) as {
    preview?: Preview
    language?: string
    attachments?: { name: string }[]
  }
  const body = preview?.body ?? summaryOf(reply, messages)
  const header = preview?.header
  return (
    <>
      {header && (
        <p className="aw-reply-header" dir="auto">
          {header.type === 'text' ? header.text : messages.phone[header.type]}
        </p>
      )}
      {body && (
        <div className="aw-reply-body">
          <Formatted text={body} />
        </div>
      )}
      {attachments && <p>{attachments.map(({ name }) => name).join(', ')}</p>}
      {preview && hasMore(preview) && (
        <Unfolded label={messages.phone.asOnThePhone}>
          <Suspense fallback={<div className="aw-bone" data-of="row" />}>
            <Phone preview={preview} lang={language} />
          </Suspense>
        </Unfolded>
      )}
    </>
  )
}

/** What neither the header's line nor the body says. */
const hasMore = ({ header, footer, limitedTimeOffer, buttons, cards }: Preview) =>
  (header && header.type !== 'text') || footer || limitedTimeOffer || buttons.length > 0 || cards

/** Drawn only once it is asked for. */
function Unfolded({ label, children }: { label: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="aw-sent-more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="aw-sent-more-label">{label}</summary>
      {isOpen && children}
    </details>
  )
}
