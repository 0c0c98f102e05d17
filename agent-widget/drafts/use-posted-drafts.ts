import { useEffect } from 'react'
import type { ReplyView } from '#api'
import { useServices } from '../services.tsx'

/** After a reload, drafts that were posted without an answer are looked up at the API. */
export function usePostedDrafts(contactId: string, onFound: (reply: ReplyView) => void): void {
  const { sending } = useServices()
  useEffect(() => void sending.findPosted(contactId, onFound), [sending, contactId, onFound])
}
