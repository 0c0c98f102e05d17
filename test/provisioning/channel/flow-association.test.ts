import {
  AssociateFlowCommand,
  CreateContactFlowCommand,
  GetFlowAssociationCommand,
} from '@aws-sdk/client-connect'
import { afterEach, expect, it } from 'vitest'
import { flowAssociation } from '../../../provisioning/channel/flow-association.ts'
import { connectInstance, importedNumbers } from '../../../provisioning/channel/instance.ts'
import { phoneNumber } from '../../../provisioning/channel/phone-number.ts'
import { applier, planner } from '../../../provisioning/engine/reconcile.ts'
import { flowDocument } from '../../sandbox/connect/flow-document.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, instanceArn, type Settings, startAccount } from '../account.ts'

const { id } = world.wabas[0]!.numbers[0]!
const number = {
  id,
  arn: `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${id.replace('phone-number-id-', '')}`,
}
const target = {
  InstanceId: world.instance.id,
  ResourceId: number.arn,
  ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
} as const
let account: Account
afterEach(() => account.close())

async function start(settings: Settings = {}) {
  account = await startAccount(settings)
  const instance = { id: world.instance.id, alias: 'sales' }
  const wanted = { ...number, displayName: 'Lighthouse Travel', instance }
  await applier()(
    phoneNumber(wanted, importedNumbers(account.aws.connect), account.aws.connect, account.wait),
  )
}

const association = async (flow: string) =>
  flowAssociation(
    { number, flow, instance: await connectInstance(instanceArn, account.aws.connect) },
    account.aws.connect,
    account.wait,
  )

const flowOfNumber = async () =>
  (await account.aws.connect.send(new GetFlowAssociationCommand(target))).FlowId
const arnOf = (flow: { id: string }) => `${instanceArn}/contact-flow/${flow.id}`

it.each([
  ['name', 'WhatsApp inbound'],
  ['ARN', arnOf(world.flows[0]!)],
])(
  'starts the number’s chats in a flow that the configuration identifies by its %s',
  async (_, flow) => {
    await start()

    await applier()(await association(flow))

    expect(await flowOfNumber()).toBe(arnOf(world.flows[0]!))
  },
)

it('replaces a flow that somebody else associated with the number', async () => {
  await start()
  await account.aws.connect.send(
    new AssociateFlowCommand({ ...target, FlowId: arnOf(world.flows[1]!) }),
  )
  const summaries: string[] = []

  await applier((_, { summary }) => summaries.push(summary))(await association('WhatsApp inbound'))

  expect(summaries).toEqual([
    `start its chats in flow "WhatsApp inbound" instead of ${world.flows[1]!.id}`,
  ])
  expect(await flowOfNumber()).toBe(arnOf(world.flows[0]!))
})

it('finds a flow on a later page of the list', async () => {
  const many = Array.from({ length: 1100 }, (_, i) => ({
    id: `e8d4f301-0000-4000-8000-${String(i).padStart(12, '0')}`,
    name: `Flow ${i}`,
  }))
  await start({ world: { ...world, flows: many } })

  await applier()(await association('Flow 1099'))

  expect(await flowOfNumber()).toBe(arnOf(many[1099]!))
})

it('refuses an unknown flow, with a list of the existing flows, and a flow that is not published', async () => {
  await start()
  const saved = {
    InstanceId: world.instance.id,
    Name: 'Draft',
    Type: 'CONTACT_FLOW',
    Status: 'SAVED',
    Content: flowDocument([], undefined),
  } as const
  await account.aws.connect.send(new CreateContactFlowCommand(saved))

  await expect(planner()(await association('Inbound'))).rejects.toThrow(
    'It has "WhatsApp inbound", "Bridged chat", "Draft".',
  )
  await expect(planner()(await association('Draft'))).rejects.toThrow('saved but not published')
})
