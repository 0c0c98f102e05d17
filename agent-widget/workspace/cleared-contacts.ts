// Reports to the API when a contact disappears from the agent's panel, because the agent cleared
// it, transferred it or did not accept it. The API then stops using stored answers about the
// contact.
import type { Workspace } from './workspace.ts'

/**
 * Reports each contact once, but none while the connection to the panel is interrupted. A failed
 * report is not repeated, because the API's stored answers expire after three minutes. Returns a
 * function that stops the reports.
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
