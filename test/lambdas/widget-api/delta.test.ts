import { expect, it } from 'vitest'
import type { ConversationView, ReplyView } from '../../../lambdas/widget-api/api.ts'
import { conversationDelta } from '../../../lambdas/widget-api/delta.ts'

const aReply = (id: string, fate = 'queued'): ReplyView => ({
  id,
  type: 'text',
  fate,
  attempt: 1,
  late: false,
  by: { role: 'AGENT' },
  acceptedAt: '2026-03-02T12:00:00.000Z',
  parts: [],
  former: [],
  problems: [],
})

const aView = (rest: Partial<ConversationView> = {}): Omit<ConversationView, 'cursor'> => ({
  mode: 'native',
  businessNumber: '+15550100',
  customer: { number: '+15550142' },
  window: { is: 'unknown' },
  evidence: [],
  at: '2026-03-02T12:00:01.000Z',
  replies: [aReply('b'), aReply('a')],
  ...rest,
})

it('tells everything at first, and nothing again while nothing changes', () => {
  const first = conversationDelta(aView(), undefined)

  expect(first?.replies).toHaveLength(2)
  expect(
    conversationDelta(aView({ at: '2026-03-02T12:00:59.000Z' }), first?.cursor),
  ).toBeUndefined()
})

it('tells only the replies that are new or changed', () => {
  const first = conversationDelta(aView(), undefined)
  const later = aView({ replies: [aReply('c'), aReply('b', 'delivered'), aReply('a')] })

  expect(conversationDelta(later, first?.cursor)?.replies.map(({ id }) => id)).toEqual(['c', 'b'])
})

it('tells when the window changed, with no reply beside it', () => {
  const first = conversationDelta(aView(), undefined)
  const reopened = aView({ window: { is: 'open', until: '2026-03-03T12:00:00.000Z' } })

  expect(conversationDelta(reopened, first?.cursor)).toMatchObject({
    window: { is: 'open' },
    replies: [],
  })
})

it('tells the time once a minute even when nothing else changes', () => {
  const first = conversationDelta(aView(), undefined)
  const at = '2026-03-02T12:01:00.000Z'

  expect(conversationDelta(aView({ at }), first?.cursor)).toMatchObject({ at, replies: [] })
})

it.each(['', 'nonsense', 'a.b.c'])('a cursor it never gave (%j) is as good as none', (cursor) => {
  expect(conversationDelta(aView(), cursor)?.replies).toHaveLength(2)
})
