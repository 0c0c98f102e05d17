// Tells the API when a contact is gone from the agent's panel: the agent cleared it, transferred it
// or did not accept it. The API then no longer relies on what it remembers of the contact.
import type { Workspace } from './workspace.ts'

/**
 * Reports each contact once, when it goes. Contacts of an interrupted panel are not gone. A report
 * that fails is not repeated, because the API forgets the contact after three minutes anyway. Returns
 * a function that ends the reporting.
 */
export function reportClearedContacts(
  workspace: Pick<Workspace, 'getSnapshot' | 'subscribe'>,
  api: { cleared(contactId: string): Promise<void> },
): () => void {
  let before: ReadonlySet<string> = new Set()
  const look = () => {
    const { connection, contacts } = workspace.getSnapshot()
    if (connection !== 'ready') return
    const present = new Set(contacts.map(({ contactId }) => contactId))
    for (const contactId of before)
      if (!present.has(contactId)) api.cleared(contactId).catch(() => {})
    before = present
  }
  look()
  return workspace.subscribe(look)
}
