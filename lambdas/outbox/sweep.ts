// Runs every minute and sends a signal for every conversation with an overdue reply or an overdue
// message of the customer. A signal may be lost, dropped as a duplicate or exceed its receive
// count. The sweep makes such losses harmless, because it reads the stored replies and messages. At
// the end of a run, the sweep requests the streaming of native contacts for which the request has
// failed.

import type { Clock, InboundSignals, Overdue, OverdueReply, Signals } from '#model/ports'
import { log } from '../runtime/log.ts'

interface Ports {
  overdue: Overdue
  signals: Pick<Signals, 'sweep'>
  inboundSignals: Pick<InboundSignals, 'sweep'>
  /** Requests the streaming of a contact. */
  streamAgain(contactId: string): Promise<void>
  now: Clock
}

/**
 * How long contacts are processed. The function has 30 seconds, and the remaining contacts are
 * processed in the next minute.
 */
const STREAMS_FOR_MS = 15_000

export function sweep({ overdue, signals, inboundSignals, streamAgain, now }: Ports) {
  return async (): Promise<{ signaled: number }> => {
    const at = now()
    let signaled = 0
    const unstreamed: string[] = []
    const results = await Promise.allSettled(
      overdue.before(at).map(async (pages) => {
        // `seen` can be separate for each partition, because a conversation is always in the same
        // one.
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
    // A failure in one partition is thrown only after the others have been processed.
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return { signaled }
  }
}

/** One signal covers everything unsent in its conversation, and another one everything held. */
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
