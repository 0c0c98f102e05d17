// Shows the customer, the business number to which they write, and which messages WhatsApp accepts
// now.
import type { ConversationView } from '#api'
import { formattedNumber } from '../i18n/format.ts'
import { useMessages } from '../i18n/messages.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import { useWindowState } from './use-window-state.ts'
import { EndedBar, WindowBar } from './window-bar.tsx'
import type { WindowState } from './window-state.ts'

interface Props {
  contact: WorkspaceContact
  view: ConversationView
  /**
   * True if the API refuses all messages and explains why. If so, the header does not show the
   * service window.
   */
  isRefused: boolean
  onRefresh: () => void
  children: (current: WindowState) => React.ReactNode
}

export function ConversationHeader({ contact, view, isRefused, onRefresh, children }: Props) {
  const messages = useMessages()
  const current = useWindowState(view, contact.lastCustomerMessageAt, onRefresh)
  const { name, number = contact.customerNumber, username, userId } = view.customer
  const address = number ? formattedNumber(number) : username ? `@${username}` : userId
  const ours = formattedNumber(view.businessNumber)
  const business = view.businessName ? `${view.businessName} (${ours})` : ours
  const title = name ?? contact.customerName ?? address ?? messages.unknownCustomer

  return (
    <>
      <header className="aw-conversation-header">
        <div className="aw-customer">
          <h2 dir="auto">{title}</h2>
          <p>
            {address && address !== title && <bdi>{address}</bdi>}{' '}
            {messages.writesTo({ number: business })}
          </p>
        </div>
        {!isRefused && (contact.state === 'ended' ? <EndedBar /> : <WindowBar current={current} />)}
      </header>
      {children(current)}
    </>
  )
}
