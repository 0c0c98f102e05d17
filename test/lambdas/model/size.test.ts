// No item of the table may come near DynamoDB's limit, whatever happens to a reply.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  LARGEST_NEW_REPLY,
  MOST_ATTEMPTS,
  orderOf,
  outcomeOf,
  queuedAt,
  type Reply,
} from '#model/reply'
import { stored, transitions } from '#model/transitions'
import { MOST_TEXTS } from '#whatsapp/messages/text'
import { applied } from './in-memory-outbox.ts'

const LARGEST_ITEM = 100 * 1024
const at = new Date('2026-11-30T12:00:00Z')
const sizeOf = (reply: Reply) => Buffer.byteLength(JSON.stringify(reply))

function largest(parts: number): Reply {
  const reply: Reply = {
    conversation: `phone-number-id-${'0'.repeat(32)}/US.${'1'.repeat(40)}`,
    id: `widget-${'f'.repeat(40)}`,
    contactId: 'c'.repeat(256),
    mode: 'bridged',
    content: { type: 'text', body: '' },
    by: { role: 'AGENT', name: 'n'.repeat(256) },
    order: orderOf(at.toISOString(), 'widget'),
    ...queuedAt(at),
    parts: Array.from({ length: parts }, () => ({ state: 'unsent', attempt: 1 })),
  }
  reply.content = { type: 'text', body: 'x'.repeat(LARGEST_NEW_REPLY - sizeOf(reply)) }
  return stored(reply)
}

const errorText = fc.string({ unit: 'grapheme', maxLength: 2_000, minLength: 500, size: 'max' })

it('stays below 100 KB after every attempt of every part of the largest reply has failed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MOST_TEXTS }), errorText, (parts, text) => {
      const errors = Array.from({ length: 9 }, () => ({ code: 131026, title: text, details: text }))
      const outcome = outcomeOf('failed', at.toISOString(), errors)!
      let reply = largest(parts)
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
        for (let part = 0; part < parts; part++)
          reply = applied(
            reply,
            transitions.mergeOutcome,
            { ...reply, part, attempt },
            { outcome },
          )!
        reply = { ...reply, state: 'accepted' }
        if (attempt < MOST_ATTEMPTS)
          reply = applied(reply, transitions.resend, reply, { at, content: reply.content })!
      }
      expect(sizeOf(reply)).toBeLessThan(LARGEST_ITEM)
    }),
    { numRuns: 20 },
  )
})
