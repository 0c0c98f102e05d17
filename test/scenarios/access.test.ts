// Who gets in: tokens, other agents, other contacts, other people's uploads, and events that claim to be somebody's.
import { createHash, randomUUID } from 'node:crypto'
import { PublishCommand } from '@aws-sdk/client-sns'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { expect, it } from 'vitest'
import { startTown } from './start-scenario.ts'

const town = await startTown()
const { issuer } = town.sandbox.urls

const text = { type: 'text', body: 'Hello' }
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
  ['an expired token', () => town.sandbox.functions.identityProvider.signIn('maria', {}, -60)],
  [
    'a token for another audience',
    () => town.sandbox.signIn('maria', { aud: 'another-app', client_id: 'another-app' }),
  ],
  [
    'an unsigned token',
    async () =>
      new UnsecuredJWT({ preferred_username: 'maria' })
        .setIssuer(issuer)
        .setAudience('agent-widget')
        .setExpirationTime('1h')
        .encode(),
  ],
  ['a token of another issuer', () => town.sandbox.signIn('maria', { iss: 'https://example.com' })],
  [
    'a token signed with another key',
    async () => {
      const { privateKey, publicKey } = await generateKeyPair('RS256')
      const { kid = 'x' } = {
        ...(await exportJWK(publicKey)),
        kid: town.sandbox.functions.identityProvider.keys().keys[0]!.kid!,
      }
      return new SignJWT({ preferred_username: 'maria' })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(issuer)
        .setAudience('agent-widget')
        .setExpirationTime('1h')
        .sign(privateKey)
    },
  ],
])('%s gets nobody in', async (_, token) => {
  const chat = await town.bridgedChat()

  const answer = await town.api(
    '',
    'POST',
    `/contacts/${chat.contactId}/replies`,
    { requestId: randomUUID(), message: text },
    await token(),
  )
  await town.advance('5s')

  expect(answer.status).toBe(401)
  expect(await chat.outbox()).toEqual([])
})

it('a sign-in that names no user of the instance, or none at all, is told so', async () => {
  const chat = await town.bridgedChat()
  const ask = async (token: string) =>
    town.api('', 'GET', `/contacts/${chat.contactId}/conversation`, undefined, token)

  const stranger = await ask(await town.sandbox.signIn('stranger'))
  const nobody = await ask(await town.sandbox.signIn('maria', { preferred_username: '' }))

  expect([stranger.status, codes(stranger)]).toEqual([403, ['not_a_connect_user']])
  expect([nobody.status, codes(nobody)]).toEqual([401, ['no_user_claim']])
})

it('another agent’s customer can be neither written to, looked at nor sent a file', async () => {
  const chat = await town.bridgedChat('maria')

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

it('from a closed contact only a template goes, by the agent who last had it', async () => {
  const chat = await town.bridgedChat('maria')
  const header = await chat.upload(town.photo)
  town.desk.end(chat.contactId, 'maria')
  await town.rest()

  const free = await chat.reply(text)
  const other = await chat.reply(repair(header), { as: 'jonas' })
  const template = await chat.reply(repair(header))

  expect([free.status, codes(free)]).toEqual([403, ['contact_ended']])
  expect([other.status, codes(other)]).toEqual([403, ['not_your_contact']])
  expect(template.status).toBe(202)
})

it.each(['nativeChat', 'bridgedChat'] as const)(
  'a chat on hold is still its agent’s, in both directions (%s)',
  async (kind) => {
    const chat = await town[kind]()
    town.desk.hold(chat.contactId, 'maria')

    const photo = { type: 'media', kind: 'image', uploadId: await chat.upload(town.photo) }
    expect(await chat.reply(photo)).toMatchObject({ status: 202 })
    expect(await chat.reply(photo, { as: 'jonas' })).toMatchObject({ status: 403 })
    await town.advance('3s')
    chat.says('From the panel')
    chat.writes('Still there?')
    await town.advance('3s')

    expect(chat.phone().map(({ type, text }) => text ?? type)).toEqual(['image', 'From the panel'])
    expect(chat.transcript().at(-1)).toMatchObject({
      ParticipantRole: 'CUSTOMER',
      Content: 'Still there?',
    })
  },
)

it('after a transfer the former agent cannot write from the first contact; the next agent can, to the same customer', async () => {
  for (const chat of [await town.bridgedChat('maria'), await town.nativeChat('maria')]) {
    const { contactId } = town.desk.transfer(chat.contactId, 'maria', 'jonas')
    town.desk.accept(contactId, 'jonas')
    await town.rest()

    const former = await chat.reply(repair(randomUUID()))
    const uploadId = await town.upload('jonas', contactId, town.photo)
    const next = await town.api('jonas', 'POST', `/contacts/${contactId}/replies`, {
      requestId: randomUUID(),
      message: { type: 'media', kind: 'image', uploadId, caption: 'From Jonas' },
    })
    await town.advance('10s')

    expect([former.status, codes(former)]).toEqual([403, ['contact_handed_on']])
    expect(next.status).toBe(202)
    expect(chat.phone().map(({ media }) => media?.caption)).toEqual(['From Jonas'])
  }
})

it('the recipient is Connect’s or our own record, whatever attributes and request claim', async () => {
  const chat = await town.bridgedChat()
  const victim = (await town.bridgedChat()).customer
  const { UpdateContactAttributesCommand } = await import('@aws-sdk/client-connect')
  await town.sandbox.clients.connect.send(
    new UpdateContactAttributesCommand({
      InstanceId: town.world.instance.id,
      InitialContactId: chat.contactId,
      Attributes: { whatsapp_customer: victim, customer: victim },
    }),
  )

  const answer = await chat.api('POST', '/replies', {
    requestId: randomUUID(),
    to: victim,
    message: { ...text, to: victim },
  })
  await town.advance('10s')

  expect(answer.status).toBe(202)
  expect(chat.texts()).toEqual(['Hello'])
  expect(town.phone(victim)).toEqual([])
})

it('an upload of another user or another chat is not there for this one', async () => {
  const mine = await town.bridgedChat('maria')
  const theirs = await town.bridgedChat('jonas')
  const uploadId = await theirs.upload(town.photo)
  const media = (id: string) => ({ type: 'media', kind: 'image', uploadId: id })

  const stolen = await mine.reply(media(uploadId))
  const escaped = await mine.reply(media(`../../${uploadId}`))

  expect([stolen.status, codes(stolen)]).toEqual([422, ['upload_unknown']])
  expect([escaped.status, codes(escaped)]).toEqual([422, ['upload_unknown']])
})

it('an upload is taken once, and only exactly as it was announced', async () => {
  const chat = await town.bridgedChat()
  const { bytes } = town.photo
  const target = await town.uploadTarget('maria', chat.contactId, town.photo)
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

it('an upload target is worth nothing after 15 minutes', async () => {
  const chat = await town.bridgedChat()
  const target = await town.uploadTarget('maria', chat.contactId, town.photo)

  await town.advance('16m')

  expect(
    (
      await fetch(target.url, {
        method: 'PUT',
        headers: target.headers,
        body: new Uint8Array(town.photo.bytes),
      })
    ).status,
  ).toBe(403)
})

/** A chat item as Connect would stream it, saying what a test wants it to. */
function item(initialContactId: string, body: string, fields: object = {}) {
  return {
    AbsoluteTime: new Date(town.clock.now()).toISOString(),
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
  AccountId: town.world.account,
  InstanceId: town.world.instance.id,
  MessageVisibility: 'ALL',
}
const topic = (name: string) => `arn:aws:sns:us-east-1:111122223333:connect-whatsapp-${name}`

/** What a queue would hold if its topic had delivered it: forged, past every topic's policy. */
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
  await town.sqs.send(
    new SendMessageCommand({
      QueueUrl: `${town.sandbox.urls.aws}/${town.world.account}/connect-whatsapp-${queue}`,
      MessageBody,
    }),
  )
  await town.advance('10s')
}

it('an item that came through another topic, account or instance, or to agents only, is not forwarded', async () => {
  const chat = await town.bridgedChat()
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

it('a native chat on the reply topic, or a chat nobody knows, is never forwarded', async () => {
  const native = await town.nativeChat()

  await forge('reply-items', topic('chat-replies'), item(native.contactId, 'Twice'))
  await forge('reply-items', topic('chat-replies'), item(randomUUID(), 'To whom?'))

  expect(await native.outbox()).toEqual([])
  expect(native.texts()).toEqual([])
})

it('what the customer says in a bridged chat does not come back to the phone', async () => {
  const chat = await town.bridgedChat()

  chat.writes('My own words')
  await town.advance('10s')

  expect(chat.texts()).toEqual([])
})

it('a WhatsApp event of another topic or account opens no chat', async () => {
  const before = town.desk.contacts().length
  const number = town.newNumber()
  const envelope = (account: string) => ({
    context: {
      MetaWabaIds: [],
      MetaPhoneNumberIds: [
        {
          metaPhoneNumberId: town.business.bridged.metaId,
          arn: `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${town.business.bridged.id.slice(16)}`,
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
              display_phone_number: town.business.bridged.number.slice(1),
              phone_number_id: town.business.bridged.metaId,
            },
            contacts: [{ wa_id: number.slice(1) }],
            messages: [
              {
                from: number.slice(1),
                id: `wamid.${randomUUID()}`,
                timestamp: String(Math.floor(town.clock.now() / 1000)),
                type: 'text',
                text: { body: 'Forged' },
              },
            ],
          },
        },
      ],
    }),
    aws_account_id: account,
    message_timestamp: new Date(town.clock.now()).toISOString(),
    messageId: randomUUID(),
  })

  await forge('whatsapp-events', topic('chat-replies'), envelope('111122223333'))
  await forge('whatsapp-events', topic('whatsapp-events'), envelope('999999999999'))
  const refused = town.desk.contacts().length
  await forge('whatsapp-events', topic('whatsapp-events'), envelope('111122223333'))

  expect(refused).toBe(before)
  expect(town.desk.contacts().length).toBe(before + 1)
})

it('neither evidence of another topic or instance nor what an agent writes opens a native customer’s window', async () => {
  const chat = await town.nativeChat()
  await town.advance('1470m')
  const customers = { ParticipantRole: 'CUSTOMER' }
  const window = async () => (await chat.api('GET', '/conversation')).body.window.is

  await forge('delivery-events', topic('chat-replies'), item(chat.contactId, 'Hi', customers))
  await forge('delivery-events', topic('chat-evidence'), item(chat.contactId, 'Hi', customers), {
    ...place,
    InstanceId: randomUUID(),
  })
  chat.says('Are you there?')
  await town.advance('61s')
  const forged = await window()
  await forge('delivery-events', topic('chat-evidence'), item(chat.contactId, 'Hi', customers))
  await town.advance('61s')

  expect(forged).not.toBe('open')
  expect(await window()).toBe('open')
})

it('an administrator may publish to a topic, and is believed no more than that', async () => {
  const chat = await town.bridgedChat()
  const MessageAttributes = {
    AccountId: { DataType: 'String', StringValue: '999999999999' },
    InstanceId: { DataType: 'String', StringValue: place.InstanceId },
  }

  await town.sandbox.clients.sns.send(
    new PublishCommand({
      TopicArn: topic('chat-replies'),
      Message: JSON.stringify(item(chat.contactId, 'Forged')),
      MessageAttributes,
    }),
  )
  await town.advance('10s')

  expect(await chat.outbox()).toEqual([])
})
