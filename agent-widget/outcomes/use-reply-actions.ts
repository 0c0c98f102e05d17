// What an agent can do about a reply that is there already.
import { useState } from 'react'
import type { ReplyView } from '../../lambdas/api.ts'
import { RequestRefused } from '../api.ts'
import type { ConversationStore } from '../conversation/conversation-store.ts'
import { useMessages } from '../i18n/messages.tsx'
import { useTools } from '../tools.tsx'

export interface ReplyActions {
  /** Why the last of them did not work. */
  problem: string | undefined
  resend(reply: ReplyView): Promise<void>
  /** Whether it will not be sent any more. */
  withdraw(reply: ReplyView): Promise<boolean>
}

export function useReplyActions(contactId: string, store: ConversationStore): ReplyActions {
  const messages = useMessages()
  const { api } = useTools()
  const [problem, setProblem] = useState<string>()

  async function tried(action: Promise<ReplyView>): Promise<boolean> {
    setProblem(undefined)
    try {
      store.accepted(await action)
      return true
    } catch (error) {
      const codes = error instanceof RequestRefused ? error.problems.map(({ code }) => code) : []
      if (codes.includes('already_released')) setProblem(messages.held.released)
      else setProblem(error instanceof RequestRefused ? error.problems.map(messages.said).join(' ') : messages.offline)
      store.look()
      return false
    }
  }

  return {
    problem,
    async resend({ id, attempt }) {
      await tried(api.resend(contactId, id, attempt))
    },
    withdraw: ({ id }) => tried(api.withdraw(contactId, id)),
  }
}
