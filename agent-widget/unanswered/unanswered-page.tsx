// Lists the agent's messages of the last 7 days, from all contacts, that no customer has answered.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useEffect, useState } from 'react'
import type { UnansweredView } from '#api'
import { useFocusedHeading } from '../browser/use-initial-focus.ts'
import { openFilled } from '../conversation/use-navigation.ts'
import { EmptyState } from '../empty-state.tsx'
import { formattedNumber, moment } from '../i18n/format.ts'
import { useLanguage, useMessages } from '../i18n/messages.tsx'
import { lineOf, StatusLabel, titleOf } from '../outcomes/reply-line.tsx'
import { useServices } from '../services.tsx'
import { troubleText } from '../trouble-text.ts'

export type UnansweredEntry = UnansweredView['entries'][number]

interface Props {
  onOpen: (entry: UnansweredEntry) => void
  onBack: () => void
}

export function UnansweredPage({ onOpen, onBack }: Props) {
  const messages = useMessages()
  const words = messages.unanswered
  const services = useServices()
  const heading = useFocusedHeading(false)
  const { view, problem, refresh, withdraw } = useUnanswered()

  function writeAgain(entry: UnansweredEntry) {
    const { contactId, sent } = entry
    if (!sent || !openFilled(services, contactId, sent)) {
      const panel = services.panel(contactId)
      panel.set({ ...panel.getSnapshot(), open: { is: 'tabs' }, tab: 'templates' })
    }
    onOpen(entry)
  }

  return (
    <div className="aw-panel aw-unanswered">
      <div className="aw-template-head">
        <Button variant="icon" iconName="arrow-left" ariaLabel={words.back} onClick={onBack} />
        <h3 ref={heading} tabIndex={-1}>
          {words.title}
        </h3>
        <Button variant="icon" iconName="refresh" ariaLabel={words.refresh} onClick={refresh} />
      </div>
      <p className="aw-facts">{words.intro}</p>
      {problem && <Alert type="error">{problem}</Alert>}
      {!view && !problem && <div className="aw-wait" role="status" aria-label={messages.loading} />}
      {view?.entries.length === 0 && <EmptyState title={words.empty} hint={words.emptyHint} />}
      {view && view.entries.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll the list with the arrow keys
        <ol className="aw-sent" tabIndex={0} aria-label={words.title}>
          {view.entries.map((entry) => (
            <Entry
              key={entry.contactId}
              entry={entry}
              onOpen={() => onOpen(entry)}
              onWriteAgain={() => writeAgain(entry)}
              onWithdraw={(replyId) => void withdraw(entry.contactId, replyId)}
            />
          ))}
          {view.more > 0 && <li className="aw-facts">{words.more({ n: view.more })}</li>}
        </ol>
      )}
    </div>
  )
}

function useUnanswered() {
  const messages = useMessages()
  const { api } = useServices()
  const [view, setView] = useState<UnansweredView>()
  const [problem, setProblem] = useState<string>()

  const textOf = (error: unknown) => troubleText(error, messages, messages.unanswered.failed)

  async function load() {
    try {
      setView(await api.unanswered())
    } catch (error) {
      setProblem(textOf(error))
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the page is opened
  useEffect(() => void load(), [])

  return {
    view,
    problem,
    refresh() {
      setProblem(undefined)
      void load()
    },
    async withdraw(contactId: string, replyId: string) {
      setProblem(undefined)
      try {
        await api.withdraw(contactId, replyId)
      } catch (error) {
        setProblem(textOf(error))
      }
      await load()
    },
  }
}

interface EntryProps {
  entry: UnansweredEntry
  onOpen: () => void
  onWriteAgain: () => void
  onWithdraw: (replyId: string) => void
}

function Entry({ entry, onOpen, onWriteAgain, onWithdraw }: EntryProps) {
  const messages = useMessages()
  const language = useLanguage()
  const { clock } = useServices()
  const words = messages.unanswered
  const { customer, sent, held } = entry
  const name =
    customer.name ??
    (customer.number && formattedNumber(customer.number)) ??
    customer.username ??
    messages.unknownCustomer
  return (
    <li className="aw-reply">
      <p className="aw-reply-head">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {sent && <StatusLabel reply={sent} />}
      </p>
      <p className="aw-unanswered-what">
        {sent ? <bdi>{titleOf(sent, messages)}</bdi> : words.onlyHeld}{' '}
        {sent && (
          <span className="aw-facts">
            {moment(new Date(sent.acceptedAt), clock.now(), language)}
          </span>
        )}
      </p>
      {held.length > 0 && (
        <>
          <p className="aw-facts">{words.heldBehind({ n: held.length })}</p>
          <ul className="aw-unanswered-held">
            {held.map((reply) => (
              <li key={reply.id}>
                <span className="aw-held-what" dir="auto">
                  {lineOf(reply, messages)}
                </span>
                <Button
                  variant="inline-link"
                  onClick={() => onWithdraw(reply.id)}
                  ariaLabel={`${words.takeBack}: ${lineOf(reply, messages)}`}
                >
                  {messages.held.withdraw}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <span className="aw-unanswered-actions">
        <Button variant="inline-link" onClick={onOpen} ariaLabel={`${words.show}: ${name}`}>
          {words.show}
        </Button>
        {sent && (
          <Button
            variant="inline-link"
            onClick={onWriteAgain}
            ariaLabel={`${words.writeAgain}: ${name}`}
          >
            {words.writeAgain}
          </Button>
        )}
      </span>
    </li>
  )
}
