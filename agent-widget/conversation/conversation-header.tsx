// The conversation at a glance: who, through which number, and what WhatsApp accepts at this moment.
import type { ConversationView } from '../../lambdas/widget-api/api.ts'
import { phoneNumber } from '../i18n/format.ts'
import { useMessages } from '../i18n/messages.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import { useWindow } from './use-window-state.ts'
import { EndedBar, WindowBar } from './window-bar.tsx'
import type { WindowNow } from './window-state.ts'

interface Props {
  contact: WorkspaceContact
  view: ConversationView
  /** The API says why nothing goes from here any more: what WhatsApp would accept is then of no use. */
  isRefused: boolean
  look: () => void
  children: (current: WindowNow) => React.ReactNode
}

export function Glance({ contact, view, isRefused, look, children }: Props) {
  const messages = useMessages()
  const current = useWindow(view, contact.lastCustomerMessageAt, look)
  const { name, number = contact.customerNumber, username, userId } = view.customer
  const address = number ? phoneNumber(number) : username ? `@${username}` : userId
  const title = name ?? contact.customerName ?? address ?? messages.unknownCustomer

  return (
    <>
      <header className="aw-glance">
        <div className="aw-who">
          <h2 dir="auto">{title}</h2>
          <p>
            {address && address !== title && <bdi>{address}</bdi>}{' '}
            {messages.writesTo(phoneNumber(view.businessNumber))}
          </p>
        </div>
        {!isRefused && (contact.state === 'ended' ? <EndedBar /> : <WindowBar current={current} />)}
      </header>
      {children(current)}
    </>
  )
}
