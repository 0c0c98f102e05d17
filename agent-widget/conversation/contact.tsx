// One contact: its conversation at a glance, its templates and what was sent. Everything in it belongs to this contact and
// goes with it; nothing is shared with the contact shown after it.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { usePostedDrafts } from '../drafts/use-posted-drafts.ts'
import { Nothing } from '../empty-state.tsx'
import { useMessages } from '../i18n/messages.tsx'
import { useReplyActions } from '../outcomes/use-reply-actions.ts'
import type { Workspace, WorkspaceContact } from '../workspace/workspace.ts'
import { arrivalOf } from './arrival.ts'
import { Glance } from './conversation-header.tsx'
import { Desk } from './conversation-panel.tsx'
import { useConversation } from './use-conversation.ts'

interface Props {
  contact: WorkspaceContact
  sendChatText: Workspace['sendChatText']
}

export function Contact({ contact, sendChatText }: Props) {
  const messages = useMessages()
  const { view, trouble, store } = useConversation(contact.contactId, contact.state)
  const actions = useReplyActions(contact.contactId, store)
  usePostedDrafts(contact.contactId, store)

  if (!view) {
    if (trouble?.is !== 'refused' || contact.state === 'incoming')
      return <Loading offline={trouble?.is === 'offline'} />
    return (
      <Nothing title={messages.unreadable} hint={trouble.problems.map(messages.said).join(' ')}>
        <Button onClick={store.look}>{messages.tryAgain}</Button>
      </Nothing>
    )
  }

  return (
    <Glance contact={contact} view={view} isRefused={trouble?.is === 'refused'} look={store.look}>
      {(current) => (
        <>
          {trouble?.is === 'offline' && <Alert type="warning">{messages.offline}</Alert>}
          {trouble?.is === 'refused' && (
            <Alert type="warning">{trouble.problems.map(messages.said).join(' ')}</Alert>
          )}
          {actions.problem && (
            <Alert
              type={actions.problem.is === 'released' ? 'info' : 'error'}
              dismissible
              dismissAriaLabel={messages.dismiss}
              onDismiss={actions.dismiss}
            >
              {actions.problem.why}
            </Alert>
          )}
          <Arrival of={arrivalOf(current, view, contact.lastAgentMessageAt)} />
          <Desk
            contact={contact}
            view={view}
            tone={current.tone}
            sendChatText={sendChatText}
            actions={actions}
            onAccepted={store.accepted}
          />
        </>
      )}
    </Glance>
  )
}

function Arrival({ of }: { of: ReturnType<typeof arrivalOf> }) {
  const messages = useMessages()
  if (!of) return undefined
  const { header, why } = messages.arrival[of]
  return (
    <Alert type={of === 'will_not' ? 'error' : 'warning'} header={header}>
      {why}
    </Alert>
  )
}

/** As high as what will stand here: nothing jumps. */
export function Loading({ offline = false }: { offline?: boolean }) {
  const messages = useMessages()
  return (
    <div className="aw-loading" role="status" aria-label={messages.loading}>
      <div className="aw-bone" data-of="who" />
      <div className="aw-bone" data-of="window" />
      <div className="aw-bone" data-of="row" />
      <div className="aw-bone" data-of="row" />
      <div className="aw-bone" data-of="row" />
      {offline && <Alert type="warning">{messages.offline}</Alert>}
    </div>
  )
}
