import { expect, it } from 'vitest'
import type { ReplyView } from '#api'
import { awaitedTemplate, sentOf, shownReply } from '../../../agent-widget/outcomes/newest.ts'

const at = (hour: number) => `2026-11-26T${String(hour).padStart(2, '0')}:00:00.000Z`

function aReply(hour: number, rest: Partial<ReplyView> = {}): ReplyView {
  return {
    id: `at-${hour}`,
    type: 'text',
    status: 'delivered',
    attempt: 1,
    late: false,
    by: { role: 'AGENT' },
    acceptedAt: at(hour),
    parts: [],
    former: [],
    problems: [],
    ...rest,
  }
}
const template = (hour: number, status: ReplyView['status'] = 'delivered') =>
  aReply(hour, { type: 'template', status })
const held = (hour: number) => aReply(hour, { status: 'held' })

it('does not list a held reply as sent', () => {
  expect(sentOf([held(12), aReply(11), held(10)]).map(({ id }) => id)).toEqual(['at-11'])
})

it('shows the newest reply that is neither held nor canceled', () => {
  const replies = [held(12), aReply(11, { status: 'withdrawn' }), aReply(10), aReply(9)]

  expect(shownReply({ replies, chatStartedAt: at(8) }).reply?.id).toBe('at-10')
})

it('shows a reply from before the start of the chat only if the customer has answered that reply', () => {
  const before = { replies: [template(9)], chatStartedAt: at(10) }
  expect(shownReply(before).reply).toBeUndefined()
  expect(shownReply({ ...before, answers: 'at-9' })).toMatchObject({
    reply: { id: 'at-9' },
    isAnswered: true,
  })
  expect(shownReply({ replies: [template(9)] }).reply?.id).toBe('at-9')
})

it.each([
  ['after the first reply was held', [template(13), held(12)], undefined, 'at-13'],
  [
    'before the first reply was held, but after the window closed',
    [held(12), template(11)],
    at(10),
    'at-11',
  ],
  ['between two held replies', [held(14), template(13), held(12)], undefined, 'at-13'],
])('expects an answer to a template that was sent %s', (_, replies, closedAt, id) => {
  expect(awaitedTemplate(replies, closedAt ? new Date(closedAt) : undefined)?.id).toBe(id)
})

it.each([
  ['was sent while the window was open', [held(12), template(9)], at(10)],
  ['failed', [template(13, 'failed'), held(12)], at(10)],
  ['is no template', [aReply(13), held(12)], at(10)],
])('expects no answer to a reply that %s', (_, replies, closedAt) => {
  expect(awaitedTemplate(replies, new Date(closedAt))).toBeUndefined()
})
