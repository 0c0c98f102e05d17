import { useEffect } from 'react'
import type { ReplyView } from '#api'
import { useServices } from '../services.tsx'

/** Asks the API about drafts whose requests had no response before a reload. */
export function usePostedDrafts(contactId: string, onFound: (reply: ReplyView) => void): void {
  const { sending } = useServices()
  useEffect(() => void sending.findPosted(contactId, onFound), [sending, contactId, onFound])
}
