// Events that the functions receive besides customers' messages and agents' texts.

import { ConnectClient, CreateParticipantCommand } from '@aws-sdk/client-connect'
import {
  ConnectParticipantClient,
  CreateParticipantConnectionCommand,
  SendMessageCommand,
} from '@aws-sdk/client-connectparticipant'
import { PublishCommand } from '@aws-sdk/client-sns'
import { expect, it } from 'vitest'
import { topicArn } from '#deployment/resources'
import { startScenario } from './start-scenario.ts'

const scenario = await startScenario()

it('sends a text only after a call by the customer, and otherwise suggests a template', async () => {
  const [called, silent] = [await scenario.bridgedChat(), await scenario.bridgedChat()]
  await scenario.advance('23h')
  scenario.whatsapp.customerCalls(called.customer, scenario.business.bridged.number, {
    seconds: 60,
  })

  await scenario.advance('90m')
  const from = scenario.latestCall()
  for (const chat of [called, silent]) chat.says('Are you there?')
  await scenario.advance('1m')

  expect(called.texts()).toEqual(['Are you there?'])
  expect(
    scenario.calls(from).filter(({ operation }) => operation === 'SendWhatsAppMessage'),
  ).toHaveLength(1)
  expect(await silent.outbox()).toMatchObject([
    { state: 'failed', problems: [{ code: 'service_window_closed' }] },
  ])
  expect(silent.notices()).toEqual([expect.stringContaining('Only templates can be sent')])
})

it('opens the service window for an answered call by the business, but not for a recording of a call', async () => {
  const digits = (number: string) => number.replace('+', '')
  const { number, metaId } = scenario.business.bridged
  const chats = [await scenario.bridgedChat(), await scenario.bridgedChat()] as const
  await scenario.advance('23h')
  const [taken, recorded] = chats.map(({ customer }) => digits(customer))
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: digits(number), phone_number_id: metaId },
    statuses: [{ id: 'wacid.A', type: 'call', status: 'ACCEPTED', recipient_id: taken }],
    calls: [{ id: 'wacid.B', event: 'call_recording_available', from: recorded }],
  }
  await scenario.sandbox.clients.sns.send(
    new PublishCommand({
      TopicArn: topicArn('whatsapp-events', scenario.world),
      Message: JSON.stringify({
        whatsAppWebhookEntry: JSON.stringify({
          id: scenario.world.wabas[1]!.metaId,
          changes: [{ field: 'calls', value }],
        }),
        aws_account_id: scenario.world.account,
      }),
    }),
  )
  await scenario.advance('90m')
  for (const chat of chats) chat.says('As I said on the phone')
  await scenario.advance('1m')

  expect((await chats[0].outbox()).map(({ state }) => state)).not.toContain('failed')
  expect(await chats[1].outbox()).toMatchObject([
    { state: 'failed', problems: [{ code: 'service_window_closed' }] },
  ])
})

it('sends the choices of a flow as buttons, and does not send JSON messages to the customer', async () => {
  const chat = await scenario.bridgedChat()
  const choices = { title: 'Which day?', elements: [{ title: 'Today' }, { title: 'Tomorrow' }] }
  const ofFlow = { Type: 'MESSAGE', ParticipantRole: 'SYSTEM' }

  await scenario.stream(chat.contactId, {
    ...ofFlow,
    ContentType: 'application/json',
    Content: '{"step":2}',
  })
  await scenario.stream(chat.contactId, {
    ...ofFlow,
    ContentType: 'application/vnd.amazonaws.connect.message.interactive',
    Content: JSON.stringify({
      templateType: 'QuickReply',
      version: '1.0',
      data: { content: choices },
    }),
  })
  await scenario.advance('1m')

  expect(chat.phone()).toMatchObject([{ type: 'interactive' }])
  expect(JSON.stringify(chat.phone())).toContain('Tomorrow')
})

it('records a native customer’s answer even if Connect throttles the request to stream the chat', async () => {
  // The fault affects all three attempts of the SDK.
  scenario.fault({ kind: 'throttle', operation: 'StartContactStreaming', times: 3 })
  const chat = await scenario.nativeChat()
  await scenario.advance('2m')

  chat.writes('Yes please')
  await scenario.advance('5s')

  const [conversation] = await scenario.items(`conversation#${chat.conversation}`)
  expect(conversation).toMatchObject({ inboundFrom: 'chat' })
})

it('forwards messages of a company’s own bot to the customer until an agent accepts the chat', async () => {
  const { world, sandbox, agentConsole, business } = scenario
  const aws = {
    endpoint: sandbox.urls.aws,
    region: world.region,
    credentials: { accessKeyId: 'ADMIN', secretAccessKey: 'admin' },
  }
  const [connect, participant] = [new ConnectClient(aws), new ConnectParticipantClient(aws)]
  const customer = scenario.newNumber()
  const text = (body: string) => ({ type: 'text', text: { body } })
  scenario.whatsapp.customerSends(customer, business.bridged.number, text('Hello'))
  const { contactId } = await scenario.contactOf(customer)
  const bot = new CreateParticipantCommand({
    InstanceId: world.instance.id,
    ContactId: contactId,
    ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT', DisplayName: 'Bot' },
  })
  const { ParticipantCredentials } = await connect.send(bot)
  const { ConnectionCredentials } = await participant.send(
    new CreateParticipantConnectionCommand({
      ParticipantToken: ParticipantCredentials!.ParticipantToken!,
      Type: ['CONNECTION_CREDENTIALS'],
      ConnectParticipant: true,
    }),
  )
  const says = (Content: string) =>
    participant.send(
      new SendMessageCommand({
        ConnectionToken: ConnectionCredentials!.ConnectionToken!,
        ContentType: 'text/plain',
        Content,
      }),
    )
  await says('How can I help?')
  await scenario.advance('5s')
  scenario.whatsapp.customerSends(customer, business.bridged.number, text('A refund'))
  await scenario.advance('5s')
  await says('One moment')
  await scenario.advance('5s')

  expect(scenario.phone(customer).map((message) => message.text)).toEqual([
    'How can I help?',
    'One moment',
  ])
  agentConsole.accept(contactId, 'maria')
  await expect(says('Still there?')).rejects.toThrow('Access denied')
  await expect(connect.send(bot)).rejects.toThrow('An agent is in the chat already')
})
