import { expect, it } from 'vitest'
import type { Reply } from '#model/reply'
import { unansweredOf } from '#model/unanswered'

const now = new Date('2026-11-30T12:00:00Z')
const reply = (id: string, at: string, state: Reply['state'] = 'accepted') =>
  ({ id, state, order: state === 'held' ? `held#${at}#${id}` : `${at}#${id}` }) as Reply
const TEMPLATE = reply('template', '2026-11-30T09:00:00.000Z')
const HELD = reply('held', '2026-11-30T08:59:00.000Z', 'held')

it('lists the newest unanswered message, and the messages that are held until the customer answers', () => {
  const older = reply('older', '2026-11-29T09:00:00.000Z')

  expect(unansweredOf([HELD, older, TEMPLATE], {}, now)).toEqual({ sent: TEMPLATE, held: [HELD] })
})

it.each([
  ['inboundAt', 'a message of the customer'],
  ['contactStartedAt', 'a contact that the customer began'],
  ['attestedAt', 'a message that the agent’s page has read'],
] as const)('does not list a message that is older than %s (the time of %s)', (field, _) => {
  expect(unansweredOf([TEMPLATE], { [field]: '2026-11-30T09:00:01.000Z' }, now)).toBeUndefined()
  expect(unansweredOf([TEMPLATE], { [field]: '2026-11-30T08:59:59.000Z' }, now)).toBeDefined()
})

it('still lists a message that was sent after the customer’s answer, or that is still held', () => {
  const wrote = { inboundAt: '2026-11-30T09:30:00.000Z' }
  const later = reply('later', '2026-11-30T10:00:00.000Z')

  expect(unansweredOf([TEMPLATE, later], wrote, now)).toEqual({ sent: later, held: [] })
  expect(unansweredOf([TEMPLATE, HELD], wrote, now)).toEqual({ sent: undefined, held: [HELD] })
})

it('lists no withdrawn message, and no message that is more than seven days old', () => {
  expect(unansweredOf([{ ...HELD, state: 'withdrawn' }], {}, now)).toBeUndefined()
  expect(unansweredOf([reply('old', '2026-11-23T11:59:00.000Z')], {}, now)).toBeUndefined()
  expect(unansweredOf([], {}, now)).toBeUndefined()
})
