// Reports to the API when the customer last wrote, if only this page knows the time.
import { useEffect } from 'react'
import type { ConversationView } from '#api'
import { RequestRefused } from '../api.ts'
import { useServices } from '../services.tsx'
import type { WorkspaceContact } from '../workspace/workspace.ts'
import { retryDelayMs } from './poll-schedule.ts'
import { unknownToApi } from './window-state.ts'

/**
 * The API usually learns of a message within this time, because Connect streams the messages of
 * chats to it. No report is then needed.
 */
const GRACE_MS = 3000

export function useAttestation(
  { contactId, lastCustomerMessageAt }: WorkspaceContact,
  view: ConversationView | undefined,
): void {
  const { api } = useServices()
  const at = view && unknownToApi(view, lastCustomerMessageAt)?.getTime()
  useEffect(() => {
    if (at === undefined) return undefined
    let timer = setTimeout(report, GRACE_MS)
    let failures = 0
    let isOver = false
    /** Sends the report, and repeats it if there was no response or the service had a problem. */
    async function report() {
      try {
        await api.attest(contactId, new Date(at!))
      } catch (error) {
        if (isOver || error instanceof RequestRefused) return
        failures += 1
        timer = setTimeout(report, retryDelayMs(failures))
      }
    }
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [api, contactId, at])
}
