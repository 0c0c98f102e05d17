import { expect, it } from 'vitest'
import { answeredTemplate } from '#model/answered'
import type { Reply } from '#model/reply'

const now = new Date('2026-11-30T12:00:00Z')
const SENT = '2026-11-29T12:00:00.000Z'

const sent = (part: Partial<Reply> = {}) =>
  ({
    id: 'widget-1',
    order: `${SENT}#widget-1`,
    state: 'accepted',
    parts: [{ state: 'accepted', attempt: 1 }],
    by: { role: 'AGENT', userId: 'u-1' },
    content: { type: 'template', name: 'trip_ready' },
    ...part,
  }) as Reply
const text = (at: string, state: Reply['state'] = 'accepted') =>
  sent({ order: `${at}#x`, state, content: { type: 'text', body: 'Hello' } })

const FAILED: Reply['parts'][number] = {
  state: 'accepted',
  attempt: 1,
  outcome: { status: 'failed', rank: 1, at: SENT },
}
const TEMPLATE = { reply: 'widget-1', userId: 'u-1', template: 'trip_ready', sentAt: SENT }

it.each([
  ['an unanswered template', [sent()], {}, TEMPLATE],
  [
    'the message that begins the contact is recorded already',
    [sent()],
    { inboundAt: '2026-11-30T11:59:30Z' },
    TEMPLATE,
  ],
  ['a text that is held behind it', [sent(), text('2026-11-29T13:00:00Z', 'held')], {}, TEMPLATE],
  ['the customer has answered before', [sent()], { inboundAt: '2026-11-30T08:00:00Z' }, undefined],
  [
    'another contact began since',
    [sent()],
    { contactStartedAt: '2026-11-30T08:00:00Z' },
    undefined,
  ],
  ['a text that followed it', [sent(), text('2026-11-29T13:00:00Z')], {}, undefined],
  ['a template that did not arrive', [sent({ parts: [FAILED] })], {}, undefined],
  [
    'a template of more than a week ago',
    [sent({ order: '2026-11-20T12:00:00Z#x' })],
    {},
    undefined,
  ],
  ['a template of a flow', [sent({ by: { role: 'SYSTEM' } })], {}, undefined],
  ['nothing', [], {}, undefined],
])('finds what a customer answers: %s', (_, replies, conversation, found) => {
  expect(answeredTemplate(replies, conversation, now)).toEqual(found)
})
