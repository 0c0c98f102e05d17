// Reports to the API that a contact is no longer in the agent's panel, because the agent cleared
// it, transferred it or did not accept it. The API then no longer uses stored answers about the
// contact.
import type { Workspace } from './workspace.ts'

/**
 * Reports each contact once. Contacts of an interrupted panel are not reported. A report that fails
 * is not repeated, because the API's stored answers expire after three minutes anyway. Returns a
 * function that ends the reporting.
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
