import { expect, it } from 'vitest'
import type { ConversationView, ReplyView } from '#api'
import { conversationDelta, isUpTo } from '../../../lambdas/widget-api/delta.ts'

const aReply = (id: string, status: ReplyView['status'] = 'queued'): ReplyView => ({
  id,
  type: 'text',
  status,
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
  wabaId: 'waba-1',
  customer: { number: '+15550142' },
  window: { is: 'unknown' },
  evidence: [],
  at: '2026-03-02T12:00:01.000Z',
  replies: [aReply('b'), aReply('a')],
  ...rest,
})

const at = new Date('2026-03-02T12:00:02.000Z')

it('returns the whole conversation first, and then nothing until something changes', () => {
  const first = conversationDelta(aView(), 'm1', undefined)

  expect(first?.replies).toHaveLength(2)
  expect(
    conversationDelta(aView({ at: '2026-03-02T12:00:59.000Z' }), 'm1', first?.cursor),
  ).toBeUndefined()
})

it('returns only replies that are new or changed', () => {
  const first = conversationDelta(aView(), 'm1', undefined)
  const later = aView({ replies: [aReply('c'), aReply('b', 'delivered'), aReply('a')] })

  expect(conversationDelta(later, 'm1', first?.cursor)?.replies.map(({ id }) => id)).toEqual([
    'c',
    'b',
  ])
})

it('returns no replies if only the service window has changed', () => {
  const first = conversationDelta(aView(), 'm1', undefined)
  const reopened = aView({ window: { is: 'open', until: '2026-03-03T12:00:00.000Z' } })

  expect(conversationDelta(reopened, 'm1', first?.cursor)).toMatchObject({
    window: { is: 'open' },
    replies: [],
  })
})

it('returns only a new cursor after a change that the agent cannot see', () => {
  const first = conversationDelta(aView(), 'm1', undefined)
  const second = conversationDelta(aView(), 'm2', first?.cursor)

  expect(second).toMatchObject({ replies: [] })
  expect(isUpTo('m1', at, first?.cursor)).toBe(true)
  expect(isUpTo('m2', at, first?.cursor)).toBe(false)
  expect(isUpTo('m2', at, second?.cursor)).toBe(true)
})

it.each(['', 'nonsense', 'a.b.c'])(
  'returns the whole conversation if the cursor is invalid (%j)',
  (cursor) => {
    expect(conversationDelta(aView(), 'm1', cursor)?.replies).toHaveLength(2)
  },
)

it('returns the server’s time every five minutes, even if nothing changes', () => {
  const first = conversationDelta(aView(), 'm1', undefined)
  const later = aView({ at: '2026-03-02T12:05:00.000Z' })

  expect(isUpTo('m1', new Date(later.at), first?.cursor)).toBe(false)
  expect(conversationDelta(later, 'm1', first?.cursor)).toMatchObject({ at: later.at, replies: [] })
})

it('spreads the responses with the server’s time, so that each minute only some conversations get one', () => {
  const callers = Array.from({ length: 300 }, (_, i) => `m${i}`)
  const cursors = callers.map((mark) => conversationDelta(aView(), mark, undefined)!.cursor)

  const inTheNextMinute = callers.filter(
    (mark, i) => !isUpTo(mark, new Date('2026-03-02T12:01:01.000Z'), cursors[i]),
  )

  expect(inTheNextMinute.length).toBeGreaterThan(30)
  expect(inTheNextMinute.length).toBeLessThan(90)
})
