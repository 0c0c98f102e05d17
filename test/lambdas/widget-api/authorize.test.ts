import { expect, it } from 'vitest'
import type {
  ConnectContact,
  ContactMemory,
  ContactRecord,
  Customers,
  Memories,
} from '#model/ports'
import { authorize, type Purpose } from '../../../lambdas/widget-api/authorize.ts'
import { sharedMemory } from '../../../lambdas/widget-api/memory.ts'

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
    wasTransferred: false,
    customerNumber: '+15550142',
    businessNumber: '+15550100',
    ...fields,
  }
}

const channel = {
  wabaId: 'w',
  wabaArn: 'arn:aws:social-messaging:us-east-1:111122223333:waba/w',
  arn: 'arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/m',
  phoneNumberId: number,
  metaPhoneNumberId: 'm',
  number: '+15550100',
  displayName: 'L',
  mode: 'native' as const,
}

/**
 * Returns a store of customers in which no customer exists yet, so that every customer is created.
 */
const nobodyKnown = (): Customers => ({
  identities: async () => [],
  get: async () => [],
  claim: async (identity, id) => ({ ...identity, customer: id }),
  takeOver: async () => {},
  leave: async () => {},
  save: async (id) => ({ id, includes: [] }),
  join: async () => undefined,
  include: async (id) => ({ id, includes: [] }),
  renew: async () => {},
})

/** Returns the cache in the table, which all execution environments share. */
function sharedTable(): Memories {
  const contacts = new Map<string, ContactMemory>()
  return {
    recall: async (_, contactId) => {
      const contact = contactId === undefined ? undefined : contacts.get(contactId)
      return contact ? { contact } : {}
    },
    rememberUser: async () => {},
    rememberContact: async (contactId, contact) => void contacts.set(contactId, contact),
    endContact: async (contactId) => void contacts.delete(contactId),
  }
}

function world(...contacts: ConnectContact[]) {
  let asked = 0
  const clock = { now }
  const memories = sharedTable()
  const records = new Map<string, ContactRecord>()
  /** Returns a new execution environment of the function. */
  const environment = () => {
    const memory = sharedMemory({ memories, now: () => clock.now })
    const ask = authorize({
      memory,
      connect: {
        contact: async (id) => {
          asked++
          return contacts.find(({ contactId }) => contactId === id)
        },
        user: async () => undefined,
        startChat: async () => ({ contactId: '', participantToken: '' }),
        startStreaming: async () => {},
        end: async () => {},
        attributes: async () => ({}),
        setAttributes: async () => {},
      },
      contacts: {
        put: async (id, record) => void records.set(id, record),
        get: async (id) => records.get(id),
        streamLater: async () => {},
        streamSettled: async () => {},
      },
      conversations: {
        get: async () => undefined,
        together: async () => undefined,
        several: async () => [],
        join: async () => {},
        chatEnded: async () => {},
        note: async () => {},
        wrote: async () => undefined,
        holds: async () => {},
        inbound: async () => {},
        contactStarted: async () => {},
        refused: async () => {},
        attested: async () => {},
        undeliverable: async () => {},
        triedAgain: async () => {},
        marketing: async () => {},
        agentWrote: async () => {},
        setChat: async () => true,
        transcriptRead: async () => {},
        claimReceipt: async () => false,
        releaseReceipt: async () => {},
      },
      customers: nobodyKnown(),
      channels: {
        byNumber: async (wanted) => (wanted === channel.number ? channel : undefined),
        byPhoneNumberId: async () => channel,
        byMetaId: async () => channel,
      },
      now: () => clock.now,
    })
    return { ask, memory }
  }
  const first = environment()
  return {
    ask: (purpose: Purpose, user = 'maria') => first.ask(user, 'c2', purpose),
    askElsewhere: (purpose: Purpose, user = 'maria') => environment().ask(user, 'c2', purpose),
    /**
     * The panel of this user reports that the contact has ended, and another execution environment
     * receives the report.
     */
    clears: (user: string) => environment().memory.endContact(user, 'c2'),
    contacts,
    records,
    asked: () => asked,
    clock,
  }
}

it('reads the start of a transferred chat from the chat’s first contact', async () => {
  const startedAt = new Date(now.getTime() - DAY_MS).toISOString()
  const transferred = world(contact())
  transferred.records.set('c1', { conversation: 'first', mode: 'native', startedAt })

  expect(await transferred.ask('read')).toMatchObject({ chatStartedAt: startedAt })
})

it.each([
  ['a moment', 1, 'template', undefined],
  ['a moment', 1, 'free_form', 'contact_ended'],
  ['seven days', 7 * DAY_MS, 'template', undefined],
  ['seven days and a second', 7 * DAY_MS + 1000, 'template', 'contact_ended_long_ago'],
] as const)(
  'accepts only templates after the end of a chat, and only for seven days: %s after the end',
  async (_, ago, purpose, code) => {
    const asking = world(contact({ endedAt: new Date(now.getTime() - ago) })).ask(purpose)

    if (code) await expect(asking).rejects.toMatchObject({ status: 403, problems: [{ code }] })
    else expect((await asking).conversation.customer).toEqual({ number: '+15550142' })
  },
)

it('refuses to send from a contact whose chat another contact continues', async () => {
  await expect(
    world(contact({ wasTransferred: true, endedAt: now })).ask('template'),
  ).rejects.toMatchObject({
    problems: [{ code: 'contact_handed_on' }],
  })
})

it('reads the endpoints from the initial contact if the current contact has none', async () => {
  const { ask } = world(
    contact({ customerNumber: undefined, businessNumber: undefined }),
    contact({ contactId: 'c1', customerNumber: '+15550143' }),
  )

  expect((await ask('free_form')).conversation.customer).toEqual({ number: '+15550143' })
})

it('recognizes a native chat by its subtype in any letter case', async () => {
  const { ask } = world(contact({ subtype: 'connect:whatsapp' }))

  expect((await ask('template')).conversation.mode).toBe('native')
})

it('asks Connect for the contact’s agent on every send, but at most once in three minutes for reads', async () => {
  const { ask, asked, clock } = world(contact())

  await ask('read')
  await ask('read')
  const reading = asked()
  await ask('free_form')
  await ask('template')
  const sending = asked()
  clock.now = new Date(now.getTime() + 180_000)
  await ask('read')

  expect([reading, sending, asked()]).toEqual([1, 3, 4])
})

it('shares one response of Connect among all execution environments of the function', async () => {
  const { ask, askElsewhere, asked } = world(contact())

  await ask('read')
  await askElsewhere('read')
  await askElsewhere('read')

  expect(asked()).toBe(1)
})

it('refuses reads of a former agent as soon as Connect reports that another agent has the contact', async () => {
  const { ask, askElsewhere, contacts, clock } = world(contact())
  await ask('read')

  contacts[0] = contact({ agentUserId: 'jonas' })
  await askElsewhere('read')
  await askElsewhere('free_form', 'jonas')
  clock.now = new Date(now.getTime() + 5_000)

  const refused = { problems: [{ code: 'not_your_contact' }] }
  await expect(askElsewhere('read')).rejects.toMatchObject(refused)
  // The first environment allowed a read of this agent before, and must now refuse it.
  await expect(ask('read')).rejects.toMatchObject(refused)
})

it("asks Connect again after the agent's panel has reported that it no longer lists the contact", async () => {
  const { ask, clears, asked, clock } = world(contact())
  await ask('read')

  await clears('jonas')
  clock.now = new Date(now.getTime() + 5_000)
  await ask('read')
  const before = asked()
  await clears('maria')
  clock.now = new Date(now.getTime() + 10_000)
  await ask('read')

  expect([before, asked()]).toEqual([1, 2])
})

it('never uses one user’s cached authorization for another user', async () => {
  const { ask } = world(contact())
  await ask('read')

  await expect(ask('read', 'jonas')).rejects.toMatchObject({
    status: 403,
    problems: [{ code: 'not_your_contact' }],
  })
})

it('finds no chat if the contact is a voice call or unknown', async () => {
  await expect(world(contact({ channel: 'VOICE' })).ask('read')).rejects.toMatchObject({
    status: 404,
  })
  await expect(world().ask('read')).rejects.toMatchObject({ status: 404 })
})
