// Withdraws a text that waits for the customer once Connect reports that the same text of the chat
// arrived, so that the customer does not receive it twice.
import { useEffect, useRef, useState } from 'react'
import type { ReplyView } from '#api'
import type { ReplyActions } from '../outcomes/use-reply-actions.ts'

/** Returns the withdrawn texts, to tell the agent, until they are dismissed. */
export function useDeliveredCopies(
  copies: readonly ReplyView[],
  { withdraw }: Pick<ReplyActions, 'withdraw'>,
): { texts: readonly string[]; dismiss: () => void } {
  const tried = useRef(new Set<string>())
  const [texts, setTexts] = useState<readonly string[]>([])
  useEffect(() => {
    for (const reply of copies) {
      if (tried.current.has(reply.id)) continue
      tried.current.add(reply.id)
      void withdraw(reply).then((isWithdrawn) => {
        if (isWithdrawn) setTexts((before) => [...before, (reply.shows as { text: string }).text])
      })
    }
  })
  return { texts, dismiss: () => setTexts([]) }
}
