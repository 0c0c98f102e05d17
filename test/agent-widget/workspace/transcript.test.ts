import { expect, it } from 'vitest'
import {
  NO_MESSAGES,
  type TranscriptItem,
  withItems,
} from '../../../agent-widget/workspace/transcript.ts'

const at = (minute: number) => `2026-03-02T12:${String(minute).padStart(2, '0')}:00.000Z`
const item = (
  ParticipantRole: string,
  minute: number,
  more: TranscriptItem = {},
): TranscriptItem => ({
  Type: 'MESSAGE',
  ParticipantRole,
  AbsoluteTime: at(minute),
  DisplayName: ParticipantRole === 'CUSTOMER' ? 'Ana' : 'Maria',
  ...more,
})

it('keeps the times of the customer’s and the agent’s latest messages, even if items repeat in any order', () => {
  const items = [
    item('CUSTOMER', 5),
    item('AGENT', 7),
    item('CUSTOMER', 2),
    item('AGENT', 3),
    item('CUSTOMER', 5),
  ]

  const forwards = withItems(NO_MESSAGES, items)

  expect(forwards).toEqual({
    ...NO_MESSAGES,
    lastCustomerMessageAt: new Date(at(5)),
    lastAgentMessageAt: new Date(at(7)),
    agentTexts: [],
    customerName: 'Ana',
  })
  expect(withItems(withItems(NO_MESSAGES, items.toReversed()), items)).toEqual(forwards)
})

it('counts a customer’s file as a message, but not typing, joining or a receipt', () => {
  const events = [1, 2, 3].map((minute) => item('CUSTOMER', minute + 10, { Type: 'EVENT' }))

  expect(
    withItems(NO_MESSAGES, [item('CUSTOMER', 4, { Type: 'ATTACHMENT' }), ...events])
      .lastCustomerMessageAt,
  ).toEqual(new Date(at(4)))
})

it('ignores messages of the system and files of the agent', () => {
  expect(
    withItems(NO_MESSAGES, [item('SYSTEM', 1), item('AGENT', 2, { Type: 'ATTACHMENT' })]),
  ).toEqual(NO_MESSAGES)
})

it('ignores an item of the transcript that has no time', () => {
  expect(withItems(NO_MESSAGES, [{ Type: 'MESSAGE', ParticipantRole: 'CUSTOMER' }])).toEqual(
    NO_MESSAGES,
  )
})

it('lists each text of the agent once, the oldest first', () => {
  const agentText = (minute: number, Content: string) => item('AGENT', minute, { Content })
  const items = [
    agentText(7, 'Are you there?'),
    agentText(3, 'Hello'),
    item('CUSTOMER', 4, { Content: 'Hi' }),
  ]

  const once = withItems(NO_MESSAGES, items)

  expect(withItems(once, items).agentTexts.map(({ text }) => text)).toEqual([
    'Hello',
    'Are you there?',
  ])
})

it.each([
  ['after the text', (receipt: TranscriptItem, text: TranscriptItem) => [text, receipt]],
  ['before the text', (receipt: TranscriptItem, text: TranscriptItem) => [receipt, text]],
  [
    'with the text',
    ({ MessageMetadata }: TranscriptItem, text: TranscriptItem) => [
      { ...text, MessageMetadata: { Receipts: MessageMetadata!.Receipts! } },
    ],
  ],
])('marks a text as delivered if the customer’s receipt comes %s', (_, order) => {
  const receiptOf = (RecipientParticipantId: string): TranscriptItem => ({
    Type: 'EVENT',
    MessageMetadata: { MessageId: 'm-1', Receipts: [{ RecipientParticipantId }] },
  })
  const text = item('AGENT', 3, { Id: 'm-1', Content: 'Hello' })
  const begun = withItems(NO_MESSAGES, [item('CUSTOMER', 1, { ParticipantId: 'ana' })])

  const [delivered] = withItems(begun, order(receiptOf('ana'), text)).agentTexts
  const [readByColleague] = withItems(begun, order(receiptOf('jonas'), text)).agentTexts

  expect(delivered?.isDelivered).toBe(true)
  expect(readByColleague?.isDelivered).toBeUndefined()
})
