// Determines whether the widget shows something other than the chat that is open in Connect: the
// list of unanswered messages, or a chat from that list.
import { useState } from 'react'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import type { UnansweredEntry } from './unanswered-page.tsx'

export type Aside = { is: 'none' } | { is: 'list' } | { is: 'chat'; contact: WorkspaceContact }

/**
 * If the agent opens another chat in Connect, the widget shows that chat again instead of the list.
 */
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

/** Creates the contact from the API's data, because Connect's panel no longer contains it. */
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
