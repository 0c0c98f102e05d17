// Reports to the API when the customer last wrote, if only this page knows it.
import { useEffect } from 'react'
import type { ConversationView } from '#api'
import { useServices } from '../services.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import { unknownToApi } from './window-state.ts'

/** The API usually learns of a message by itself within this time, from what Connect streams. */
const GRACE_MS = 3000

export function useAttestation(
  { contactId, lastCustomerMessageAt }: WorkspaceContact,
  view: ConversationView | undefined,
): void {
  const { api } = useServices()
  const at = view && unknownToApi(view, lastCustomerMessageAt)?.getTime()
  useEffect(() => {
    if (at === undefined) return undefined
    // A failed report is not repeated, because the customer's next message is reported anyway.
    const timer = setTimeout(
      () => void api.attest(contactId, new Date(at)).catch(() => {}),
      GRACE_MS,
    )
    return () => clearTimeout(timer)
  }, [api, contactId, at])
}
