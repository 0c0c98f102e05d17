// The customer's side of a chat, with the genuine participant client.
import { StartChatContactCommand, StartContactStreamingCommand } from '@aws-sdk/client-connect'
import {
  AccessDeniedException,
  CompleteAttachmentUploadCommand,
  ConflictException,
  CreateParticipantConnectionCommand,
  DisconnectParticipantCommand,
  GetAttachmentCommand,
  GetTranscriptCommand,
  SendEventCommand,
  SendMessageCommand,
  StartAttachmentUploadCommand,
  ValidationException,
} from '@aws-sdk/client-connectparticipant'
import { expect, it } from 'vitest'
import { createAws } from '../../sandbox/aws/api.ts'
import { chatFlow, connectTests, InstanceId, topicArn } from './fakes.ts'

const aConnect = connectTests()
const MINUTE = 60_000
const EVENT = 'application/vnd.amazonaws.connect.event'
const bucket = 'amazon-connect-sales-example'

const connecting = (ParticipantToken: string | undefined) =>
  new CreateParticipantConnectionCommand({
    ParticipantToken,
    Type: ['CONNECTION_CREDENTIALS'],
    ConnectParticipant: true,
  })

async function aStartedChat(more: object = {}) {
  const made = aConnect()
  const request = {
    InstanceId,
    ContactFlowId: chatFlow.id,
    ParticipantDetails: { DisplayName: 'Ana' },
    ChatDurationInMinutes: 10_080,
    ...more,
  }
  const started = await made.client.send(new StartChatContactCommand(request))
  return { ...made, contactId: started.ContactId!, ParticipantToken: started.ParticipantToken! }
}

async function aChat(more: object = {}) {
  const made = await aStartedChat(more)
  const send: typeof made.participantClient.send = made.participantClient.send.bind(
    made.participantClient,
  )
  const { ConnectionCredentials } = await send(connecting(made.ParticipantToken))
  made.agentConsole.accept(made.contactId, 'maria')
  const ConnectionToken = ConnectionCredentials!.ConnectionToken!
  const say = (Content: string, ClientToken?: string) =>
    send(
      new SendMessageCommand({ ConnectionToken, ContentType: 'text/plain', Content, ClientToken }),
    )
  return { ...made, send, ConnectionToken, ConnectionCredentials, say }
}

it('a participant has to connect within five minutes, and may connect again later', async () => {
  const late = await aStartedChat()
  await late.clock.advance(5 * MINUTE + 1)
  await expect(
    late.participantClient.send(connecting(late.ParticipantToken)),
  ).rejects.toBeInstanceOf(AccessDeniedException)

  const { send, clock, ParticipantToken } = await aChat()
  await clock.advance(60 * MINUTE)
  expect((await send(connecting(ParticipantToken))).ConnectionCredentials?.ConnectionToken).toEqual(
    expect.any(String),
  )
})

it('a connection token is valid for one day, even if the chat lasts longer', async () => {
  const { clock, say, ConnectionCredentials } = await aChat()

  expect(Date.parse(ConnectionCredentials!.Expiry!) - clock.now()).toBeGreaterThan(
    23.9 * 60 * MINUTE,
  )
  await clock.advance(24 * 60 * MINUTE)

  await expect(say('Hello')).rejects.toBeInstanceOf(AccessDeniedException)
})

it('a participant token can only connect, a connection token can only send, and both expire when the chat ends', async () => {
  const { send, agentConsole, contactId, say, ParticipantToken, ConnectionToken } = await aChat()
  const message = { ContentType: 'text/plain', Content: 'Hello' }

  await expect(
    send(new SendMessageCommand({ ...message, ConnectionToken: ParticipantToken })),
  ).rejects.toBeInstanceOf(AccessDeniedException)
  await expect(send(connecting(ConnectionToken))).rejects.toBeInstanceOf(AccessDeniedException)
  agentConsole.end(contactId, 'maria')

  const refused = say('Hello')
  await expect(refused).rejects.toBeInstanceOf(AccessDeniedException)
  await expect(refused).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  await expect(send(new GetTranscriptCommand({ ConnectionToken }))).rejects.toBeInstanceOf(
    AccessDeniedException,
  )
  await expect(send(connecting(ParticipantToken))).rejects.toBeInstanceOf(AccessDeniedException)
})

it('a message that is sent twice with one ClientToken appears once, and both responses have the same Id', async () => {
  const { say, agentConsole, contactId } = await aChat()

  const first = await say('Hello', 'wamid.1')
  const second = await say('Hello', 'wamid.1')

  expect(second.Id).toBe(first.Id)
  expect(
    agentConsole.transcript(contactId).filter(({ Content }) => Content === 'Hello'),
  ).toHaveLength(1)
})

it.each([
  ['16385 bytes', 'text/plain', 'x'.repeat(16_385)],
  ['8193 two-byte characters', 'text/plain', 'é'.repeat(8193)],
  ['a content type with which the chat was not started', 'application/json', '{}'],
])('refuses a message with %s', async (_what, ContentType, Content) => {
  const { send, ConnectionToken } = await aChat()

  await expect(
    send(new SendMessageCommand({ ConnectionToken, ContentType, Content })),
  ).rejects.toBeInstanceOf(ValidationException)
})

it('SendMessage accepts a content type that was listed when the chat started', async () => {
  const { send, ConnectionToken, agentConsole, contactId } = await aChat({
    SupportedMessagingContentTypes: ['text/plain', 'application/json'],
  })

  await send(
    new SendMessageCommand({
      ConnectionToken,
      ContentType: 'application/json',
      Content: '{"a":1}',
    }),
  )

  expect(agentConsole.transcript(contactId).at(-1)).toMatchObject({
    ContentType: 'application/json',
    Content: '{"a":1}',
  })
})

it('the transcript is read backward page by page by default, even while it grows', async () => {
  const { send, say, ConnectionToken } = await aChat({
    InitialMessage: { ContentType: 'text/plain', Content: '0' },
  })
  for (const text of ['1', '2', '3']) await say(text)
  const contents = (answer: { Transcript?: { Content?: string; ContentType?: string }[] }) =>
    answer.Transcript?.map(
      ({ Content, ContentType }) => Content ?? ContentType?.split('.event.')[1],
    )

  const first = await send(new GetTranscriptCommand({ ConnectionToken, MaxResults: 2 }))
  await say('4')
  const second = await send(
    new GetTranscriptCommand({ ConnectionToken, MaxResults: 10, NextToken: first.NextToken }),
  )
  const forward = await send(
    new GetTranscriptCommand({
      ConnectionToken,
      ScanDirection: 'FORWARD',
      SortOrder: 'ASCENDING',
      MaxResults: 1,
    }),
  )

  expect(contents(first)).toEqual(['3', '2'])
  expect(contents(second)).toEqual(['1', 'participant.joined', 'participant.joined', '0'])
  expect(second.NextToken).toBeUndefined()
  expect(contents(forward)).toEqual(['0'])
})

it('a transcript can be read from an item, from a time, or from a number of items before the end', async () => {
  const { send, say, ConnectionToken } = await aChat()
  const sent = [await say('1'), await say('2'), await say('3')]
  const read = async (StartPosition: object) => {
    const { Transcript } = await send(
      new GetTranscriptCommand({ ConnectionToken, StartPosition, SortOrder: 'ASCENDING' }),
    )
    return Transcript?.map(({ Content }) => Content)
  }

  expect(await read({ Id: sent[1]!.Id })).toEqual(['2', '3'])
  expect(await read({ AbsoluteTime: sent[2]!.AbsoluteTime })).toEqual(['3'])
  expect(await read({ MostRecent: 2 })).toEqual(['2', '3'])
})

it('joining, typing and receipts of the customer are streamed, and receipts also appear with the message in the transcript', async () => {
  const { client, aws, clock, participantClient, agentConsole, contactId, ParticipantToken } =
    await aStartedChat()
  const ChatStreamingConfiguration = { StreamingEndpointArn: topicArn }
  await client.send(
    new StartContactStreamingCommand({
      InstanceId,
      ContactId: contactId,
      ChatStreamingConfiguration,
    }),
  )
  const { ConnectionCredentials } = await participantClient.send(connecting(ParticipantToken))
  const ConnectionToken = ConnectionCredentials?.ConnectionToken
  agentConsole.accept(contactId, 'maria')
  const { itemId } = agentConsole.message(contactId, 'maria', 'Hello')

  await participantClient.send(
    new SendEventCommand({ ConnectionToken, ContentType: `${EVENT}.typing` }),
  )
  const Content = JSON.stringify({ messageId: itemId })
  await participantClient.send(
    new SendEventCommand({ ConnectionToken, ContentType: `${EVENT}.message.read`, Content }),
  )
  await clock.advance(0)

  expect(
    aws.published.map(({ attributes }) => [
      attributes.ParticipantRole,
      attributes.ContentType?.replace(`${EVENT}.`, ''),
    ]),
  ).toEqual([
    ['CUSTOMER', 'participant.joined'],
    ['AGENT', 'participant.joined'],
    ['AGENT', 'text/plain'],
    ['CUSTOMER', 'typing'],
    ['CUSTOMER', 'message.read'],
  ])
  const { Transcript } = await participantClient.send(
    new GetTranscriptCommand({ ConnectionToken, MaxResults: 1 }),
  )
  expect(Transcript).toMatchObject([
    {
      Id: itemId,
      MessageMetadata: { MessageId: itemId, Receipts: [{ ReadTimestamp: expect.any(String) }] },
    },
  ])
})

it('a customer’s file is announced, stored under the prefix of the day, scanned, and then available', async () => {
  const { send, ConnectionToken, aws, clock, settings, agentConsole, contactId } = await aChat()
  const file = {
    ContentType: 'application/pdf',
    AttachmentSizeInBytes: 8,
    AttachmentName: 'ticket.pdf',
  }

  const { AttachmentId, UploadMetadata } = await send(
    new StartAttachmentUploadCommand({ ConnectionToken, ...file }),
  )
  const key = new URL(UploadMetadata!.Url!).pathname.slice(1)
  expect(key).toMatch(
    new RegExp(
      String.raw`^connect/sales/Attachments/chat/\d{4}/\d\d/\d\d/${contactId}_${AttachmentId}_\d{8}T\d\d:\d\d_UTC\.pdf$`,
    ),
  )
  expect(UploadMetadata?.HeadersToInclude).toMatchObject({
    'Content-Type': 'application/pdf',
    'Content-Length': '8',
  })
  const complete = (ClientToken: string) =>
    send(
      new CompleteAttachmentUploadCommand({
        ConnectionToken,
        AttachmentIds: [AttachmentId!],
        ClientToken,
      }),
    )
  const download = (UrlExpiryInSeconds?: number) =>
    send(new GetAttachmentCommand({ ConnectionToken, AttachmentId, UrlExpiryInSeconds }))

  await expect(complete('early')).rejects.toThrow('is not uploaded')
  aws.objects.set(`${bucket}/${key}`, {
    body: Buffer.from('%PDF-1.7 and more'),
    contentType: 'application/pdf',
  })
  await expect(complete('longer')).rejects.toThrow('not the announced 8')
  aws.objects.set(`${bucket}/${key}`, {
    body: Buffer.from('%PDF-1.7'),
    contentType: 'application/pdf',
  })
  await complete('once')
  await complete('once')
  await expect(complete('twice')).rejects.toBeInstanceOf(ConflictException)
  await expect(download()).rejects.toThrow('is IN_PROGRESS')
  await clock.advance(settings.scanMs)

  expect(
    agentConsole.transcript(contactId).filter(({ Type }) => Type === 'ATTACHMENT'),
  ).toMatchObject([{ Attachments: [{ AttachmentId, Status: 'APPROVED' }] }])
  const { Url, AttachmentSizeInBytes } = await download(30)
  expect(AttachmentSizeInBytes).toBe(8)
  expect(Url).toContain(`${key}?method=GET&X-Amz-Expires=30`)
  await expect(download(4)).rejects.toBeInstanceOf(ValidationException)
  await expect(download(301)).rejects.toBeInstanceOf(ValidationException)
})

it('a file is uploaded and downloaded through presigned URLs', async () => {
  const { door } = aConnect()
  const { api } = createAws(door)
  await door.internal('s3', { method: 'PUT', path: `/${bucket}` })
  const { client, participantClient, clock, settings } = aConnect({ api })
  const start = new StartChatContactCommand({
    InstanceId,
    ContactFlowId: chatFlow.id,
    ParticipantDetails: { DisplayName: 'Ana' },
  })
  const { ParticipantToken } = await client.send(start)
  const { ConnectionCredentials } = await participantClient.send(connecting(ParticipantToken))
  const ConnectionToken = ConnectionCredentials?.ConnectionToken
  const body = Buffer.from('%PDF-1.7')
  const file = {
    ContentType: 'application/pdf',
    AttachmentSizeInBytes: body.length,
    AttachmentName: 'Mi boleto.pdf',
  }

  const { AttachmentId, UploadMetadata } = await participantClient.send(
    new StartAttachmentUploadCommand({ ConnectionToken, ...file }),
  )
  const put = { method: 'PUT', headers: UploadMetadata!.HeadersToInclude, body }
  const asAnother = { ...put.headers, 'Content-Type': 'image/png' }
  expect((await api.fetch(UploadMetadata!.Url!, { ...put, headers: asAnother })).status).toBe(403)
  expect((await api.fetch(UploadMetadata!.Url!, put)).status).toBe(200)
  await participantClient.send(
    new CompleteAttachmentUploadCommand({ ConnectionToken, AttachmentIds: [AttachmentId!] }),
  )
  await clock.advance(settings.scanMs)
  const { Url } = await participantClient.send(
    new GetAttachmentCommand({ ConnectionToken, AttachmentId, UrlExpiryInSeconds: 30 }),
  )

  expect((await api.fetch(Url!)).body).toEqual(body)
  await clock.advance(31_000)
  expect((await api.fetch(Url!)).status).toBe(403)
})

it('refuses to read a chat’s files from another chat, or after the chat has ended', async () => {
  const mine = await aChat()
  const { attachmentId: AttachmentId } = await mine.agentConsole.attachment(
    mine.contactId,
    'maria',
    {
      name: 'offer.pdf',
      contentType: 'application/pdf',
      body: Buffer.from('%PDF-1.7'),
    },
  )
  await mine.clock.advance(mine.settings.scanMs)
  const again = await mine.client.send(
    new StartChatContactCommand({
      InstanceId,
      ContactFlowId: chatFlow.id,
      ParticipantDetails: { DisplayName: 'Ben' },
    }),
  )
  const other = await mine.send(connecting(again.ParticipantToken))
  const download = (ConnectionToken: string | undefined) =>
    mine.send(new GetAttachmentCommand({ ConnectionToken, AttachmentId }))

  await expect(download(other.ConnectionCredentials?.ConnectionToken)).rejects.toBeInstanceOf(
    ValidationException,
  )
  expect((await download(mine.ConnectionToken)).Url).toContain('.pdf?method=GET')
  mine.agentConsole.end(mine.contactId, 'maria')
  await expect(download(mine.ConnectionToken)).rejects.toBeInstanceOf(AccessDeniedException)
})

it.each([
  [
    '21 MB',
    {
      ContentType: 'application/pdf',
      AttachmentSizeInBytes: 21 * 1024 * 1024,
      AttachmentName: 'a.pdf',
    },
  ],
  [
    'a program',
    { ContentType: 'application/x-msdownload', AttachmentSizeInBytes: 8, AttachmentName: 'a.exe' },
  ],
])('an upload of %s is refused before it starts', async (_what, file) => {
  const { send, ConnectionToken } = await aChat()

  await expect(
    send(new StartAttachmentUploadCommand({ ConnectionToken, ...file })),
  ).rejects.toBeInstanceOf(ValidationException)
})

it('the chat ends when the customer leaves', async () => {
  const { send, ConnectionToken, agentConsole } = await aChat()

  await send(new DisconnectParticipantCommand({ ConnectionToken }))

  expect(agentConsole.contacts()).toMatchObject([
    { state: 'ended', endedBy: 'CUSTOMER_DISCONNECT' },
  ])
})
