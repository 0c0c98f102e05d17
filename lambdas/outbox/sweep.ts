// Runs every minute and sends a signal for each conversation with an overdue reply or an overdue
// message from the customer. The signal that was sent when the reply or message was stored may have
// been lost, dropped as a duplicate, or moved to the dead-letter queue. At the end of a run, the
// function also requests the streaming of native contacts' chats again if earlier requests failed.

import type { Clock, InboundSignals, Overdue, OverdueReply, Signals } from '#model/ports'
import { log } from '../runtime/log.ts'

interface Ports {
  overdue: Overdue
  signals: Pick<Signals, 'sweep'>
  inboundSignals: Pick<InboundSignals, 'sweep'>
  /** Requests the streaming of a contact's chat again. */
  streamAgain(contactId: string): Promise<void>
  now: Clock
}

/**
 * The time after which a run requests no more streaming. The function's timeout is 30 seconds, and
 * the next run processes the remaining contacts.
 */
const STREAMS_FOR_MS = 15_000

export function sweep({ overdue, signals, inboundSignals, streamAgain, now }: Ports) {
  return async (): Promise<{ signaled: number }> => {
    const at = now()
    let signaled = 0
    const unstreamed: string[] = []
    const results = await Promise.allSettled(
      overdue.before(at).map(async (pages) => {
        // All items of a conversation are in the same partition of the index, so each partition can
        // have its own set.
        const seen = new Set<string>()
        for await (const page of pages) {
          unstreamed.push(...page.contacts)
          const replies = page.replies.filter((reply) => isFirst(seen, kindOf(reply), reply))
          const messages = page.messages.filter((message) => isFirst(seen, 'inbound', message))
          await Promise.all([
            replies.length > 0 && signals.sweep(replies, at),
            messages.length > 0 && inboundSignals.sweep(messages, at),
          ])
          signaled += replies.length + messages.length
        }
      }),
    )
    if (signaled > 0) log.warn('swept', { signals: signaled })
    for (const contactId of unstreamed) {
      if (now().getTime() - at.getTime() > STREAMS_FOR_MS) break
      await streamAgain(contactId)
    }
    // An error of one partition is thrown only after all partitions were processed.
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return { signaled }
  }
}

/**
 * A conversation needs at most two signals: one for all of its unsent replies, and one for all of
 * its held replies.
 */
const kindOf = ({ state }: OverdueReply) => (state === 'held' ? 'held' : 'unsent')

function isFirst(
  seen: Set<string>,
  kind: string,
  { conversation }: { conversation: string },
): boolean {
  const found = `${conversation} ${kind}`
  if (seen.has(found)) return false
  seen.add(found)
  return true
}
