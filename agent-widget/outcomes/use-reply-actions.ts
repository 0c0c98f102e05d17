// What an agent does with a reply that is there already: send it again, take it back.
import { useState } from 'react'
import type { ReplyView } from '../../lambdas/widget-api/api.ts'
import { RequestRefused } from '../api.ts'
import type { ConversationStore } from '../conversation/conversation-store.ts'
import { useMessages } from '../i18n/messages.tsx'
import { useTools } from '../services.tsx'

export interface ReplyActions {
  /** Why the last of them did not work. */
  problem: Trouble | undefined
  dismiss(): void
  resend(reply: ReplyView): Promise<void>
  /** Whether it will not be sent any more. */
  withdraw(reply: ReplyView): Promise<boolean>
}

interface Trouble {
  /** `released`: the customer's answer was quicker. Nothing is wrong with that. */
  is: 'released' | 'failed'
  why: string
}

export function useReplyActions(contactId: string, store: ConversationStore): ReplyActions {
  const messages = useMessages()
  const { api } = useTools()
  const [problem, setProblem] = useState<Trouble>()

  function told(error: unknown): Trouble {
    if (!(error instanceof RequestRefused)) return { is: 'failed', why: messages.offline }
    const isReleased = error.problems.some(({ code }) => code === 'already_released')
    return isReleased
      ? { is: 'released', why: messages.held.released }
      : { is: 'failed', why: error.problems.map(messages.said).join(' ') }
  }

  async function tried(action: Promise<ReplyView>): Promise<boolean> {
    setProblem(undefined)
    try {
      store.accepted(await action)
      return true
    } catch (error) {
      setProblem(told(error))
      store.look()
      return false
    }
  }

  return {
    problem,
    dismiss: () => setProblem(undefined),
    async resend({ id, attempt }) {
      await tried(api.resend(contactId, id, attempt))
    },
    withdraw: ({ id }) => tried(api.withdraw(contactId, id)),
  }
}
