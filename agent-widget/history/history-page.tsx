// Shows the recorded conversation with a customer, including earlier contacts.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { Fragment } from 'react'
import type { ConversationView, FileView, HistoryView } from '#api'
import { useFocusedHeading } from '../browser/use-initial-focus.ts'
import { CustomerMessageText } from '../compose/customer-message.tsx'
import { ViewFile } from '../compose/view-file.tsx'
import { EmptyState } from '../empty-state.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { ReplyDetails, ReplyHead } from '../outcomes/reply-line.tsx'
import { SentContent } from '../outcomes/sent-replies.tsx'
import { useHistoryPages } from './use-history-pages.ts'

type Entry = HistoryView['entries'][number]

interface Props {
  contactId: string
  mode: ConversationView['mode']
  isAsLeft: boolean
  onBack: () => void
}

export function HistoryPage({ contactId, mode, isAsLeft, onBack }: Props) {
  const messages = useMessages()
  const words = messages.history
  const heading = useFocusedHeading(isAsLeft)
  const { entries, isComplete, isLoading, problem, more, fileOf } = useHistoryPages(contactId)
  return (
    <div className="aw-panel aw-history">
      <div className="aw-template-head">
        <Button variant="icon" iconName="arrow-left" ariaLabel={words.back} onClick={onBack} />
        <h3 ref={heading} tabIndex={-1}>
          {words.title}
        </h3>
      </div>
      <p className="aw-facts">
        {mode === 'native' ? words.introNative : words.introBridged} {words.recorded}
      </p>
      {problem && <Alert type="error">{problem}</Alert>}
      {isComplete && entries.length === 0 && (
        <EmptyState title={words.empty} hint={words.emptyHint} />
      )}
      {entries.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll the list with the arrow keys
        <ol className="aw-sent" tabIndex={0} aria-label={words.title}>
          {entries.map((entry, i) => (
            <Fragment key={idOf(entry)}>
              {isAnotherChat(entry, entries.slice(0, i)) && (
                <li className="aw-facts aw-history-chat">{words.earlierChat}</li>
              )}
              <HistoryEntry entry={entry} fileOf={fileOf} />
            </Fragment>
          ))}
        </ol>
      )}
      {isLoading && <div className="aw-wait" role="status" aria-label={messages.loading} />}
      {!isLoading && !isComplete && <Button onClick={more}>{words.older}</Button>}
    </div>
  )
}

const idOf = (entry: Entry) => (entry.is === 'sent' ? entry.reply.id : entry.message.id)

/**
 * Returns whether a message of the business belongs to another chat than the messages above it. For
 * messages of the customer, the chat is unknown.
 */
function isAnotherChat(entry: Entry, above: readonly Entry[]): boolean {
  const newer = above.findLast(({ is }) => is === 'sent')
  return entry.is === 'sent' && newer?.is === 'sent' && newer.contactId !== entry.contactId
}

interface EntryProps {
  entry: Entry
  fileOf: (id: string) => { name: string | undefined; load: () => Promise<FileView | undefined> }[]
}

function HistoryEntry({ entry, fileOf }: EntryProps) {
  const messages = useMessages()
  const files = fileOf(idOf(entry)).map(({ name, load }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the list of a message's files never changes
    <ViewFile key={i} name={name} load={load} />
  ))
  if (entry.is === 'received')
    return (
      <li className="aw-reply" data-from={entry.message.by ?? 'customer'}>
        {!entry.message.by && <p className="aw-facts">{messages.history.fromCustomer}</p>}
        <CustomerMessageText message={entry.message} />
        {files}
      </li>
    )
  const { reply } = entry
  return (
    <li className="aw-reply">
      <ReplyHead reply={reply} />
      <SentContent reply={reply} />
      <ReplyDetails reply={reply} />
      {files}
    </li>
  )
}
