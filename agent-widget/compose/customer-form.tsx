// Lists the customer's messages. The agent can answer a message, react to it, or open its file.
// Answers and reactions need the id of the customer's message. The id is known only in bridged
// chats, in which our functions receive the messages. In native chats, Connect receives the
// messages and does not pass on their ids.
import '../files/files.css'
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useId, useState } from 'react'
import type { FileView } from '#api'
import { reactionKeyOf } from '../drafts/composed-drafts.ts'
import { NOTHING_FILLED } from '../drafts/draft-store.ts'
import { sendProblem } from '../drafts/send-problem.ts'
import { EmptyState } from '../empty-state.tsx'
import { useRecentFiles } from '../files/use-recent-files.ts'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'
import { CustomerMessageText } from './customer-message.tsx'
import type { FormContext } from './form-context.ts'
import { canBeQuoted, summaryOfMessage } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { ViewFile } from './view-file.tsx'

interface Props {
  context: FormContext
  onAnswer: (messageId: string) => void
}

export function CustomerForm({ context, onAnswer }: Props) {
  const words = useMessages().composer
  const { react, problem } = useReacting(context)
  const { api } = useServices()
  const files = useRecentFiles(context.contactId)
  const { messages = [], replies } = context.view
  const reason = useId()
  const { hasEnded, tone } = context
  const why = hasEnded
    ? words.customer.noReactionEnded
    : tone === 'closed' && words.customer.noReactionClosed
  if (messages.length === 0)
    return <EmptyState title={words.customer.none} hint={words.customer.noneHint} />
  return (
    <>
      <div role="alert">{problem && <Alert type="error">{problem}</Alert>}</div>
      {why && (
        <p id={reason} className="aw-hint">
          {why}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll the list with the arrow keys */}
      <ol className="aw-sent" tabIndex={0} aria-label={words.customer.title}>
        {messages.map((message) => (
          <li key={message.id} className="aw-reply">
            <CustomerMessageText message={message} />
            <Picture file={files.find(({ id }) => id === message.fileId)} />
            {(message.fileId || canBeQuoted(message)) && (
              <span className="aw-answering">
                {message.fileId && (
                  <ViewFile
                    name={message.name}
                    load={async () => {
                      const { files } = await api.files(context.contactId)
                      return files.find(({ id }) => id === message.fileId)
                    }}
                  />
                )}
                {canBeQuoted(message) && (
                  <>
                    <Button
                      iconName="undo"
                      onClick={() => onAnswer(message.id)}
                      ariaLabel={`${words.customer.reply}: ${summaryOfMessage(message, words)}`}
                    >
                      {words.customer.reply}
                    </Button>
                    <Reactions
                      messageId={message.id}
                      replies={replies}
                      whyNot={why ? reason : undefined}
                      onReact={(emoji) => react(message.id, emoji)}
                    />
                  </>
                )}
              </span>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

/** Shows a thumbnail if the file is a picture. */
function Picture({ file }: { file: FileView | undefined }) {
  if (!file?.url || file.kind !== 'image') return undefined
  return (
    <span className="aw-thumbnail" aria-hidden="true">
      <img src={file.url} alt="" loading="lazy" />
    </span>
  )
}

/**
 * Each reaction is a separate draft with its own request id. If no response arrives and the agent
 * presses the button again, the same request is repeated, and the API accepts it once.
 */
function useReacting({ contactId, onAccepted }: FormContext) {
  const { sending } = useServices()
  const messages = useMessages()
  const [problem, setProblem] = useState<string>()

  async function react(messageId: string, emoji: string) {
    setProblem(undefined)
    const sender = sending.open(reactionKeyOf(contactId, messageId, emoji), NOTHING_FILLED)
    const message = { type: 'reaction' as const, messageId, emoji }
    const reply = await sender.send({ message, valuesPath: 'message' })
    if (reply) return onAccepted(reply)
    const { status } = sender.getSnapshot()
    if (status.is === 'sending') return
    if (status.is !== 'noAnswer') sender.discard()
    setProblem(sendProblem(status, messages))
  }

  return { react, problem }
}
