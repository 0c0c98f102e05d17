import { expect, it } from 'vitest'
import type { ConnectContact } from '../../../lambdas/model/ports.ts'
import { authorise, type Purpose } from '../../../lambdas/widget-api/authorise.ts'

const now = new Date('2026-03-20T12:00:00Z')
const DAY_MS = 24 * 60 * 60_000
const number = 'phone-number-id-1'

function contact(fields: Partial<ConnectContact> = {}): ConnectContact {
  return {
    contactId: 'c2',
    initialContactId: 'c1',
    channel: 'CHAT',
    subtype: 'connect:WhatsApp',
    inbound: true,
    agentUserId: 'maria',
    queueId: undefined,
    startedAt: now,
    endedAt: undefined,
    handedOn: false,
    customerNumber: '+15550142',
    businessNumber: '+15550100',
    ...fields,
  }
}

const channel = {
  wabaId: 'w',
  phoneNumberId: number,
  metaPhoneNumberId: 'm',
  number: '+15550100',
  displayName: 'L',
  mode: 'native' as const,
}

function world(...contacts: ConnectContact[]) {
  let asked = 0
  const clock = { now }
  const authorised = authorise({
    connect: {
      contact: async (id) => {
        asked++
        return contacts.find(({ contactId }) => contactId === id)
      },
      user: async () => undefined,
      startChat: async () => ({ contactId: '', participantToken: '' }),
      startStreaming: async () => {},
    },
    contacts: { put: async () => {}, get: async () => undefined },
    conversations: {
      get: async () => undefined,
      note: async () => {},
      inbound: async () => {},
      contactStarted: async () => {},
      refused: async () => {},
      agentWrote: async () => {},
      setChat: async () => true,
    },
    channels: {
      byNumber: async (wanted) => (wanted === channel.number ? channel : undefined),
      byPhoneNumberId: async () => channel,
      byMetaId: async () => channel,
    },
    now: () => clock.now,
  })
  return {
    ask: (purpose: Purpose, user = 'maria') => authorised(user, 'c2', purpose),
    asked: () => asked,
    clock,
  }
}

it.each([
  ['a moment', 1, 'template', undefined],
  ['a moment', 1, 'free_form', 'contact_ended'],
  ['seven days', 7 * DAY_MS, 'template', undefined],
  ['seven days and a second', 7 * DAY_MS + 1000, 'template', 'contact_ended_long_ago'],
] as const)(
  '%s after the end of the chat, what is asked for is given or refused',
  async (_, ago, purpose, code) => {
    const asking = world(contact({ endedAt: new Date(now.getTime() - ago) })).ask(purpose)

    if (code) await expect(asking).rejects.toMatchObject({ status: 403, problems: [{ code }] })
    else expect((await asking).conversation.id).toBe(`${number}/+15550142`)
  },
)

it('writes to nobody when the contact went on as another', async () => {
  await expect(
    world(contact({ handedOn: true, endedAt: now })).ask('template'),
  ).rejects.toMatchObject({
    problems: [{ code: 'contact_handed_on' }],
  })
})

it('takes the endpoints of the first contact where the present one has none', async () => {
  const { ask } = world(
    contact({ customerNumber: undefined, businessNumber: undefined }),
    contact({ contactId: 'c1', customerNumber: '+15550143' }),
  )

  expect((await ask('free_form')).conversation.customer).toEqual({ number: '+15550143' })
})

it('asks Connect for every send, and once a minute for reading', async () => {
  const { ask, asked, clock } = world(contact())

  await ask('read')
  await ask('read')
  const reading = asked()
  await ask('free_form')
  await ask('template')
  const sending = asked()
  clock.now = new Date(now.getTime() + 60_000)
  await ask('read')

  expect([reading, sending, asked()]).toEqual([1, 3, 4])
})

it('remembers nothing of one user for another', async () => {
  const { ask } = world(contact())
  await ask('read')

  await expect(ask('read', 'jonas')).rejects.toMatchObject({
    status: 403,
    problems: [{ code: 'not_your_contact' }],
  })
})

it('knows no chat that is a call, or that Connect does not know', async () => {
  await expect(world(contact({ channel: 'VOICE' })).ask('read')).rejects.toMatchObject({
    status: 404,
  })
  await expect(world().ask('read')).rejects.toMatchObject({ status: 404 })
})
