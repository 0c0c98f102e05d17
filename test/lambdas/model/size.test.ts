// Whatever happens to a reply, its item must stay far below DynamoDB's limit.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LARGEST_NEW_REPLY, orderOf, queuedAt, type Reply } from '#model/reply'
import { stored } from '#model/transitions'
import { parseChatItem } from '#whatsapp/events/events'
import { MOST_TEXTS } from '#whatsapp/messages/text'
import { contentOf, replyOf } from '../../../lambdas/outbox/reply-of-item.ts'
import { grown, LARGEST_ITEM, sizeOf } from './grown-reply.ts'

const CONVERSATION = `phone-number-id-${'0'.repeat(32)}/US.${'1'.repeat(40)}`
const at = new Date('2026-11-30T12:00:00Z')

function largest(parts: number): Reply {
  const reply: Reply = {
    conversation: CONVERSATION,
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

it('the item of the largest reply stays below 100 KB after every attempt of every part has failed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MOST_TEXTS }), errorText, (parts, text) => {
      expect(sizeOf(grown(largest(parts), text))).toBeLessThan(LARGEST_ITEM)
    }),
    { numRuns: 20 },
  )
})

// https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_SendMessage.html
const LONGEST_CHAT_MESSAGE = 16_384

it.each(['text/plain', 'text/markdown', 'application/vnd.amazonaws.connect.message.interactive'])(
  'stays below 100 KB for the longest text in a chat with the content type %s',
  (contentType) => {
    const item = parseChatItem({
      ...{ AbsoluteTime: at.toISOString(), Id: randomUUID(), Type: 'MESSAGE' },
      ...{ ContentType: contentType, Content: '漢'.repeat(LONGEST_CHAT_MESSAGE) },
      ...{ ParticipantRole: 'AGENT', DisplayName: '漢'.repeat(256) },
      ...{ InitialContactId: 'c'.repeat(256), ContactId: 'c'.repeat(256) },
    })
    const contact = {
      conversation: CONVERSATION,
      mode: 'bridged',
      startedAt: at.toISOString(),
    } as const

    const reply = stored(replyOf(item, contentOf(item)!, contact, at))

    expect(sizeOf(reply)).toBeGreaterThan(3 * LONGEST_CHAT_MESSAGE)
    expect(sizeOf(grown(reply, '漢'.repeat(2_000)))).toBeLessThan(LARGEST_ITEM)
  },
)
