// Withdraws a text that waits for the customer once Connect reports that the same text of the chat
// arrived, so that the customer does not receive it twice. Chats that the agent does not look at
// are included, because such a report often comes late.
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
 * Adds each withdrawn text to the contact's `deliveredTexts`, to tell the agent. Returns a function
 * that ends this.
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
      // The API refuses to withdraw a reply that the customer has just released by answering.
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
