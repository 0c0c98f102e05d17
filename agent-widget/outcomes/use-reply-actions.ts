// The actions of a reply: sending it again and canceling it.
import { useState } from 'react'
import type { ReplyView } from '#api'
import { RequestRefused, ServiceTrouble, SignInNotAccepted } from '../api.ts'
import type { ConversationStore } from '../conversation/conversation-store.ts'
import { refusalText } from '../i18n/catalogue.ts'
import { useMessages } from '../i18n/messages.tsx'
import { useServices } from '../services.tsx'

export interface ReplyActions {
  /** Why the last action failed. */
  problem: Trouble | undefined
  dismiss(): void
  /**
   * Sends the reply again. With `tryAgain`, a template is sent even if an earlier message to the
   * customer could not be delivered.
   */
  resend(reply: ReplyView, tryAgain: boolean): Promise<void>
  /** Returns true if the reply was canceled. */
  withdraw(reply: ReplyView): Promise<boolean>
}

interface Trouble {
  /**
   * `released`: the reply could not be canceled, because the customer answered first and the reply
   * is being sent. This is not an error.
   */
  is: 'released' | 'failed'
  why: string
}

export function useReplyActions(contactId: string, store: ConversationStore): ReplyActions {
  const messages = useMessages()
  const { api } = useServices()
  const [problem, setProblem] = useState<Trouble>()

  function problemFor(error: unknown): Trouble {
    if (error instanceof SignInNotAccepted) return { is: 'failed', why: messages.signInNotAccepted }
    if (error instanceof ServiceTrouble) return { is: 'failed', why: messages.serviceTrouble }
    if (!(error instanceof RequestRefused)) return { is: 'failed', why: messages.offline }
    const isReleased = error.problems.some(({ code }) => code === 'already_released')
    return isReleased
      ? { is: 'released', why: messages.held.released }
      : { is: 'failed', why: error.problems.map(refusalText(messages)).join(' ') }
  }

  async function perform(action: Promise<ReplyView>): Promise<boolean> {
    setProblem(undefined)
    try {
      store.accepted(await action)
      return true
    } catch (error) {
      setProblem(problemFor(error))
      store.refresh()
      return false
    }
  }

  return {
    problem,
    dismiss: () => setProblem(undefined),
    async resend({ id, attempt }, tryAgain) {
      await perform(api.resend(contactId, id, { attempt, ...(tryAgain && { tryAgain }) }))
    },
    withdraw: ({ id }) => perform(api.withdraw(contactId, id)),
  }
}
