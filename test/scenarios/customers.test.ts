// One person must always be one customer, although WhatsApp may identify the person by a number, by
// a user id, or by both, and differently in each message.
import { randomUUID } from 'node:crypto'
import { PublishCommand } from '@aws-sdk/client-sns'
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import { DEFAULT_TABLE } from '#deployment/table'
import { randomCases } from '../tier.ts'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
afterEach(() => scenario.calm())

const { world, business } = scenario
const waba = world.wabas[1]!

let ids = 0
/** Returns a user id that no customer has yet. */
const newUserId = () => `US.${(77_000_000_000 + ++ids).toString()}`
const digits = (number: string) => number.slice(1)
const seconds = () => String(Math.floor(scenario.clock.now() / 1000))

interface Who {
  number?: string
  userId?: string
  name?: string
}

/** Publishes a webhook of WhatsApp about the bridged number. */
async function webhook(value: object, then = '10s') {
  const entry = {
    id: waba.metaId,
    changes: [
      {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: {
            display_phone_number: digits(business.bridged.number),
            phone_number_id: business.bridged.metaId,
          },
          ...value,
        },
      },
    ],
  }
  const arn = (kind: string, id: string) =>
    `arn:aws:social-messaging:us-east-1:${world.account}:${kind}/${id.slice(id.lastIndexOf('-') + 1)}`
  const Message = JSON.stringify({
    context: {
      MetaWabaIds: [{ wabaId: waba.metaId, arn: arn('waba', waba.id) }],
      MetaPhoneNumberIds: [
        {
          metaPhoneNumberId: business.bridged.metaId,
          arn: arn('phone-number-id', business.bridged.id),
        },
      ],
    },
    whatsAppWebhookEntry: JSON.stringify(entry),
    aws_account_id: world.account,
    message_timestamp: new Date(scenario.clock.now()).toISOString(),
    messageId: randomUUID(),
  })
  await scenario.sandbox.clients.sns.send(
    new PublishCommand({ TopicArn: topicArn('whatsapp-events', world), Message }),
  )
  await scenario.advance(then)
}

const contactOf = ({ number, userId, name }: Who) => ({
  ...(name ? { profile: { name } } : {}),
  ...(number ? { wa_id: digits(number) } : {}),
  ...(userId ? { user_id: userId } : {}),
})

/** Publishes a webhook with a customer's text. `who` is how WhatsApp identifies the customer. */
const writes = (who: Who, body: string, id = `wamid.${randomUUID()}`, then?: string) =>
  webhook(
    {
      contacts: [contactOf(who)],
      messages: [
        {
          id,
          timestamp: seconds(),
          type: 'text',
          text: { body },
          ...(who.number ? { from: digits(who.number) } : {}),
          ...(who.userId ? { from_user_id: who.userId } : {}),
        },
      ],
    },
    then,
  )

const system = (from: string | undefined, change: object) =>
  webhook({
    messages: [
      {
        id: `wamid.${randomUUID()}`,
        timestamp: seconds(),
        type: 'system',
        ...(from ? { from: digits(from) } : {}),
        system: { body: '', ...change },
      },
    ],
  })

const openContacts = (name: string) =>
  scenario.agentConsole.contacts().filter(({ customer }) => customer.name === name)

/** The agent accepts the chat of the customer with this name. */
async function acceptedChat(name: string, agent: string) {
  const { contactId } = await scenario.contactOf(name)
  scenario.agentConsole.accept(contactId, agent)
  await scenario.rest()
  return {
    contactId,
    lines: () =>
      scenario.agentConsole
        .transcript(contactId)
        .flatMap(({ Content, Type }) => (Type === 'MESSAGE' && Content ? [Content] : [])),
    says: (text: string) => scenario.agentConsole.message(contactId, agent, text),
  }
}

/**
 * Lets a customer write from a phone in the sandbox's WhatsApp, so that replies to the number can
 * arrive.
 */
async function writesFromPhone(number: string, body: string) {
  scenario.whatsapp.customerSends(number, business.bridged.number, {
    type: 'text',
    text: { body },
  })
  await scenario.advance('5s')
}

const partitionOf = (address: string) => scenario.conversationOf(address)

it('puts a message that has only the customer’s user id into the chat that began with the number', async () => {
  const who = { number: scenario.newNumber(), userId: newUserId(), name: 'Ida' }
  await writes(who, 'first, with the number')
  const chat = await acceptedChat('Ida', 'maria')

  await writes({ userId: who.userId, name: 'Ida' }, 'second, without it')

  expect(chat.lines()).toEqual(['first, with the number', 'second, without it'])
  expect(openContacts('Ida')).toHaveLength(1)
})

it('stores customer and conversation under keys that contain no number and no user id', async () => {
  const who = { number: scenario.newNumber(), userId: newUserId(), name: 'Key' }
  await writes(who, 'hi')

  const conversation = await partitionOf(who.number)
  expect(await partitionOf(who.userId)).toBe(conversation)
  const [, customer] = conversation.split('/')
  expect(conversation).not.toContain(digits(who.number))
  const [item] = await scenario.items(`customer#${customer}`)
  expect([...item!.identities].sort()).toEqual(
    [`number#${who.number}`, `${waba.id}#${who.userId}`].sort(),
  )
  const now = scenario.clock.now() / 1000
  for (const pk of [`customer#${customer}`, `conversation#${conversation}`])
    for (const { expiresAt, v } of await scenario.items(pk)) {
      expect(Math.abs(expiresAt - now - 30 * 86_400)).toBeLessThan(3600)
      expect(v).toBe(1)
    }
})

it('removes the credentials of a chat when the chat ends', async () => {
  const chat = await scenario.bridgedChat()
  const stored = async () => {
    const items = await scenario.items(`conversation#${chat.conversation}`)
    const { chat: session } = items.find(({ sk }) => sk === 'conversation')!
    return Object.keys(session).filter((name) => /token|expires/i.test(name))
  }
  expect((await stored()).sort()).toEqual([
    'connectionExpiresAt',
    'connectionToken',
    'participantToken',
  ])

  scenario.agentConsole.end(chat.contactId, chat.agent)
  await scenario.advance('5s')

  expect(await stored()).toEqual([])
})

it('gives customers who have neither number nor profile different names', async () => {
  const [one, other] = [newUserId(), newUserId()]
  await writes({ userId: one }, 'hello')
  await writes({ userId: other }, 'hello')

  for (const id of [one, other])
    expect(openContacts(`WhatsApp user …${id.slice(-4)}`)).toHaveLength(1)
})

it.each([
  ['a user id', (_: string, userId: string) => userId],
  ['a number with a plus', (number: string) => number],
])(
  'delivers the agent’s reply if WhatsApp sends %s where it usually sends the digits of a number',
  async (_, of) => {
    const address = of(scenario.newNumber(), newUserId())
    const name = `In place ${address}`
    const message = { id: `wamid.${randomUUID()}`, type: 'text', text: { body: 'Do you deliver?' } }
    await webhook({
      contacts: [{ profile: { name }, wa_id: address }],
      messages: [{ ...message, from: address, timestamp: seconds() }],
    })
    const chat = await acceptedChat(name, 'maria')

    await chat.says('Yes, every day')
    await scenario.advance('10s')

    expect(scenario.phone(address).map(({ text }) => text)).toEqual(['Yes, every day'])
    expect((await scenario.outbox(address)).map(({ state }) => state)).toEqual(['accepted'])
  },
)

it('notifies the agent of a customer’s new number, and sends replies to that number', async () => {
  const [before, after] = [scenario.newNumber(), scenario.newNumber()]
  const [oldId, newId] = [newUserId(), newUserId()]
  await writesFromPhone(after, 'to be reachable')
  await writes({ number: before, userId: oldId, name: 'Nora' }, 'hi')
  const chat = await acceptedChat('Nora', 'jonas')

  await system(before, {
    type: 'user_changed_number',
    wa_id: digits(after),
    user_id: newId,
    previous_user_id: oldId,
  })
  await chat.says('Are you there?')
  await scenario.advance('10s')

  expect(chat.lines()).toEqual([
    'hi',
    `[WhatsApp notice] The customer changed their number from ${before} to ${after}. Replies go to the new number.`,
    `[WhatsApp notice] The customer has a new WhatsApp user id: ${newId}.`,
    'Are you there?',
  ])
  expect(scenario.phone(after).map(({ text }) => text)).toEqual(['Are you there?'])
})

it('recognizes a customer by a new user id that only a system message has announced', async () => {
  const who = { number: scenario.newNumber(), userId: newUserId(), name: 'Sys' }
  const newId = newUserId()
  await writes(who, 'hi')
  const chat = await acceptedChat('Sys', 'maria')

  await system(undefined, {
    type: 'user_changed_user_id',
    user_id: newId,
    previous_user_id: who.userId,
  })
  await writes({ userId: newId, name: 'Sys' }, 'still me')

  expect(chat.lines()).toEqual([
    'hi',
    `[WhatsApp notice] The customer has a new WhatsApp user id: ${newId}.`,
    'still me',
  ])
})

it('joins two customers who are one person, and continues in the chat that was last answered', async () => {
  const [number, userId] = [scenario.newNumber(), newUserId()]
  await writesFromPhone(number, 'by number')
  const first = await acceptedChat(number, 'maria')
  await writesFromPhone(userId, 'by user id')
  const second = await acceptedChat(`WhatsApp user …${userId.slice(-4)}`, 'jonas')
  const younger = await partitionOf(userId)
  await second.says('to the user id')
  await scenario.advance('5s')
  // Now the chat in which an agent wrote last is not the one that began last.
  await first.says('to the number')
  await scenario.advance('5s')

  await writes({ number, userId }, 'it was me all along')
  await first.says('I see')
  await scenario.advance('5s')
  await second.says('So do I')
  await scenario.advance('10s')

  expect(first.lines()).toEqual([
    'by number',
    'to the number',
    `[WhatsApp notice] The customer's WhatsApp user id is ${userId}.`,
    'it was me all along',
    'I see',
  ])
  expect(second.lines()).toEqual([
    'by user id',
    'to the user id',
    `[WhatsApp notice] The customer's number is ${number}.`,
    '[WhatsApp notice] This customer is also in another open chat, which now shows what they write. What you write here still reaches them.',
    'So do I',
  ])
  // After the two conversations were joined, all replies are sent to the number, once and in order.
  expect(scenario.phone(userId).map(({ text }) => text)).toEqual(['to the user id'])
  expect(scenario.phone(number).map(({ text }) => text)).toEqual([
    'to the number',
    'I see',
    'So do I',
  ])
  const [head] = (await scenario.items(`conversation#${await partitionOf(number)}`)).filter(
    ({ sk }) => sk === 'conversation',
  )
  expect([...head!.includes]).toEqual([younger])
})

it('sends the replies in two chats once and in order while their customers are being joined', async () => {
  const [number, userId] = [scenario.newNumber(), newUserId()]
  await writesFromPhone(number, 'by number')
  const first = await acceptedChat(number, 'maria')
  await writesFromPhone(userId, 'by user id')
  const second = await acceptedChat(`WhatsApp user …${userId.slice(-4)}`, 'jonas')

  // While a reply in the younger conversation is being sent, a message with both identities joins
  // the two conversations, and the other agent replies in the older conversation.
  scenario.fault({ kind: 'slow', operation: 'SendWhatsAppMessage', ms: 4_000, times: 1 })
  await second.says('claimed here')
  await scenario.advance('1s')
  await writes({ number, userId }, 'both', undefined, '1s')
  await first.says('put there')
  await scenario.advance('40s')

  expect(scenario.phone(userId).map(({ text }) => text)).toEqual(['claimed here'])
  expect(scenario.phone(number).map(({ text }) => text)).toEqual(['put there'])
  const [here] = await scenario.outbox(userId)
  const [there] = await scenario.outbox(number)
  const apart = Date.parse(there!.parts[0]!.sentAt!) - Date.parse(here!.parts[0]!.sentAt!)
  expect(apart).toBeGreaterThanOrEqual(4_000)
  expect(apart).toBeLessThan(20_000)
})

it('sends a file from one chat of a joined customer, and right after it a text from the other chat', async () => {
  const [number, userId] = [scenario.newNumber(), newUserId()]
  await writesFromPhone(number, 'by number')
  const first = await acceptedChat(number, 'maria')
  await writesFromPhone(userId, 'by user id')
  const second = await acceptedChat(`WhatsApp user …${userId.slice(-4)}`, 'jonas')
  await writes({ number, userId }, 'both')
  const shown = () => scenario.phone(number).map(({ type, text }) => text ?? type)

  // The file is sent in the younger conversation. The queue message about it (its signal) must move
  // to the message group of the older conversation, so that one invocation after the other handles
  // the file and the text. Otherwise, the text's invocation would find the file being prepared, and
  // the text would have to wait until the lease for that expires.
  scenario.withoutSweep()
  scenario.fault({ kind: 'slow', operation: 'PostWhatsAppMessageMedia', ms: 6_000, times: 1 })
  const uploadId = await scenario.upload('jonas', second.contactId, {
    name: 'valve.txt',
    mimeType: 'text/plain',
    // Every run needs new bytes, because a file that was sent before is not uploaded again.
    bytes: Buffer.from(randomUUID()),
  })
  await scenario.api('jonas', 'POST', `/contacts/${second.contactId}/replies`, {
    requestId: randomUUID(),
    message: { type: 'media', kind: 'document', uploadId },
  })
  await scenario.advance('2s')
  await first.says('this is the valve')
  await scenario.advance('5s')
  const soon = shown()
  await scenario.advance('3m')

  expect(soon).toEqual(['document', 'this is the valve'])
  expect(shown()).toEqual(soon)
})

it('logs and does not change an item whose schema version is newer than the function', async () => {
  const chat = await scenario.bridgedChat()
  scenario.withoutSignals()
  await chat.says('written by newer code')
  await scenario.advance('1s')
  scenario.calm()
  const [reply] = await chat.outbox()
  const item = { pk: `conversation#${chat.conversation}`, sk: `reply#${reply!.id}`, ...reply, v: 2 }
  await scenario.db.send(new PutCommand({ TableName: DEFAULT_TABLE, Item: item }))
  const since = scenario.logs().length

  await chat.says('written by this code')
  await scenario.advance('10s')

  expect(chat.texts()).toEqual(['written by this code'])
  expect((await chat.outbox())[0]).toMatchObject({ state: 'queued', v: 2 })
  expect(JSON.stringify(scenario.logs().slice(since))).toContain('item_of_newer_version')
  // If the item stayed, the scheduled function "sweep" would send a queue message about it every
  // minute, in all following tests.
  const Key = { pk: item.pk, sk: item.sk }
  await scenario.db.send(new DeleteCommand({ TableName: DEFAULT_TABLE, Key }))
})

it('puts a message into the chat once even if it is delivered again after customers were joined', async () => {
  const [number, userId] = [scenario.newNumber(), newUserId()]
  const id = `wamid.${randomUUID()}`
  await writes({ number, name: 'Older' }, 'by number')
  await writes({ userId, name: 'Again' }, 'shown once', id)
  const chat = await acceptedChat('Again', 'maria')
  await writes({ number, userId, name: 'Again' }, 'both')

  await writes({ userId, name: 'Again' }, 'shown once', id)

  const lines = chat.lines().filter((line) => !line.startsWith('[WhatsApp notice]'))
  expect(lines).toEqual(['shown once', 'both'])
})

it('releases a held reply if the customer answers with another identifier', async () => {
  const who = { number: scenario.newNumber(), userId: newUserId(), name: 'Held' }
  await writesFromPhone(who.number, 'hello')
  await writes(who, 'hi')
  const { contactId } = await scenario.contactOf(who.number)
  scenario.agentConsole.accept(contactId, 'maria')
  await scenario.advance('24h1m')
  const held = await scenario.api('maria', 'POST', `/contacts/${contactId}/replies`, {
    requestId: randomUUID(),
    message: { type: 'location', latitude: 38.7, longitude: -9.1, name: 'Shop' },
    hold: true,
  })

  await writes({ userId: who.userId, name: 'Held' }, 'Yes please')
  await scenario.advance('1m')

  expect([held.status, held.body.status]).toEqual([202, 'held'])
  expect((await scenario.outbox(who.number)).map(({ state }) => state)).toEqual(['accepted'])
})

it('stores everything about a customer with an expiry date and a schema version', async () => {
  const keyOf = ({ pk, sk }: Record<string, any>) => `${pk} ${sk}`
  async function stored() {
    const items: Record<string, any>[] = []
    let ExclusiveStartKey: Record<string, any> | undefined
    do {
      const page = await scenario.db.send(
        new ScanCommand({ TableName: DEFAULT_TABLE, ExclusiveStartKey }),
      )
      items.push(...(page.Items ?? []))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey)
    return items
  }
  const before = new Set((await stored()).map(keyOf))
  const chat = await scenario.bridgedChat()
  await chat.says('Good morning')
  await chat.api('GET', '/conversation')
  await scenario.advance('10s')

  const isNew = (item: Record<string, any>) =>
    !before.has(keyOf(item)) && !item.pk.startsWith('user#')
  const items = (await stored()).filter(isNew)

  expect(items.map(({ pk, sk }) => `${pk.split('#')[0]} ${sk.split('#')[0]}`).sort()).toEqual([
    'contact contact',
    'contact memory',
    'conversation conversation',
    'conversation inbound',
    'conversation reply',
    'customer customer',
    'identity identity',
    // Two items for the two ids of the reply, and one for the id of the read receipt, which is
    // recorded like a reply.
    'message message',
    'message message',
    'message message',
  ])
  const lasting = items.filter(({ expiresAt, v }) => typeof expiresAt !== 'number' || v !== 1)
  expect(lasting.map(keyOf)).toEqual([])
})

/**
 * The steps of which a story consists: the customer writes, and the message identifies the customer
 * by number, by user id or by both, or an agent replies in the first or in the last chat.
 */
const STEPS = ['number', 'user id', 'both', 'reply in the first', 'reply in the last'] as const

it('merges a person’s conversations and delivers everything once, in order, whatever the order of events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 9 }),
      playedInOrder,
    ),
    { numRuns: randomCases(12) },
  )
}, 600_000)

async function playedInOrder(steps: readonly (typeof STEPS)[number][]) {
  const [number, userId] = [scenario.newNumber(), newUserId()]
  const name = `Any ${number}`
  const known = new Set(scenario.agentConsole.contacts().map(({ contactId }) => contactId))
  const chats: string[] = []
  const sentTexts: string[] = []
  const answered: string[] = []
  async function customerWrites(who: Who) {
    sentTexts.push(`message ${sentTexts.length}`)
    await writes({ ...who, name }, sentTexts.at(-1)!)
    for (const { contactId, state } of scenario.agentConsole.contacts()) {
      if (known.has(contactId) || state !== 'queued') continue
      scenario.agentConsole.accept(contactId, 'maria')
      chats.push(contactId)
    }
    await scenario.rest()
  }
  // This message makes the sandbox create the customer's phone.
  await writesFromPhone(number, 'message')
  const names = { number: { number }, 'user id': { userId }, both: { number, userId } }
  await customerWrites(names.number)

  for (const step of [...steps, 'both', 'user id', 'number'] as const) {
    if (step in names) await customerWrites(names[step as keyof typeof names])
    else {
      answered.push(`reply ${answered.length}`)
      const chat = step === 'reply in the first' ? chats[0]! : chats.at(-1)!
      scenario.agentConsole.message(chat, 'maria', answered.at(-1)!)
      await scenario.advance('10s')
    }
  }
  await scenario.advance('3m')

  const linesOf = (contactId: string) =>
    scenario.agentConsole
      .transcript(contactId)
      .flatMap(({ ParticipantRole, Content = '' }) =>
        ParticipantRole === 'CUSTOMER' && sentTexts.includes(Content) ? [Content] : [],
      )
  const lines = chats.map(linesOf)
  const byPlace = (list: readonly string[]) => (a: string, b: string) =>
    list.indexOf(a) - list.indexOf(b)
  expect(lines.flat().sort(byPlace(sentTexts))).toEqual(sentTexts)
  for (const each of lines) expect(each).toEqual([...each].sort(byPlace(sentTexts)))
  // The last three messages identify the person in three ways, and all three are in the same chat.
  expect(
    lines.filter((each) => sentTexts.slice(-3).some((text) => each.includes(text))),
  ).toHaveLength(1)

  // The number and the user id may belong to one phone or to two, so a reply that both show is
  // counted once.
  const phones = [scenario.phone(number), scenario.phone(userId)].map((shown) =>
    shown.flatMap(({ id, text = '' }) => (answered.includes(text) ? [{ id, text }] : [])),
  )
  const shown = [...new Map(phones.flat().map(({ id, text }) => [id, text])).values()]
  expect(shown.sort(byPlace(answered))).toEqual(answered)
  for (const each of phones) {
    const texts = each.map(({ text }) => text)
    expect(texts).toEqual([...texts].sort(byPlace(answered)))
  }
}
