// Prevents that the customer receives a text twice. An agent may have written a text in Connect's
// chat and then sent the same text as a reply that waits for the customer. If Connect reports that
// the text from the chat arrived after all, this module withdraws the waiting reply. It watches all
// chats, because such a report often comes when the agent is already viewing another chat.
import type { ReplyView } from '#api'
import { RequestRefused } from '../api.ts'
import type { Services } from '../services.tsx'
import type { Workspace } from '../workspace/workspace.ts'
import { deliveredCopies } from './chat-delivery.ts'
import { retryDelayMs } from './poll-schedule.ts'
import { windowStateAt } from './window-state.ts'

interface Needed extends Pick<Services, 'clock' | 'conversation' | 'deliveredTexts'> {
  api: Pick<Services['api'], 'withdraw'>
}

/**
 * Watches all chats. Adds each withdrawn text to the contact's `deliveredTexts`, which the agent
 * sees. Returns a function that ends the watching.
 */
export function withdrawDeliveredCopies(
  workspace: Pick<Workspace, 'getSnapshot' | 'subscribe'>,
  { api, clock, conversation, deliveredTexts }: Needed,
): () => void {
  const tried = new Set<string>()
  const followed = new Map<string, () => void>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let failures = 0

  async function withdraw(contactId: string, reply: ReplyView) {
    tried.add(reply.id)
    try {
      conversation(contactId).accepted(await api.withdraw(contactId, reply.id))
      failures = 0
      const texts = deliveredTexts(contactId)
      texts.set([...texts.getSnapshot(), (reply.shows as { text: string }).text])
    } catch (error) {
      // The API refuses to withdraw a reply if the customer has just answered, because the reply is
      // then being sent.
      if (error instanceof RequestRefused) return
      failures += 1
      const timer = setTimeout(() => {
        timers.delete(timer)
        tried.delete(reply.id)
        look()
      }, retryDelayMs(failures))
      timers.add(timer)
    }
  }

  function look() {
    for (const contact of workspace.getSnapshot().contacts) {
      const { contactId, lastCustomerMessageAt, agentTexts } = contact
      const store = conversation(contactId)
      if (!followed.has(contactId)) followed.set(contactId, store.subscribe(look))
      const { view } = store.getSnapshot()
      if (!view) continue
      const current = windowStateAt(view, lastCustomerMessageAt, clock.now())
      for (const reply of deliveredCopies(current, view, agentTexts))
        if (!tried.has(reply.id)) void withdraw(contactId, reply)
    }
  }

  look()
  const unsubscribe = workspace.subscribe(look)
  return () => {
    unsubscribe()
    for (const stop of followed.values()) stop()
    for (const timer of timers) clearTimeout(timer)
  }
}
