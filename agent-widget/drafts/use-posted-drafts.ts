// After a reload: drafts that were posted without an answer are looked for, so that what was accepted is not sent again.
import { useEffect } from 'react'
import type { ConversationStore } from '../conversation/conversation-store.ts'
import { useTools } from '../services.tsx'

export function usePostedDrafts(contactId: string, store: ConversationStore): void {
  const { drafts, api } = useTools()
  useEffect(() => {
    for (const { key, draft } of drafts.posted(contactId)) {
      api.replyOf(contactId, draft.requestId).then(
        (reply) => {
          // Written meanwhile by the agent or another tab: that is theirs to decide.
          if (drafts.get(key).requestId !== draft.requestId) return
          if (reply) {
            drafts.settle(key)
            store.accepted(reply)
          } else {
            const { posted: _, ...unposted } = drafts.get(key)
            drafts.put(key, unposted)
          }
        },
        // It stays as it is: sending it again is the same request.
        () => {},
      )
    }
  }, [drafts, api, contactId, store])
}
