import {
  ContactNotFoundException,
  DescribeContactCommand,
  GetContactAttributesCommand,
  InvalidParameterException,
  InvalidRequestException,
  LimitExceededException,
  PauseContactCommand,
  ResourceNotFoundException,
  ResumeContactCommand,
  StartChatContactCommand,
  StartTaskContactCommand,
  StopContactCommand,
  UpdateContactAttributesCommand,
  UpdateContactCommand,
} from '@aws-sdk/client-connect'
import { expect, it } from 'vitest'
import { ConsoleRefusal } from '../../sandbox/connect/agent-console.ts'
import { world } from '../../sandbox/world.ts'
import { call, chatFlow, connectTests, InstanceId } from './fakes.ts'

const aConnect = connectTests()
const HOUR = 3600_000
const request = {
  InstanceId,
  ContactFlowId: chatFlow.id,
  ParticipantDetails: { DisplayName: 'Ana' },
}

async function aChat(more: object = {}) {
  const made = aConnect()
  const { ContactId: contactId = '' } = await made.client.send(
    new StartChatContactCommand({ ...request, ...more }),
  )
  return { ...made, contactId }
}

it('a new chat goes through its flow into the queue, as a contact without endpoints', async () => {
  const { client, agentConsole, contactId } = await aChat({ Attributes: { order: '7' } })

  const { Contact } = await client.send(
    new DescribeContactCommand({ InstanceId, ContactId: contactId }),
  )
  expect(Contact).toMatchObject({
    Channel: 'CHAT',
    InitiationMethod: 'API',
    SegmentAttributes: { 'connect:Subtype': { ValueString: 'connect:Chat' } },
  })
  expect(Contact).not.toHaveProperty('CustomerEndpoint')
  expect(Contact).not.toHaveProperty('SystemEndpoint')
  expect(agentConsole.contacts()).toMatchObject([
    { contactId, state: 'queued', customer: { name: 'Ana' } },
  ])
})

it('a repeated start with the same ClientToken returns the same chat for seven days', async () => {
  const { client, clock, agentConsole } = aConnect()
  const start = () =>
    client.send(new StartChatContactCommand({ ...request, ClientToken: 'opening-message' }))

  const first = await start()
  await clock.advance(6 * 24 * HOUR)
  const second = await start()
  await clock.advance(2 * 24 * HOUR)
  const third = await start()

  expect({ ...second, $metadata: 0 }).toEqual({ ...first, $metadata: 0 })
  expect(third.ContactId).not.toBe(first.ContactId)
  expect(agentConsole.contacts()).toHaveLength(2)
})

it.each([59, 10_081])('a chat of %i minutes is refused', async (ChatDurationInMinutes) => {
  const { client } = aConnect()

  await expect(
    client.send(new StartChatContactCommand({ ...request, ChatDurationInMinutes })),
  ).rejects.toBeInstanceOf(InvalidParameterException)
})

it('a chat ends after the requested duration, with a time and a reason', async () => {
  const { client, clock, contactId, agentConsole } = await aChat({ ChatDurationInMinutes: 60 })

  await clock.advance(HOUR - 5_000)
  expect(agentConsole.contacts()[0]?.state).toBe('queued')
  await clock.advance(5_000)

  const { Contact } = await client.send(
    new DescribeContactCommand({ InstanceId, ContactId: contactId }),
  )
  expect(Contact?.DisconnectTimestamp).toBeInstanceOf(Date)
  expect(Contact?.DisconnectReason).toBe('EXPIRED')
})

it('StartChatContact refuses SupportedMessagingContentTypes without text/plain', async () => {
  const { client } = aConnect()
  const SupportedMessagingContentTypes = ['application/json']

  await expect(
    client.send(new StartChatContactCommand({ ...request, SupportedMessagingContentTypes })),
  ).rejects.toBeInstanceOf(InvalidParameterException)
})

it('an instance has no more concurrent chats than its quota', async () => {
  const { client, settings } = await aChat()
  settings.concurrentChats = 1

  await expect(client.send(new StartChatContactCommand(request))).rejects.toBeInstanceOf(
    LimitExceededException,
  )
})

it('attributes are read and updated through the initial contact, even after a transfer', async () => {
  const { client, agentConsole, contactId } = await aChat({
    Attributes: { order: '7', name: 'Ana' },
  })
  agentConsole.accept(contactId, 'maria')
  agentConsole.transfer(contactId, 'maria', 'jonas')

  await client.send(
    new UpdateContactAttributesCommand({
      InstanceId,
      InitialContactId: contactId,
      Attributes: { order: '8' },
    }),
  )

  const { Attributes } = await client.send(
    new GetContactAttributesCommand({ InstanceId, InitialContactId: contactId }),
  )
  expect(Attributes).toEqual({ order: '8', name: 'Ana' })
})

it('a transfer ends the agent’s contact and offers a linked new contact only to the other agent', async () => {
  const { client, agentConsole, contactId } = await aChat()
  agentConsole.accept(contactId, 'maria')

  const next = agentConsole.transfer(contactId, 'maria', 'jonas').contactId

  expect(() => agentConsole.message(contactId, 'maria', 'Wait')).toThrow('has ended (TRANSFERRED)')
  expect(() => agentConsole.message(next, 'jonas', 'Hello')).toThrow('is with nobody')
  expect(() => agentConsole.accept(next, 'maria')).toThrow('is offered to jonas only')
  agentConsole.accept(next, 'jonas')
  agentConsole.message(next, 'jonas', 'Hello')
  const describe = async (ContactId: string) =>
    (await client.send(new DescribeContactCommand({ InstanceId, ContactId }))).Contact
  expect(await describe(contactId)).toMatchObject({
    DisconnectTimestamp: expect.any(Date),
    AgentInfo: { Id: 'b5a1c0de-0000-4000-8000-000000000001' },
  })
  expect(await describe(next)).toMatchObject({
    InitialContactId: contactId,
    PreviousContactId: contactId,
    InitiationMethod: 'TRANSFER',
    AgentInfo: { Id: 'b5a1c0de-0000-4000-8000-000000000002' },
  })
})

it('a chat on hold keeps its agent and accepts messages, and DescribeContact returns the time of the hold', async () => {
  const { aws, client, clock, agentConsole, panel, contactId } = await aChat()
  const agentInfo = async () =>
    (await client.send(new DescribeContactCommand({ InstanceId, ContactId: contactId }))).Contact
      ?.AgentInfo
  agentConsole.accept(contactId, 'maria')
  const [before, events] = [await agentInfo(), aws.events.length]

  agentConsole.hold(contactId, 'maria')
  await clock.advance(30_000)
  agentConsole.message(contactId, 'maria', 'One moment')
  expect(panel.view('maria').contacts).toMatchObject([{ state: 'connected', onHold: true }])
  expect(await agentInfo()).toEqual(before)
  agentConsole.resume(contactId, 'maria')

  expect(await agentInfo()).toEqual({ ...before, AgentInitiatedHoldDuration: 30 })
  expect(agentConsole.transcript(contactId).at(-1)).toMatchObject({ Content: 'One moment' })
  expect(aws.events).toHaveLength(events)
})

it('a repeated hold or resume is refused, and every hold is refused if the sandbox is set to refuse holds', async () => {
  const { agentConsole, contactId, guesses } = await aChat()
  agentConsole.accept(contactId, 'maria')

  expect(() => agentConsole.resume(contactId, 'maria')).toThrow('Cannot resume chat')
  expect(() => agentConsole.hold(contactId, 'jonas')).toThrow('is with maria, not with jonas')
  agentConsole.hold(contactId, 'maria')
  expect(() => agentConsole.hold(contactId, 'maria')).toThrow('Cannot put chat on hold')
  agentConsole.resume(contactId, 'maria')
  guesses.heldChats = 'refused'

  expect(() => agentConsole.hold(contactId, 'maria')).toThrow('Cannot put chat on hold')
})

it('PauseContact and ResumeContact refuse a chat, because AWS offers them for tasks', async () => {
  const { client, agentConsole, contactId: ContactId } = await aChat()
  agentConsole.accept(ContactId, 'maria')

  await expect(
    client.send(new PauseContactCommand({ InstanceId, ContactId })),
  ).rejects.toBeInstanceOf(InvalidRequestException)
  await expect(
    client.send(new ResumeContactCommand({ InstanceId, ContactId })),
  ).rejects.toBeInstanceOf(InvalidRequestException)
  await expect(
    client.send(new PauseContactCommand({ InstanceId, ContactId: crypto.randomUUID() })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException)
})

it('StopContact ends a chat, and fails the second time', async () => {
  const { client, agentConsole, contactId } = await aChat()

  await client.send(new StopContactCommand({ InstanceId, ContactId: contactId }))

  expect(agentConsole.contacts()).toMatchObject([{ state: 'ended', endedBy: 'API' }])
  await expect(
    client.send(new StopContactCommand({ InstanceId, ContactId: contactId })),
  ).rejects.toBeInstanceOf(ContactNotFoundException)
  await expect(
    client.send(new DescribeContactCommand({ InstanceId, ContactId: crypto.randomUUID() })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException)
})

it('a task, created once per token, enters the queue of its flow, and can be updated and stopped', async () => {
  const { client } = aConnect()
  const start = (more: object) =>
    client.send(new StartTaskContactCommand({ InstanceId, Name: 'Call back', ...more }))
  const task = { ContactFlowId: chatFlow.id, ClientToken: 'call-back' }

  const { ContactId } = await start(task)

  expect((await start(task)).ContactId).toBe(ContactId)
  await client.send(new UpdateContactCommand({ InstanceId, ContactId, Description: 'Called' }))
  await client.send(new StopContactCommand({ InstanceId, ContactId }))
  expect(
    (await client.send(new DescribeContactCommand({ InstanceId, ContactId }))).Contact,
  ).toMatchObject({
    Channel: 'TASK',
    Name: 'Call back',
    Description: 'Called',
    QueueInfo: { Id: world.queues[0]!.id },
    DisconnectTimestamp: expect.any(Date),
  })
  await expect(
    client.send(new StopContactCommand({ InstanceId, ContactId })),
  ).rejects.toBeInstanceOf(ContactNotFoundException)
  await expect(start({})).rejects.toBeInstanceOf(InvalidRequestException)
  await expect(start({ ...task, TaskTemplateId: 'template' })).rejects.toBeInstanceOf(
    InvalidRequestException,
  )
})

it('EventBridge receives four events of a contact, but not its messages', async () => {
  const { aws, agentConsole, contactId } = await aChat()

  agentConsole.accept(contactId, 'maria')
  agentConsole.message(contactId, 'maria', 'Hello')
  agentConsole.end(contactId, 'maria')

  expect(new Set(aws.events.map(({ source, detailType }) => `${source}: ${detailType}`))).toEqual(
    new Set(['aws.connect: Amazon Connect Contact Event']),
  )
  expect(aws.events.map(({ detail }) => detail.eventType)).toEqual([
    'INITIATED',
    'QUEUED',
    'CONNECTED_TO_AGENT',
    'DISCONNECTED',
  ])
  expect(aws.events[2]?.detail).toMatchObject({
    contactId,
    channel: 'CHAT',
    agentInfo: {
      agentArn: expect.stringMatching(/\/agent\/b5a1c0de-0000-4000-8000-000000000001$/),
    },
    segmentAttributes: { 'connect:Subtype': { ValueString: 'connect:Chat' } },
  })
})

it('the panel allows an agent only the actions that the state of the agent’s own contact allows', async () => {
  const { agentConsole, contactId } = await aChat()

  expect(() => agentConsole.message(contactId, 'maria', 'Hello')).toThrow(ConsoleRefusal)
  agentConsole.accept(contactId, 'maria')
  expect(() => agentConsole.accept(contactId, 'jonas')).toThrow(
    'not waiting in a queue: connected, maria',
  )
  expect(() => agentConsole.message(contactId, 'jonas', 'Hello')).toThrow(
    'is with maria, not with jonas',
  )
  expect(() => agentConsole.message(contactId, 'nobody', 'Hello')).toThrow('nobody is not an agent')
  expect(() => agentConsole.message(contactId, 'maria', '')).toThrow('0 bytes')
  const file = { name: 'a.exe', contentType: 'application/x-msdownload', body: Buffer.from('MZ') }
  await expect(agentConsole.attachment(contactId, 'maria', file)).rejects.toThrow(
    'not a type a chat takes',
  )
  await expect(
    agentConsole.attachment(contactId, 'maria', { ...file, caption: 'Look' }),
  ).rejects.toThrow('has no caption')
  agentConsole.end(contactId, 'maria')
  expect(() => agentConsole.message(contactId, 'maria', 'Hello')).toThrow(
    'has ended (AGENT_DISCONNECT)',
  )
})

it('with throttling, DescribeContact allows bursts of 15 calls, and then ten calls a second', async () => {
  const time = { now: Date.now() }
  const clock = {
    now: () => time.now,
    after: () => () => {},
    drop: () => 0,
    advance: async () => {},
    atRest: async () => {},
    onRest: () => {},
    offset: new SharedArrayBuffer(8),
    pause: () => () => {},
    hold: () => () => {},
    stop: () => {},
  }
  const { service, settings } = aConnect({ clock })
  const { ContactId } = service.operations.StartChatContact!(request, call) as { ContactId: string }
  settings.throttle = true
  const admitted = () => {
    let count = 0
    try {
      for (; count < 100; count++)
        service.operations.DescribeContact!({ InstanceId, ContactId }, call)
    } catch (error) {
      expect(error).toMatchObject({ code: 'ThrottlingException', status: 429 })
    }
    return count
  }

  expect(admitted()).toBe(15)
  time.now += 1000
  expect(admitted()).toBe(10)
})
