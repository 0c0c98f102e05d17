// Lists everything that any agent has sent in this conversation, with its content, its sender and
// its status.
import { lazy, Suspense } from 'react'
import type { ReplyView } from '#api'
import type { Preview } from '#whatsapp/templates/render'
import { EmptyState } from '../empty-state.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { Formatted } from '../preview/formatted.tsx'
import { Unfolded } from '../preview/unfolded.tsx'
import { type Actions, Again, Remedy, ReplyDetails, StatusLabel, titleOf } from './reply-line.tsx'
import { replySummary } from './summary.ts'

const Phone = lazy(async () => ({ default: (await import('../preview/phone.tsx')).Phone }))

export function Sent({ replies, actions }: { replies: readonly ReplyView[]; actions: Actions }) {
  const messages = useMessages()
  if (replies.length === 0)
    return <EmptyState title={messages.sentNothing} hint={messages.sentNothingHint} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, with the arrow keys too
    <ol className="aw-sent" tabIndex={0} aria-label={messages.sent}>
      {replies.map((reply) => (
        <li key={reply.id} className="aw-reply">
          <p className="aw-reply-head">
            <strong>
              <bdi>{titleOf(reply, messages)}</bdi>
            </strong>
            <StatusLabel reply={reply} />
          </p>
          <SentContent reply={reply} />
          <span>
            <ReplyDetails reply={reply} /> <Again reply={reply} actions={actions} />
          </span>
          <Remedy reply={reply} actions={actions} />
        </li>
      ))}
    </ol>
  )
}

function SentContent({ reply }: { reply: ReplyView }) {
  const messages = useMessages()
  const { preview, language, attachments } = (reply.shows ?? {}) as {
    preview?: Preview
    language?: string
    attachments?: { name: string }[]
  }
  const body = preview?.body ?? replySummary(reply, messages)
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

/** Whether the preview has more than the header line and the body. */
const hasMore = ({ header, footer, limitedTimeOffer, buttons, cards }: Preview) =>
  (header && header.type !== 'text') || footer || limitedTimeOffer || buttons.length > 0 || cards
