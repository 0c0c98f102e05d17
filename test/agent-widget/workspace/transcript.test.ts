import { expect, it } from 'vitest'
import { type ChatItem, heard, noWords } from '../../../agent-widget/workspace/transcript.ts'

const at = (minute: number) => `2026-03-02T12:${String(minute).padStart(2, '0')}:00.000Z`
const item = (ParticipantRole: string, minute: number, more: ChatItem = {}): ChatItem => ({
  Type: 'MESSAGE',
  ParticipantRole,
  AbsoluteTime: at(minute),
  DisplayName: ParticipantRole === 'CUSTOMER' ? 'Ana' : 'Maria',
  ...more,
})

it('keeps the latest of each, in whatever order and however often it is heard', () => {
  const items = [
    item('CUSTOMER', 5),
    item('AGENT', 7),
    item('CUSTOMER', 2),
    item('AGENT', 3),
    item('CUSTOMER', 5),
  ]

  const forwards = heard(noWords, items)

  expect(forwards).toEqual({
    lastCustomerMessageAt: new Date(at(5)),
    lastAgentMessageAt: new Date(at(7)),
    customerName: 'Ana',
  })
  expect(heard(heard(noWords, items.toReversed()), items)).toEqual(forwards)
})

it('a customer’s file is a message; typing, joining and receipts are not', () => {
  const events = [1, 2, 3].map((minute) => item('CUSTOMER', minute + 10, { Type: 'EVENT' }))

  expect(
    heard(noWords, [item('CUSTOMER', 4, { Type: 'ATTACHMENT' }), ...events]).lastCustomerMessageAt,
  ).toEqual(new Date(at(4)))
})

it('what the system says is nobody’s message, and an agent’s file is no text', () => {
  expect(heard(noWords, [item('SYSTEM', 1), item('AGENT', 2, { Type: 'ATTACHMENT' })])).toEqual(
    noWords,
  )
})

it('an item without a time is passed by', () => {
  expect(heard(noWords, [{ Type: 'MESSAGE', ParticipantRole: 'CUSTOMER' }])).toEqual(noWords)
})
