// The customer's messages: to answer one in particular, to react to one, to look at what came with it. Bridged chats only:
// Connect keeps the ids of those it receives itself.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useId, useRef, useState } from 'react'
import { statusOf } from '../drafts/send-status.ts'
import { Nothing } from '../empty-state.tsx'
import type { Words } from '../i18n/composing/en.ts'
import { useWords } from '../i18n/composing/words.ts'
import { moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { Formatted } from '../preview/formatted.tsx'
import { useTools } from '../services.tsx'
import type { Desktop } from './form-context.ts'
import { type CustomerMessage, saidIn } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { LookAt } from './view-file.tsx'

interface Props {
  desktop: Desktop
  onAnswer: (messageId: string) => void
}

export function CustomerForm({ desktop, onAnswer }: Props) {
  const words = useWords()
  const { react, trouble } = useReacting(desktop, words)
  const { messages = [], replies } = desktop.view
  const reason = useId()
  const { hasEnded, tone } = desktop
  const why = hasEnded
    ? words.customer.noReactionEnded
    : tone === 'closed' && words.customer.noReactionClosed
  const shown = messages.filter(({ type }) => type !== 'reaction')
  if (shown.length === 0)
    return <Nothing title={words.customer.none} hint={words.customer.noneHint} />
  return (
    <>
      <div role="alert">{trouble && <Alert type="error">{trouble}</Alert>}</div>
      {why && (
        <p id={reason} className="aw-hint">
          {why}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, with the arrow keys too */}
      <ol className="aw-sent" tabIndex={0} aria-label={words.customer.title}>
        {shown.map((message) => (
          <li key={message.id} className="aw-reply">
            <Said message={message} />
            <span className="aw-answering">
              {message.fileId && (
                <LookAt contactId={desktop.contactId} fileId={message.fileId} name={message.name} />
              )}
              <Button
                iconName="undo"
                onClick={() => onAnswer(message.id)}
                ariaLabel={`${words.customer.reply}: ${saidIn(message, words)}`}
              >
                {words.customer.reply}
              </Button>
              <Reactions
                messageId={message.id}
                replies={replies}
                whyNot={why ? reason : undefined}
                onReact={(emoji) => react(message.id, emoji)}
              />
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}

function Said({ message }: { message: CustomerMessage }) {
  const words = useWords()
  const language = useLanguage()
  const { clock } = useTools()
  const { type, text, name, at } = message
  return (
    <>
      <p className="aw-reply-head">
        <strong>
          <bdi>{name ?? words.customer.types[type] ?? type}</bdi>
        </strong>
        <span className="aw-facts">{moment(new Date(at), clock.now(), language)}</span>
      </p>
      {text && (
        <div className="aw-reply-body">
          <Formatted text={text} />
        </div>
      )}
    </>
  )
}

/** Each reaction is posted under one id until it has an answer: pressing again is the same request. */
function useReacting({ contactId, onAccepted }: Desktop, words: Words) {
  const { api } = useTools()
  const { said } = useMessages()
  const ids = useRef(new Map<string, string>())
  const [trouble, setTrouble] = useState<string>()

  async function react(messageId: string, emoji: string) {
    const what = `${messageId} ${emoji}`
    const requestId = ids.current.get(what) ?? crypto.randomUUID()
    ids.current.set(what, requestId)
    setTrouble(undefined)
    try {
      const reply = await api.reply(contactId, {
        requestId,
        message: { type: 'reaction', messageId, emoji },
      })
      ids.current.delete(what)
      onAccepted(reply)
    } catch (error) {
      const status = statusOf(error, 'message')
      if (status.is !== 'unanswered') ids.current.delete(what)
      if (status.is === 'signed_out') setTrouble(words.signInAgain)
      else
        setTrouble(status.is === 'refused' ? status.problems.map(said).join(' ') : words.answerLost)
    }
  }

  return { react, trouble }
}
