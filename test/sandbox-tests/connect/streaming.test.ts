import {
  InvalidParameterException,
  InvalidRequestException,
  LimitExceededException,
  ResourceNotFoundException,
  StartChatContactCommand,
  StartContactStreamingCommand,
  StopContactCommand,
  StopContactStreamingCommand,
} from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import { chatFlow, connectTests, InstanceId, instanceArn, topicArn } from './fakes.ts'

const aConnect = connectTests()
const otherTopicArn = `${topicArn}-2`
const pdf = { name: 'offer.pdf', contentType: 'application/pdf', body: Buffer.from('%PDF-1.7') }

const streaming = (ContactId: string | undefined, StreamingEndpointArn = topicArn) =>
  new StartContactStreamingCommand({
    InstanceId,
    ContactId,
    ChatStreamingConfiguration: { StreamingEndpointArn },
  })

async function aChat() {
  const made = aConnect()
  const start = new StartChatContactCommand({
    InstanceId,
    ContactFlowId: chatFlow.id,
    ParticipantDetails: { DisplayName: 'Ana' },
  })
  const { ContactId: contactId = '' } = await made.client.send(start)
  made.agentConsole.accept(contactId, 'maria')
  return { ...made, contactId }
}

it('an agent’s message is published by Connect, with the instance as its source', async () => {
  const { client, agentConsole, clock, aws, contactId } = await aChat()
  await client.send(streaming(contactId))

  const { itemId } = agentConsole.message(contactId, 'maria', 'Hello')
  await clock.advance(0)

  const [{ item, attributes, ...rest }] = aws.published as [(typeof aws.published)[number]]
  expect(rest).toEqual({
    topicArn,
    as: { principal: 'connect.amazonaws.com', sourceArn: instanceArn },
  })
  expect(item).toEqual({
    AbsoluteTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    Content: 'Hello',
    ContentType: 'text/plain',
    Id: itemId,
    Type: 'MESSAGE',
    ParticipantId: expect.any(String),
    DisplayName: 'Maria',
    ParticipantRole: 'AGENT',
    InitialContactId: contactId,
    ContactId: contactId,
  })
  expect(attributes).toEqual({
    InitialContactId: contactId,
    ContactId: contactId,
    ParticipantRole: 'AGENT',
    InstanceId,
    AccountId: '111122223333',
    Type: 'MESSAGE',
    ContentType: 'text/plain',
    MessageVisibility: 'ALL',
  })
})

it('a file is published during its scan, and again after the scan with the same item id', async () => {
  const { client, agentConsole, clock, settings, aws, contactId } = await aChat()
  await client.send(streaming(contactId))

  const { itemId, attachmentId } = await agentConsole.attachment(contactId, 'maria', pdf)
  await clock.advance(settings.scanMs)

  const file = {
    AttachmentId: attachmentId,
    AttachmentName: 'offer.pdf',
    ContentType: 'application/pdf',
  }
  expect(aws.published.map(({ item }) => [item.Id, item.Type, item.Attachments])).toEqual([
    [itemId, 'ATTACHMENT', [{ ...file, Status: 'IN_PROGRESS' }]],
    [itemId, 'ATTACHMENT', [{ ...file, Status: 'APPROVED' }]],
  ])
  expect(aws.published[0]?.item).not.toHaveProperty('ContentType')
  expect(aws.published[0]?.attributes).not.toHaveProperty('ContentType')
})

it('no two items of a chat have the same time, and their times follow the order of sending', async () => {
  const { client, agentConsole, clock, aws, contactId } = await aChat()
  await client.send(streaming(contactId))

  for (const text of ['1', '2', '3', '4', '5']) agentConsole.message(contactId, 'maria', text)
  await clock.advance(0)

  const times = aws.published.map(({ item }) => item.AbsoluteTime)
  expect(new Set(times).size).toBe(5)
  expect(times).toEqual(times.toSorted())
})

it('streaming stops only after the agent’s leaving and the chat’s end are published', async () => {
  const { client, agentConsole, clock, aws, contactId } = await aChat()
  await client.send(streaming(contactId))

  agentConsole.end(contactId, 'maria')
  await clock.advance(0)

  expect(
    aws.published.map(({ item }) => [
      item.Type,
      item.ContentType.split('.event.')[1],
      item.ParticipantRole,
    ]),
  ).toEqual([
    ['EVENT', 'participant.left', 'AGENT'],
    ['EVENT', 'chat.ended', undefined],
  ])
})

it('a contact streams to at most two topics, until streaming to one of them is stopped', async () => {
  const { client, agentConsole, clock, aws, contactId } = await aChat()
  const { StreamingId } = await client.send(streaming(contactId))
  await client.send(streaming(contactId, otherTopicArn))

  await expect(client.send(streaming(contactId, `${topicArn}-3`))).rejects.toBeInstanceOf(
    LimitExceededException,
  )
  await client.send(
    new StopContactStreamingCommand({ InstanceId, ContactId: contactId, StreamingId }),
  )
  agentConsole.message(contactId, 'maria', 'Hello')
  await clock.advance(0)

  expect(aws.published.map((published) => published.topicArn)).toEqual([otherTopicArn])
})

it('a repeated start with the same ClientToken starts streaming once', async () => {
  const { client, contactId } = await aChat()
  const request = {
    InstanceId,
    ContactId: contactId,
    ChatStreamingConfiguration: { StreamingEndpointArn: topicArn },
    ClientToken: 'once',
  }

  const first = await client.send(new StartContactStreamingCommand(request))
  const second = await client.send(new StartContactStreamingCommand(request))

  expect(second.StreamingId).toBe(first.StreamingId)
})

it('streaming cannot start to FIFO topics and other Regions, or for unknown, later and ended contacts', async () => {
  const { client, agentConsole, contactId } = await aChat()

  await expect(client.send(streaming(contactId, `${topicArn}.fifo`))).rejects.toBeInstanceOf(
    InvalidParameterException,
  )
  await expect(
    client.send(streaming(contactId, topicArn.replace('us-east-1', 'eu-west-2'))),
  ).rejects.toBeInstanceOf(InvalidParameterException)
  await expect(client.send(streaming(crypto.randomUUID()))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  )
  const later = agentConsole.transfer(contactId, 'maria', 'jonas').contactId
  await expect(client.send(streaming(later))).rejects.toBeInstanceOf(InvalidRequestException)
  await client.send(new StopContactCommand({ InstanceId, ContactId: later }))
  await expect(client.send(streaming(contactId))).rejects.toBeInstanceOf(InvalidRequestException)
})

it('items after a transfer have both the id of the new contact and that of the initial contact', async () => {
  const { client, agentConsole, clock, aws, contactId } = await aChat()
  await client.send(streaming(contactId))

  const next = agentConsole.transfer(contactId, 'maria', 'jonas').contactId
  agentConsole.accept(next, 'jonas')
  agentConsole.message(next, 'jonas', 'Jonas here')
  await clock.advance(0)

  expect(aws.published.at(-1)?.item).toMatchObject({
    Content: 'Jonas here',
    ContactId: next,
    InitialContactId: contactId,
  })
})

it('items are lost, without an error for the agent, if the topic’s policy refuses Connect', async () => {
  const { client, agentConsole, clock, aws, contactId } = await aChat()
  await client.send(streaming(contactId))
  aws.state.topicsRefuse = true

  agentConsole.message(contactId, 'maria', 'Hello')
  await clock.advance(0)

  expect(agentConsole.transcript(contactId).at(-1)?.Content).toBe('Hello')
  expect(agentConsole.remarks().at(-1)?.what).toContain('not streamed')
})
