// Lists everything that agents have sent in this conversation, with content, sender and status.
import Button from '@cloudscape-design/components/button'
import { lazy, Suspense } from 'react'
import type { ReplyView } from '#api'
import type { Preview } from '#whatsapp/templates/render'
import { EmptyState } from '../empty-state.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { Formatted } from '../preview/formatted.tsx'
import { Unfolded } from '../preview/unfolded.tsx'
import { type Actions, Again, Remedy, ReplyDetails, ReplyHead } from './reply-line.tsx'
import { replySummary } from './summary.ts'

const Phone = lazy(async () => ({ default: (await import('../preview/phone.tsx')).Phone }))

interface Props {
  replies: readonly ReplyView[]
  actions: Actions
  onHistory: () => void
}

export function Sent({ replies, actions, onHistory }: Props) {
  const messages = useMessages()
  const history = (
    <Button variant="inline-link" onClick={onHistory}>
      {messages.history.open}
    </Button>
  )
  if (replies.length === 0)
    return (
      <EmptyState title={messages.sentNothing} hint={messages.sentNothingHint}>
        {history}
      </EmptyState>
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll the list with the arrow keys
    <ol className="aw-sent" tabIndex={0} aria-label={messages.sent}>
      <li className="aw-history-link">{history}</li>
      {replies.map((reply) => (
        <li key={reply.id} className="aw-reply">
          <ReplyHead reply={reply} />
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

export function SentContent({ reply }: { reply: ReplyView }) {
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

/** Returns whether the preview contains more than a text header and a body. */
const hasMore = ({ header, footer, limitedTimeOffer, buttons, cards }: Preview) =>
  (header && header.type !== 'text') || footer || limitedTimeOffer || buttons.length > 0 || cards
