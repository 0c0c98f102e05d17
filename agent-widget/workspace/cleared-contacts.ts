// Reports to the API when a contact disappears from Connect's panel: the agent has cleared it,
// transferred it or not accepted it. The API then stops using what it has stored about the agent
// and the contact.
import type { Workspace } from './workspace.ts'

/**
 * Reports each contact once. While the connection to Connect's panel is interrupted, reports none.
 * A failed report is not repeated, because what the API has stored expires after three minutes
 * anyway. Returns a function that stops the reports.
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
