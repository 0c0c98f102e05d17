// Withdraws a text that waits for the customer if Connect reports that the same text from the chat
// arrived, because the customer would otherwise receive the text twice. All chats are watched, not
// only the one that the agent is viewing, because such reports often come late.
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
      // The API refuses to withdraw a reply that the customer's answer has just released.
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
