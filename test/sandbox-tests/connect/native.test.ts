// Numbers whose messages Connect itself receives and sends.
import { DescribeContactCommand, StartContactStreamingCommand } from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import {
  connectTests,
  functionArn,
  InstanceId,
  instanceArn,
  phoneNumberArn,
  topicArn,
} from './fakes.ts'

const aConnect = connectTests()
const pdf = { name: 'offer.pdf', contentType: 'application/pdf', body: Buffer.from('%PDF-1.7') }

async function aConversation() {
  const made = aConnect()
  await made.aNativeNumber()
  await made.customerWrites('Hola')
  const contactId = made.agentConsole.contacts()[0]!.contactId
  made.agentConsole.accept(contactId, 'maria')
  return { ...made, contactId }
}

it('a customer’s text starts a contact that goes through the number’s flow into the queue', async () => {
  const { aNativeNumber, customerWrites, aws, agentConsole } = aConnect()
  await aNativeNumber()

  await customerWrites('Hola')

  const [contact] = agentConsole.contacts()
  expect(contact).toMatchObject({
    state: 'queued',
    subtype: 'connect:WhatsApp',
    customer: { name: 'Ana', number: '+15550142' },
    businessNumber: '+15550100',
  })
  expect(aws.invocations).toMatchObject([
    {
      arn: functionArn,
      event: {
        Name: 'ContactFlowEvent',
        Details: {
          ContactData: {
            Channel: 'CHAT',
            ContactId: contact!.contactId,
            InitialContactId: contact!.contactId,
            InstanceARN: instanceArn,
            CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+15550142' },
            SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+15550100' },
          },
          Parameters: {},
        },
      },
    },
  ])
})

it('a native contact has endpoints and a subtype, and has an agent once it is accepted', async () => {
  const { client, contactId } = await aConversation()

  const { Contact } = await client.send(
    new DescribeContactCommand({ InstanceId, ContactId: contactId }),
  )

  expect(Contact).toMatchObject({
    Id: contactId,
    Channel: 'CHAT',
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: expect.any(Date),
    AgentInfo: {
      Id: 'b5a1c0de-0000-4000-8000-000000000001',
      ConnectedToAgentTimestamp: expect.any(Date),
    },
    QueueInfo: { Id: 'c6b2d1ef-0000-4000-8000-000000000001' },
    CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+15550142' },
    SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: '+15550100' },
    SegmentAttributes: {
      'connect:Subtype': { ValueString: 'connect:WhatsApp' },
      'connect:Direction': { ValueString: 'INBOUND' },
    },
  })
  expect(Contact).not.toHaveProperty('DisconnectTimestamp')
  expect(Contact).not.toHaveProperty('InitialContactId')
})

it('a message that arrives before the flow’s function starts streaming is never streamed', async () => {
  const { aNativeNumber, client, customerWrites, aws } = aConnect()
  await aNativeNumber()
  aws.state.onInvoke = (_arn, { Details }) =>
    client.send(
      new StartContactStreamingCommand({
        InstanceId,
        ContactId: Details.ContactData.ContactId,
        ChatStreamingConfiguration: { StreamingEndpointArn: topicArn },
      }),
    )

  await customerWrites('Hola')
  await customerWrites('¿Hay alguien?')

  expect(aws.published.map(({ item }) => item.Content)).toEqual(['¿Hay alguien?'])
})

it('a failing function is called three times before the contact is queued anyway', async () => {
  const { aNativeNumber, customerWrites, aws, agentConsole } = aConnect()
  await aNativeNumber()
  aws.state.onInvoke = () => Promise.reject(new Error('crashed'))

  await customerWrites('Hola')

  expect(aws.invocations).toHaveLength(3)
  expect(agentConsole.contacts()).toMatchObject([{ state: 'queued' }])
})

it('no contact is routed if the number has no flow, and the reason is recorded', async () => {
  const { integration, clock, settings, customerWrites, agentConsole } = aConnect()
  integration.importPhoneNumber(instanceArn, {
    phoneNumberArn,
    number: '+15550100',
    displayName: 'Lighthouse Travel',
  })
  await clock.advance(settings.importMs)

  await customerWrites('Hola')

  expect(agentConsole.contacts()).toEqual([])
  expect(agentConsole.remarks()).toMatchObject([
    { what: 'dropped (text): no flow is associated with the number' },
  ])
})

it('messages of one customer belong to one contact until it ends, and each customer has a contact', async () => {
  const { customerWrites, agentConsole, contactId } = await aConversation()

  await customerWrites('still me')
  await customerWrites('someone else', '+15550143')
  agentConsole.end(contactId, 'maria')
  await customerWrites('me again')

  expect(agentConsole.transcript(contactId).flatMap(({ Content }) => Content ?? [])).toEqual([
    'Hola',
    'still me',
  ])
  expect(agentConsole.contacts()).toHaveLength(3)
})

it('a chat expires after 25 hours if no one ends it', async () => {
  const { clock, agentConsole, contactId } = await aConversation()

  await clock.advance(24 * 3600_000 + 59 * 60_000)
  expect(agentConsole.contacts()).toMatchObject([{ contactId, state: 'connected' }])
  await clock.advance(60_000)
  expect(agentConsole.contacts()).toMatchObject([{ contactId, state: 'ended', endedBy: 'EXPIRED' }])
})

it('an agent’s text reaches WhatsApp at once, and a file after its scan', async () => {
  const { whatsapp, agentConsole, clock, settings, contactId } = await aConversation()

  agentConsole.message(contactId, 'maria', 'See https://example.com')
  await agentConsole.attachment(contactId, 'maria', pdf)
  expect(whatsapp.sent).toEqual([
    {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+15550142',
      type: 'text',
      text: { body: 'See https://example.com', preview_url: true },
    },
  ])
  await clock.advance(settings.scanMs)

  expect(whatsapp.posted).toEqual([{ body: pdf.body, mimeType: 'application/pdf' }])
  expect(whatsapp.sent[1]).toMatchObject({
    to: '+15550142',
    type: 'document',
    document: { id: 'media-1', filename: 'offer.pdf' },
  })
})

it('a file that the scanner rejects is not delivered', async () => {
  const { whatsapp, agentConsole, clock, settings, contactId } = await aConversation()
  settings.approves = () => false

  await agentConsole.attachment(contactId, 'maria', pdf)
  await clock.advance(settings.scanMs)

  expect(whatsapp.sent).toEqual([])
  expect(agentConsole.transcript(contactId).at(-1)).toMatchObject({
    Type: 'ATTACHMENT',
    Attachments: [{ Status: 'REJECTED' }],
  })
})

it('the transcript shows the statuses delivered and read of a message, but not sent and failed', async () => {
  const { integration, agentConsole, contactId } = await aConversation()
  const { itemId } = agentConsole.message(contactId, 'maria', 'Hi')
  const reportStatus = (status: string) =>
    integration.receive(instanceArn, {
      status: { messageId: 'message-1', status, errors: [{ code: 131047 }] },
    })

  await reportStatus('sent')
  await reportStatus('failed')
  expect(agentConsole.transcript(contactId).at(-1)).toMatchObject({ Id: itemId, Content: 'Hi' })
  expect(agentConsole.transcript(contactId).at(-1)).not.toHaveProperty('MessageMetadata')

  await reportStatus('delivered')
  await reportStatus('read')
  expect(agentConsole.transcript(contactId).at(-1)?.MessageMetadata).toEqual({
    MessageId: itemId,
    Receipts: [
      {
        RecipientParticipantId: expect.any(String),
        DeliveredTimestamp: expect.any(String),
        ReadTimestamp: expect.any(String),
      },
    ],
  })
})

it('a customer’s photo arrives as an attachment, without its caption', async () => {
  const { whatsapp, customerSends, agentConsole, clock, settings, aws, contactId } =
    await aConversation()
  whatsapp.media.set('42', { body: Buffer.from('jpeg'), mimeType: 'image/jpeg' })

  await customerSends({
    type: 'image',
    image: { id: '42', mime_type: 'image/jpeg', caption: 'my ticket' },
  })
  await clock.advance(settings.scanMs)

  expect(agentConsole.transcript(contactId).at(-1)).toMatchObject({
    Type: 'ATTACHMENT',
    ParticipantRole: 'CUSTOMER',
    Attachments: [{ AttachmentName: '42.jpg', ContentType: 'image/jpeg', Status: 'APPROVED' }],
  })
  expect(JSON.stringify(agentConsole.transcript(contactId))).not.toContain('my ticket')
  expect([...aws.objects.values()]).toEqual([
    { body: Buffer.from('jpeg'), contentType: 'image/jpeg' },
  ])
  expect(whatsapp.sent).toEqual([])
})

it('a message whose file WhatsApp has already deleted is dropped without an error', async () => {
  const { customerSends, agentConsole } = await aConversation()

  await customerSends({ type: 'image', image: { id: 'gone' } })

  expect(agentConsole.remarks().at(-1)?.what).toBe('dropped (image): no such media')
})

it.each([
  ['a photo as the first message', { type: 'image', image: { id: '42' } }],
  ['a sticker', { type: 'sticker', sticker: { id: '42' } }],
  ['a location', { type: 'location', location: { latitude: 1, longitude: 2 } }],
  ['a reaction', { type: 'reaction', reaction: { emoji: '👍' } }],
  ['4097 characters', { type: 'text', text: { body: 'x'.repeat(4097) } }],
])('%s starts no contact and is recorded as dropped', async (_what, message) => {
  const { aNativeNumber, customerSends, agentConsole } = aConnect()
  await aNativeNumber()

  await customerSends(message)

  expect(agentConsole.contacts()).toEqual([])
  expect(agentConsole.remarks()).toMatchObject([{ what: expect.stringMatching(/^dropped/) }])
})

it('a tap on a template’s button arrives as text or is dropped, depending on the setting', async () => {
  const { customerSends, guesses, agentConsole, contactId } = await aConversation()
  const tap = { type: 'button', button: { text: 'Yes', payload: 'yes' } }

  await customerSends(tap)
  guesses.foreignTaps = 'dropped'
  await customerSends(tap)

  expect(
    agentConsole.transcript(contactId).filter(({ Content }) => Content === 'Yes'),
  ).toHaveLength(1)
})

it('no message is delivered for a number whose tag for Connect was removed', async () => {
  const { whatsapp, agentConsole, contactId } = await aConversation()
  whatsapp.tagged.clear()

  agentConsole.message(contactId, 'maria', 'Hi')

  expect(whatsapp.sent).toEqual([])
  expect(agentConsole.remarks().at(-1)?.what).toContain('AmazonConnectEnabled')
})
