// Shows one contact: its conversation, its templates and the sent replies. Different contacts share
// no state.
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useCallback, useEffect } from 'react'
import type { ReplyView } from '#api'
import { usePostedDrafts } from '../drafts/use-posted-drafts.ts'
import { EmptyState } from '../empty-state.tsx'
import { refusalText } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import { useReplyActions } from '../outcomes/use-reply-actions.ts'
import { useServices } from '../services.tsx'
import type { Workspace, WorkspaceContact } from '../workspace/workspace.ts'
import { ConversationHeader } from './conversation-header.tsx'
import { ConversationPanel } from './conversation-panel.tsx'
import { closeSent } from './open-page.ts'
import { useAttestation } from './use-attestation.ts'
import { useConversation } from './use-conversation.ts'

interface Props {
  contact: WorkspaceContact
  sendChatText: Workspace['sendChatText']
}

export function Contact({ contact, sendChatText }: Props) {
  const messages = useMessages()
  const { view, trouble, store } = useConversation(contact.contactId, contact.state)
  const actions = useReplyActions(contact.contactId, store)
  const { panel: panels, lists } = useServices()
  const panel = panels(contact.contactId)
  useAttestation(contact, view)
  // Loads the templates at the same time as the conversation. The API returns neither before the
  // agent has accepted the contact.
  const { contactId, state } = contact
  useEffect(() => {
    if (state !== 'incoming') lists.begin(contactId)
  }, [lists, contactId, state])
  const onFound = useCallback(
    (reply: ReplyView) => {
      store.accepted(reply)
      closeSent(panel, reply)
    },
    [store, panel],
  )
  usePostedDrafts(contact.contactId, onFound)

  if (!view) {
    if (trouble?.is !== 'refused' || contact.state === 'incoming')
      return <Loading trouble={trouble} />
    return (
      <EmptyState
        title={messages.unreadable}
        hint={trouble.problems.map(refusalText(messages)).join(' ')}
      >
        <Button onClick={store.refresh}>{messages.tryAgain}</Button>
      </EmptyState>
    )
  }

  return (
    <ConversationHeader
      contact={contact}
      view={view}
      isRefused={trouble?.is === 'refused'}
      onRefresh={store.refresh}
    >
      {(current) => (
        <>
          <Interruption trouble={trouble} />
          {trouble?.is === 'refused' && (
            <Alert type="warning">{trouble.problems.map(refusalText(messages)).join(' ')}</Alert>
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
          <ConversationPanel
            contact={contact}
            view={view}
            current={current}
            sendChatText={sendChatText}
            actions={actions}
            onAccepted={store.accepted}
          />
        </>
      )}
    </ConversationHeader>
  )
}

/** A placeholder with the height of the content that follows, so that the layout does not shift. */
export function Loading({ trouble }: { trouble?: Trouble }) {
  const messages = useMessages()
  return (
    <div className="aw-loading" role="status" aria-label={messages.loading}>
      <Interruption trouble={trouble} />
      <div className="aw-bone" data-of="who" />
      <div className="aw-bone" data-of="window" />
      <div className="aw-bone" data-of="row" />
      <div className="aw-bone" data-of="row" />
      <div className="aw-bone" data-of="row" />
    </div>
  )
}

type Trouble = ReturnType<typeof useConversation>['trouble']

/**
 * Explains why the conversation cannot be updated at the moment. The message disappears by itself
 * when the network, the service or the sign-in works again.
 */
function Interruption({ trouble }: { trouble: Trouble }) {
  const messages = useMessages()
  switch (trouble?.is) {
    case 'offline':
      return <Alert type="warning">{messages.offline}</Alert>
    case 'service':
      return <Alert type="warning">{messages.serviceTrouble}</Alert>
    case 'not_accepted':
      return <Alert type="error">{messages.signInNotAccepted}</Alert>
    default:
      return undefined
  }
}
