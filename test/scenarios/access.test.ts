// Checks authorization: tokens, other agents, other contacts, other agents' uploads, and forged
// events.
import { createHash, randomUUID } from 'node:crypto'
import { PublishCommand } from '@aws-sdk/client-sns'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { expect, it } from 'vitest'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()
const { issuer } = scenario.sandbox.urls

const text = { type: 'text', body: 'Hello' }
const HELLO = { type: 'template', name: 'hello_again', language: 'en_US', values: {} }

const repair = (header: string) => ({
  type: 'template',
  name: 'repair_ready',
  language: 'en_US',
  values: {
    header: { id: header },
    'body.first_name': 'Ben',
    'body.device': 'dishwasher',
    'body.deadline': 'Saturday',
    'button.1': '7731',
  },
})
const codes = ({ body }: { body: any }) => body.problems?.map(({ code }: { code: string }) => code)

it.each([
  ['no token', async () => ''],
  ['an expired token', () => scenario.sandbox.functions.identityProvider.signIn('maria', {}, -60)],
  [
    'a token for another audience',
    () => scenario.sandbox.signIn('maria', { aud: 'another-app', client_id: 'another-app' }),
  ],
  [
    'an unsigned token',
    async () =>
      new UnsecuredJWT({ connect_user: 'maria' })
        .setIssuer(issuer)
        .setAudience('agent-widget')
        .setExpirationTime('1h')
        .encode(),
  ],
  [
    'an ID token',
    () => scenario.sandbox.signIn('maria', { scope: undefined, at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' }),
  ],
  [
    'a token that was issued to another page',
    () => scenario.sandbox.signIn('maria', { client_id: 'another-page' }),
  ],
  [
    'a token of another issuer',
    () => scenario.sandbox.signIn('maria', { iss: 'https://example.com' }),
  ],
  [
    'a token signed with another key',
    async () => {
      const { privateKey, publicKey } = await generateKeyPair('RS256')
      const { kid = 'x' } = {
        ...(await exportJWK(publicKey)),
        kid: scenario.sandbox.functions.identityProvider.keys().keys[0]!.kid!,
      }
      return new SignJWT({ connect_user: 'maria' })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(issuer)
        .setAudience('agent-widget')
        .setExpirationTime('1h')
        .sign(privateKey)
    },
  ],
])('refuses every request with %s', async (_, token) => {
  const chat = await scenario.bridgedChat()

  const answer = await scenario.api(
    '',
    'POST',
    `/contacts/${chat.contactId}/replies`,
    { requestId: randomUUID(), message: text },
    await token(),
  )
  await scenario.advance('5s')

  expect(answer.status).toBe(401)
  expect(await chat.outbox()).toEqual([])
})

it('explains why a sign-in does not identify a user of the Connect instance', async () => {
  const chat = await scenario.bridgedChat()
  const ask = async (token: string) =>
    scenario.api('', 'GET', `/contacts/${chat.contactId}/conversation`, undefined, token)

  const stranger = await ask(await scenario.sandbox.signIn('stranger'))
  const withoutUser = await ask(await scenario.sandbox.signIn('maria', { connect_user: '' }))

  expect([stranger.status, codes(stranger)]).toEqual([403, ['not_a_connect_user']])
  expect([withoutUser.status, codes(withoutUser)]).toEqual([401, ['no_user_claim']])
})

it('refuses to send to another agent’s customer, to read the conversation and to upload a file', async () => {
  const chat = await scenario.bridgedChat('maria')

  const write = await chat.reply(text, { as: 'jonas' })
  const look = await chat.api('GET', '/conversation', undefined, 'jonas')
  const file = await chat.api(
    'POST',
    '/uploads',
    { name: 'a.jpg', mimeType: 'image/jpeg', size: 10, sha256: `${'A'.repeat(43)}=` },
    'jonas',
  )

  for (const answer of [write, look, file])
    expect([answer.status, codes(answer)]).toEqual([403, ['not_your_contact']])
})

it('asks Connect again which agent has a contact after the agent has cleared the contact', async () => {
  const chat = await scenario.bridgedChat('maria')
  const asked = async () => {
    // An execution environment caches what it reads from the table for five seconds.
    await scenario.advance('5s')
    const since = scenario.latestCall()
    await chat.api('GET', '/conversation')
    return scenario.calls(since).filter(({ operation }) => operation === 'DescribeContact').length
  }

  const first = await asked()
  const repeated = await asked()
  const { status } = await chat.api('POST', '/cleared')
  const afterwards = await asked()

  expect([first, repeated, status, afterwards]).toEqual([1, 0, 200, 1])
})

it('sends only templates from an ended contact, and only for the contact’s last agent', async () => {
  const chat = await scenario.bridgedChat('maria')
  const header = await chat.upload(scenario.photo)
  scenario.agentConsole.end(chat.contactId, 'maria')
  await scenario.rest()

  const free = await chat.reply(text)
  const other = await chat.reply(repair(header), { as: 'jonas' })
  const template = await chat.reply(repair(header))

  expect([free.status, codes(free)]).toEqual([403, ['contact_ended']])
  expect([other.status, codes(other)]).toEqual([403, ['not_your_contact']])
  expect(template.status).toBe(202)
})

it.each(['nativeChat', 'bridgedChat'] as const)(
  'delivers messages of the agent and the customer while their chat is on hold, but no messages of other agents (%s)',
  async (kind) => {
    const chat = await scenario[kind]()
    scenario.agentConsole.hold(chat.contactId, 'maria')

    const photo = { type: 'media', kind: 'image', uploadId: await chat.upload(scenario.photo) }
    expect(await chat.reply(photo)).toMatchObject({ status: 202 })
    expect(await chat.reply(photo, { as: 'jonas' })).toMatchObject({ status: 403 })
    await scenario.advance('3s')
    chat.says('From the panel')
    chat.writes('Still there?')
    await scenario.advance('3s')

    expect(chat.phone().map(({ type, text }) => text ?? type)).toEqual(['image', 'From the panel'])
    expect(chat.transcript().at(-1)).toMatchObject({
      ParticipantRole: 'CUSTOMER',
      Content: 'Still there?',
    })
  },
)

it('refuses the previous agent after a transfer, and lets the next agent write to the same customer', async () => {
  for (const chat of [await scenario.bridgedChat('maria'), await scenario.nativeChat('maria')]) {
    const { contactId } = scenario.agentConsole.transfer(chat.contactId, 'maria', 'jonas')
    scenario.agentConsole.accept(contactId, 'jonas')
    await scenario.rest()

    const former = await chat.reply(repair(randomUUID()))
    const uploadId = await scenario.upload('jonas', contactId, scenario.photo)
    const next = await scenario.api('jonas', 'POST', `/contacts/${contactId}/replies`, {
      requestId: randomUUID(),
      message: { type: 'media', kind: 'image', uploadId, caption: 'From Jonas' },
    })
    await scenario.advance('10s')

    expect([former.status, codes(former)]).toEqual([403, ['contact_handed_on']])
    expect(next.status).toBe(202)
    expect(chat.phone().map(({ media }) => media?.caption)).toEqual(['From Jonas'])
  }
})

it.each(['USER', 'QUEUE', 'PHONE_NUMBER', 'FLOW'] as const)(
  'leaves an open chat with its agent after a quick connect of the type %s',
  async (kind) => {
    const chat = await scenario.bridgedChat('maria')
    scenario.agentConsole.add(chat.contactId, 'maria', kind)

    const open = await chat.reply(HELLO)
    scenario.agentConsole.end(chat.contactId, 'maria')
    await scenario.rest()
    const ended = await chat.reply(HELLO)

    expect(open.status).toBe(202)
    // Only after a quick connect to a person or a queue does the chat continue as another contact
    // when the agent leaves it.
    expect(codes(ended)).toEqual(kind === 'USER' || kind === 'QUEUE' ? ['contact_handed_on'] : [])
  },
)

it('reads the recipient only from Connect’s records or the table, not from attributes or the request', async () => {
  const chat = await scenario.bridgedChat()
  const victim = (await scenario.bridgedChat()).customer
  const { UpdateContactAttributesCommand } = await import('@aws-sdk/client-connect')
  await scenario.sandbox.clients.connect.send(
    new UpdateContactAttributesCommand({
      InstanceId: scenario.world.instance.id,
      InitialContactId: chat.contactId,
      Attributes: { whatsapp_customer: victim, customer: victim },
    }),
  )

  const answer = await chat.api('POST', '/replies', {
    requestId: randomUUID(),
    to: victim,
    message: { ...text, to: victim },
  })
  await scenario.advance('10s')

  expect(answer.status).toBe(202)
  expect(chat.texts()).toEqual(['Hello'])
  expect(scenario.phone(victim)).toEqual([])
})

it('does not find an upload of another user or another chat', async () => {
  const mine = await scenario.bridgedChat('maria')
  const theirs = await scenario.bridgedChat('jonas')
  const uploadId = await theirs.upload(scenario.photo)
  const media = (id: string) => ({ type: 'media', kind: 'image', uploadId: id })

  const stolen = await mine.reply(media(uploadId))
  const escaped = await mine.reply(media(`../../${uploadId}`))

  expect([stolen.status, codes(stolen)]).toEqual([422, ['upload_unknown']])
  expect([escaped.status, codes(escaped)]).toEqual([422, ['upload_unknown']])
})

it('accepts an upload only once, and only with the announced type and size', async () => {
  const chat = await scenario.bridgedChat()
  const { bytes } = scenario.photo
  const target = await scenario.uploadTarget('maria', chat.contactId, scenario.photo)
  const put = async (
    body: Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = target.headers,
  ) => (await fetch(target.url, { method: 'PUT', headers, body })).status
  const sha = (of: Uint8Array) => createHash('sha256').update(of).digest('base64')
  const longer = new Uint8Array([...bytes, 1])
  const other = new Uint8Array(bytes).map((byte, i) => (i === 9 ? byte ^ 1 : byte))

  expect(await put(longer)).toBeGreaterThanOrEqual(400)
  expect(
    await put(new Uint8Array(bytes), { ...target.headers, 'content-type': 'application/pdf' }),
  ).toBeGreaterThanOrEqual(400)
  expect(await put(other)).toBeGreaterThanOrEqual(400)
  expect(
    await put(other, { ...target.headers, 'x-amz-checksum-sha256': sha(other) }),
  ).toBeGreaterThanOrEqual(400)
  expect(await put(new Uint8Array(bytes))).toBe(200)
  expect(await put(new Uint8Array(bytes))).toBe(412)
})

it('refuses an upload more than 15 minutes after it was announced', async () => {
  const chat = await scenario.bridgedChat()
  const target = await scenario.uploadTarget('maria', chat.contactId, scenario.photo)

  await scenario.advance('16m')

  expect(
    (
      await fetch(target.url, {
        method: 'PUT',
        headers: target.headers,
        body: new Uint8Array(scenario.photo.bytes),
      })
    ).status,
  ).toBe(403)
})

/**
 * Returns a chat item in the form in which Connect streams it. `fields` replace or extend the usual
 * fields.
 */
function item(initialContactId: string, body: string, fields: object = {}) {
  return {
    AbsoluteTime: new Date(scenario.clock.now()).toISOString(),
    Content: body,
    ContentType: 'text/plain',
    Id: randomUUID(),
    Type: 'MESSAGE',
    ParticipantRole: 'AGENT',
    InitialContactId: initialContactId,
    ContactId: initialContactId,
    ...fields,
  }
}

const place = {
  AccountId: scenario.world.account,
  InstanceId: scenario.world.instance.id,
  MessageVisibility: 'ALL',
}
const topic = (name: string) => `arn:aws:sns:us-east-1:111122223333:connect-whatsapp-${name}`

/**
 * Puts a forged message into a queue, in the form in which a topic would deliver it. The topic's
 * policy is not checked, because the message bypasses the topic.
 */
async function forge(
  queue: string,
  topicArn: string,
  message: object,
  attributes: Record<string, string> = place,
) {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
  )
  const MessageBody = JSON.stringify({
    Type: 'Notification',
    TopicArn: topicArn,
    Message: JSON.stringify(message),
    MessageAttributes,
  })
  await scenario.sqs.send(
    new SendMessageCommand({
      QueueUrl: `${scenario.sandbox.urls.aws}/${scenario.world.account}/connect-whatsapp-${queue}`,
      MessageBody,
    }),
  )
  await scenario.advance('10s')
}

it('does not forward a chat item from another topic, account or instance, or one meant only for agents', async () => {
  const chat = await scenario.bridgedChat()
  const forged = (topicArn: string, attributes: Record<string, string>) =>
    forge('reply-items', topicArn, item(chat.contactId, 'Forged'), attributes)

  await forged('arn:aws:sns:us-east-1:999999999999:connect-whatsapp-chat-replies', place)
  await forged(topic('chat-evidence'), place)
  await forged(topic('chat-replies'), { ...place, AccountId: '999999999999' })
  await forged(topic('chat-replies'), { ...place, InstanceId: randomUUID() })
  await forged(topic('chat-replies'), {
    AccountId: place.AccountId,
    InstanceId: place.InstanceId,
    MessageVisibility: 'AGENT',
  })
  const refused = await chat.outbox()
  await forged(topic('chat-replies'), place)
  await forged(topic('chat-replies'), { ...place, MessageVisibility: 'CUSTOMER' })

  expect(refused).toEqual([])
  expect(chat.texts()).toEqual(['Forged', 'Forged'])
})

it('never forwards items of a native or unknown chat that arrive on the reply topic', async () => {
  const native = await scenario.nativeChat()

  await forge('reply-items', topic('chat-replies'), item(native.contactId, 'Twice'))
  await forge('reply-items', topic('chat-replies'), item(randomUUID(), 'To whom?'))

  expect(await native.outbox()).toEqual([])
  expect(native.texts()).toEqual([])
})

it('does not send the customer’s own messages in a bridged chat back to the phone', async () => {
  const chat = await scenario.bridgedChat()

  chat.writes('My own words')
  await scenario.advance('10s')

  expect(chat.texts()).toEqual([])
})

it('ignores a WhatsApp event from another topic or account', async () => {
  const before = scenario.agentConsole.contacts().length
  const number = scenario.newNumber()
  const envelope = (account: string) => ({
    context: {
      MetaWabaIds: [],
      MetaPhoneNumberIds: [
        {
          metaPhoneNumberId: scenario.business.bridged.metaId,
          arn: `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${scenario.business.bridged.id.slice(16)}`,
        },
      ],
    },
    whatsAppWebhookEntry: JSON.stringify({
      id: '1',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: {
              display_phone_number: scenario.business.bridged.number.slice(1),
              phone_number_id: scenario.business.bridged.metaId,
            },
            contacts: [{ wa_id: number.slice(1) }],
            messages: [
              {
                from: number.slice(1),
                id: `wamid.${randomUUID()}`,
                timestamp: String(Math.floor(scenario.clock.now() / 1000)),
                type: 'text',
                text: { body: 'Forged' },
              },
            ],
          },
        },
      ],
    }),
    aws_account_id: account,
    message_timestamp: new Date(scenario.clock.now()).toISOString(),
    messageId: randomUUID(),
  })

  await forge('whatsapp-events', topic('chat-replies'), envelope('111122223333'))
  await forge('whatsapp-events', topic('whatsapp-events'), envelope('999999999999'))
  const refused = scenario.agentConsole.contacts().length
  await forge('whatsapp-events', topic('whatsapp-events'), envelope('111122223333'))

  expect(refused).toBe(before)
  expect(scenario.agentConsole.contacts().length).toBe(before + 1)
})

it('does not open the service window of a native chat for an agent’s text or for an event from another source', async () => {
  const chat = await scenario.nativeChat()
  await scenario.advance('1470m')
  const customers = { ParticipantRole: 'CUSTOMER' }
  const window = async () => (await chat.api('GET', '/conversation')).body.window.is

  await forge('delivery-events', topic('chat-replies'), item(chat.contactId, 'Hi', customers))
  await forge('delivery-events', topic('chat-evidence'), item(chat.contactId, 'Hi', customers), {
    ...place,
    InstanceId: randomUUID(),
  })
  chat.says('Are you there?')
  await scenario.advance('61s')
  const forged = await window()
  await forge('delivery-events', topic('chat-evidence'), item(chat.contactId, 'Hi', customers))
  await scenario.advance('61s')

  expect(forged).not.toBe('open')
  expect(await window()).toBe('open')
})

it('accepts a message that an administrator publishes to a topic, but checks it like any other', async () => {
  const chat = await scenario.bridgedChat()
  const MessageAttributes = {
    AccountId: { DataType: 'String', StringValue: '999999999999' },
    InstanceId: { DataType: 'String', StringValue: place.InstanceId },
  }

  await scenario.sandbox.clients.sns.send(
    new PublishCommand({
      TopicArn: topic('chat-replies'),
      Message: JSON.stringify(item(chat.contactId, 'Forged')),
      MessageAttributes,
    }),
  )
  await scenario.advance('10s')

  expect(await chat.outbox()).toEqual([])
})
