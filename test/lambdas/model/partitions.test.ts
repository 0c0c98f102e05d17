import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Conversation } from '#model/conversation'
import { asOne, inOneOrder } from '#model/partitions'
import type { Reply } from '#model/reply'

const reply = (order: string, state: Reply['state'] = 'queued') =>
  ({ id: order, order, state }) as Reply

const PAGE = 3
/** Returns a page of the replies in one partition, as a query of the table would. */
const pageOf = (orders: readonly string[], after: string) => {
  const rest = orders.filter((order) => order > after)
  return { replies: rest.slice(0, PAGE).map((order) => reply(order)), more: rest.length > PAGE }
}

it('reads the replies to a person from several partitions, each once and in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 999 }), fc.nat(2)), { maxLength: 30 }),
      (spread) => {
        const orders = [...new Map(spread).entries()].map(
          ([at, partition]) => [String(at).padStart(3, '0'), partition] as const,
        )
        const partitions = [0, 1, 2].map((partition) =>
          orders.flatMap(([order, of]) => (of === partition ? [order] : [])).sort(),
        )
        const read: string[] = []
        for (let after: string | undefined = '', turns = 0; after !== undefined; turns++) {
          expect(turns).toBeLessThan(100)
          const from: string = after
          const page = inOneOrder(partitions.map((each) => pageOf(each, from)))
          read.push(...page.replies.map(({ order }) => order))
          after = page.after
        }
        expect(read).toEqual(orders.map(([order]) => order).sort())
      },
    ),
  )
})

it('puts a reply that is being sent before all other replies, even if they are in another partition', () => {
  const { replies } = inOneOrder([
    { replies: [reply('1'), reply('3')], more: false },
    { replies: [reply('2', 'sending')], more: false },
  ])

  expect(replies.map(({ order }) => order)).toEqual(['2', '1', '3'])
})

const conversation = (id: string, rest: Partial<Conversation> = {}): Conversation => ({
  id,
  mode: 'bridged',
  phoneNumberId: 'phone-number-id-1',
  customer: {},
  ...rest,
})
const chat = (contactId: string, startedAt: string, participantToken?: string) => ({
  contactId,
  startedAt,
  openedBy: contactId,
  ...(participantToken ? { participantToken } : {}),
})

it('takes the start of the service window from the conversation in which the person wrote last', () => {
  expect(
    asOne([
      conversation('a', { inboundAt: '2026-03-01T00:00:00.000Z', inboundFrom: 'webhook' }),
      conversation('b', { inboundAt: '2026-03-02T00:00:00.000Z', inboundFrom: 'event' }),
    ]),
  ).toMatchObject({ id: 'a', inboundAt: '2026-03-02T00:00:00.000Z', inboundFrom: 'event' })
})

it.each([
  [
    'the chat that was last answered',
    new Map([
      ['a', '2'],
      ['b', '1'],
    ]),
    't',
    't',
    'a',
  ],
  ['the younger chat, if none was answered', new Map(), 't', 't', 'b'],
  ['the chat that is still open', new Map([['b', '9']]), 't', undefined, 'a'],
] as const)(
  'puts new messages of a person who has two chats into %s',
  (_, answeredAt, ofA, ofB, carrier) => {
    const whole = asOne(
      [
        conversation('a', { chat: chat('1', '2026-03-01', ofA) }),
        conversation('b', { chat: chat('2', '2026-03-02', ofB) }),
      ],
      answeredAt,
    )

    expect(whole.chatIn).toBe(carrier)
  },
)

it('does not use a number from another conversation if the customer has lost that number', () => {
  const whole = asOne([
    conversation('a', { customer: { userId: 'US.2' }, gone: ['+15550100'] }),
    conversation('b', { customer: { number: '+15550100', name: 'Ana' } }),
  ])

  expect(whole.customer).toEqual({ userId: 'US.2', name: 'Ana' })
})
