import {
  type ContactFlowType,
  DescribeContactFlowCommand,
  ListContactFlowsCommand,
} from '@aws-sdk/client-connect'
import { afterEach, expect, it } from 'vitest'
import { contactFlow } from '../../../provisioning/channel/contact-flow.ts'
import { connectInstance } from '../../../provisioning/channel/instance.ts'
import { applier, planner } from '../../../provisioning/engine/reconcile.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, instanceArn, startAccount } from '../account.ts'

let account: Account
afterEach(() => account.close())

type Way = Parameters<typeof contactFlow>[0]['sameAgent']

async function flowIn(name: string, queue = 'WhatsApp', sameAgent: Way = 'by-function') {
  const instance = await connectInstance(instanceArn, account.aws.connect)
  return contactFlow(
    { name, queue, instance, sameAgent, tags: { team: 'travel' } },
    account.aws.connect,
    account.wait,
  )
}

async function start() {
  account = await startAccount()
}

const InstanceId = world.instance.id

async function made(name: string, type: ContactFlowType = 'CONTACT_FLOW') {
  const { ContactFlowSummaryList } = await account.aws.connect.send(
    new ListContactFlowsCommand({ InstanceId, ContactFlowTypes: [type] }),
  )
  const { Id } = ContactFlowSummaryList!.find(({ Name }) => Name === name)!
  const { ContactFlow } = await account.aws.connect.send(
    new DescribeContactFlowCommand({ InstanceId, ContactFlowId: Id }),
  )
  return {
    ...ContactFlow!,
    actions: JSON.parse(ContactFlow!.Content!).Actions as {
      Identifier: string
      Type: string
      Parameters: any
      Transitions: any
    }[],
  }
}

it('creates a published flow that stores the customer, calls contact-started and transfers to the queue', async () => {
  await start()

  await applier()(await flowIn('WhatsApp chats'))

  const { Status, Tags, actions } = await made('WhatsApp chats')
  const the = (type: string) => actions.find(({ Type }) => Type === type)!
  expect(Status).toBe('PUBLISHED')
  expect(Tags).toEqual({ team: 'travel', ManagedBy: 'connect-whatsapp' })
  expect(the('UpdateContactAttributes').Parameters.Attributes).toMatchObject({
    customerNumber: '$.CustomerEndpoint.Address',
    customerName: '$.CustomerEndpoint.DisplayName',
  })
  expect(the('InvokeLambdaFunction').Parameters.LambdaFunctionARN).toBe(
    'arn:aws:lambda:us-east-1:111122223333:function:connect-whatsapp-contact-started',
  )
  const queue = actions.find(({ Identifier }) => Identifier === 'queue')!
  expect(queue.Parameters.QueueId).toBe(`${instanceArn}/queue/${world.queues[0]!.id}`)
})

it('plays a prompt before it calls a function, as Connect requires of a chat flow', async () => {
  await start()
  await applier()(await flowIn('WhatsApp chats'))

  const { actions } = await made('WhatsApp chats')

  expect(actions[0]!.Type).toBe('MessageParticipant')
})

it('transfers to the queue when the function fails, and plays a prompt if the queue is full', async () => {
  await start()
  await applier()(await flowIn('WhatsApp chats'))

  const { actions } = await made('WhatsApp chats')

  const by = Object.fromEntries(actions.map((action) => [action.Identifier, action]))
  expect(by.started!.Transitions.Errors).toEqual([
    { NextAction: 'queue', ErrorType: 'NoMatchingError' },
  ])
  const full = by.transfer!.Transitions.Errors.find(
    ({ ErrorType }: { ErrorType: string }) => ErrorType === 'QueueAtCapacity',
  )
  expect(by[full.NextAction]!.Type).toBe('MessageParticipant')
})

it('keeps the contact waiting if Connect cannot move it while an agent is being offered the contact', async () => {
  await start()
  await applier()(await flowIn('WhatsApp chats'))

  const { actions } = await made('WhatsApp chats: wait for the same agent', 'CUSTOMER_QUEUE')
  const by = Object.fromEntries(actions.map((action) => [action.Identifier, action]))
  const { Errors } = by.goOn!.Transitions
  expect(Errors.map(({ NextAction }: any) => by[NextAction]!.Parameters.Attributes)).toEqual([
    { whatsapp_waited_for_agent: 'no' },
    { whatsapp_waited_for_agent: 'no' },
  ])
  expect(by.forget!.Transitions.NextAction).toBe('wait')
})

it('does not change an existing flow of the same name, even if this project created it', async () => {
  await start()
  const summaries: string[] = []

  await planner((_, { summary }) => void summaries.push(summary))(await flowIn('WhatsApp inbound'))

  expect(summaries).toEqual([])
})

it('creates each flow once even if the responses are lost', async () => {
  await start()
  account.faults.add({
    kind: 'drop_after',
    service: 'connect',
    operation: 'CreateContactFlow',
    times: 2,
  })

  await applier()(await flowIn('WhatsApp chats'))

  const { ContactFlowSummaryList } = await account.aws.connect.send(
    new ListContactFlowsCommand({ InstanceId }),
  )
  const names = ContactFlowSummaryList!.map(({ Name }) => Name)
  expect(names.filter((name) => name!.startsWith('WhatsApp chats')).sort()).toEqual([
    'WhatsApp chats',
    'WhatsApp chats: wait for the same agent',
  ])
})

it('creates a flow without functions in an instance that the functions do not serve', async () => {
  await start()

  await applier()(await flowIn('WhatsApp chats', 'WhatsApp', 'never'))

  const { actions } = await made('WhatsApp chats')
  expect(actions.map(({ Identifier }) => Identifier).sort()).toEqual([
    ...['attributes', 'end', 'full', 'greeting', 'no-staff', 'queue', 'staffed', 'transfer'],
  ])
  expect(JSON.stringify(actions)).not.toContain('External')
})

it('creates a flow without functions for bridged chats, because the flow exists before the stack', async () => {
  await start()

  await applier()(await flowIn('Bridged chats', 'WhatsApp', 'by-attribute'))

  const { actions } = await made('Bridged chats')
  expect(actions[0]!.Transitions.NextAction).toBe('isBridgedAnswer')
  expect(actions.map(({ Identifier }) => Identifier)).toContain('atMostTwoMinutes')
  expect(JSON.stringify(actions)).not.toMatch(/External|InvokeLambdaFunction|CustomerEndpoint/)
})

it('refuses a queue that does not exist, and changes nothing', async () => {
  await start()

  await expect(applier()(await flowIn('WhatsApp chats', 'Nowhere'))).rejects.toThrow(
    'Connect instance sales has no queue "Nowhere". Name an existing queue.',
  )
  expect(account.calls().filter(({ operation }) => operation === 'CreateContactFlow')).toEqual([])
})
