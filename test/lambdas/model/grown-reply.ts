// Makes the item of a reply as large as it can become: every attempt to send every part has failed,
// and WhatsApp has explained each failure with long texts.
import { MOST_ATTEMPTS, outcomeOf, type Reply } from '#model/reply'
import { transitions } from '#model/transitions'
import { applied } from './in-memory-outbox.ts'

/**
 * The largest allowed size of a reply's item, in bytes. DynamoDB would accept four times as much.
 */
export const LARGEST_ITEM = 100 * 1024

export const sizeOf = (reply: object) => Buffer.byteLength(JSON.stringify(reply))

export function grown(reply: Reply, errorText: string): Reply {
  const at = new Date('2026-11-30T12:00:00Z')
  const errors = Array.from({ length: 9 }, () => ({
    code: 131026,
    title: errorText,
    details: errorText,
  }))
  const outcome = outcomeOf('failed', at.toISOString(), errors)!
  let after = reply
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    for (let part = 0; part < reply.parts.length; part++)
      after = applied(after, transitions.mergeOutcome, { ...after, part, attempt }, { outcome })!
    after = { ...after, state: 'accepted' }
    if (attempt < MOST_ATTEMPTS)
      after = applied(after, transitions.resend, after, { at, content: after.content })!
  }
  return after
}
