// Determines what the widget shows instead of the chat that is open in Connect: the list of
// unanswered messages, or one of the chats in it.
import { useState } from 'react'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import type { UnansweredEntry } from './unanswered-page.tsx'

export type Aside = { is: 'none' } | { is: 'list' } | { is: 'chat'; contact: WorkspaceContact }

/** Opening another chat in Connect shows that chat. */
export function useAside(
  currentContactId: string | undefined,
  contacts: readonly WorkspaceContact[],
) {
  const [{ aside, beside }, set] = useState<{ aside: Aside; beside: string | undefined }>({
    aside: { is: 'none' },
    beside: undefined,
  })
  const show = (next: Aside) => set({ aside: next, beside: currentContactId })
  return {
    aside: beside === currentContactId ? aside : ({ is: 'none' } as const),
    showList: () => show({ is: 'list' }),
    close: () => show({ is: 'none' }),
    showChat(entry: UnansweredEntry) {
      const { contactId } = entry
      if (contactId === currentContactId) return show({ is: 'none' })
      const known = contacts.find((contact) => contact.contactId === contactId)
      show({ is: 'chat', contact: known ?? endedContact(entry) })
    },
  }
}

/** Connect's panel no longer has this contact, so the API provides all there is to know. */
const endedContact = ({ contactId, customer }: UnansweredEntry): WorkspaceContact => ({
  contactId,
  initialContactId: contactId,
  subtype: undefined,
  state: 'ended',
  customerName: customer.name,
  customerNumber: customer.number,
  attributes: {},
  lastCustomerMessageAt: undefined,
  lastAgentMessageAt: undefined,
  agentTexts: [],
})
