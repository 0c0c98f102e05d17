// One configuration, two WABAs in two Connect instances of the account.
import {
  DescribeContactFlowCommand,
  GetFlowAssociationCommand,
  ListContactFlowsCommand,
  ListPhoneNumbersV2Command,
} from '@aws-sdk/client-connect'
import { afterAll, expect, it } from 'vitest'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { status } from '../../../provisioning/commands/status.ts'
import * as deploy from '../../../provisioning/stack/deploy.ts'
import { world as usual } from '../../sandbox/world.ts'
import { bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'
import { bundles } from '../stack/settings.ts'

const service = {
  id: '5b7d9f10-0000-4000-8000-000000000001',
  alias: 'service',
  attachmentsBucket: 'amazon-connect-service-example',
  attachmentsPrefix: 'connect/service/Attachments',
  queues: [{ id: '5b7d9f10-0000-4000-8000-000000000002', name: 'Service' }],
  flows: [{ id: '5b7d9f10-0000-4000-8000-000000000003', name: 'Service inbound' }],
}
const serviceArn = instanceArn.replace(usual.instance.id, service.id)
const account = await startAccount({ world: { ...usual, instances: [service] } })
afterAll(() => account.close())

const [sales, repairs] = usual.wabas.map(({ numbers }) => numbers[0]!)
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  notDocumentedByAws: { roleResources: true },
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [sales!.id]: { flow: 'WhatsApp inbound' } } },
    {
      waba: bridgedWaba,
      mode: 'native',
      instance: serviceArn,
      numbers: { [repairs!.id]: { flow: 'WhatsApp service', queue: 'Service' } },
    },
  ],
}
const terminal = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
const run = (command: Command, ...args: string[]) =>
  terminal.run(command, ['--config', configFile(config), '--only', 'channel', ...args])

it('plan names the instance each WABA, number and flow belongs to', async () => {
  const { code, said } = await run(plan)

  expect(code).toBe(2)
  expect(said).toContain(`${nativeWaba}: send events to Connect instance sales instead of nowhere`)
  expect(said).toContain(
    `${bridgedWaba}: send events to Connect instance service instead of nowhere`,
  )
  expect(said).toContain(`${repairs!.id}: import Lighthouse Repairs into Connect instance service`)
  expect(said).toContain(
    'flow "WhatsApp service": make it in Connect instance service: it notes the customer\'s number, then puts it into queue "Service"',
  )
})

it('applied once, each instance has its own number and flow, with one role for both; applied again, no call writes', async () => {
  expect(await run(apply, '--yes')).toMatchObject({ code: 0, complained: '' })

  expect(await contents()).toEqual({ [instanceArn]: [sales!.id], [serviceArn]: [repairs!.id] })
  expect(await typesOfActions('WhatsApp service')).toContain('TransferContactToQueue')
  expect(await typesOfActions('WhatsApp service')).not.toContain('InvokeLambdaFunction')
  const before = account.writes().length
  expect((await run(apply, '--yes')).said).toContain('Nothing to do.')
  expect(account.writes().slice(before)).toEqual([])
})

it('status and doctor look into each instance', async () => {
  const { said } = await run(status)
  expect(said).toContain(
    'in Connect instance sales: CLAIMED, chats start in flow "WhatsApp inbound"',
  )
  expect(said).toContain(
    'in Connect instance service: CLAIMED, chats start in flow "WhatsApp service"',
  )

  const looked = await run(doctor)
  expect(looked.said).toContain(`✓ ${repairs!.id}: it is in Connect instance service, CLAIMED`)
  expect(looked.said).toContain('✓ queue "WhatsApp": is served in chat')
  expect(looked.said).toContain('✗ queue "Service": no routing profile serves it')
  expect(looked.said).toContain('no CORS rule with PUT for https://service.my.connect.aws')
})

it('a WABA whose number sits in the other instance stays where it is, and the sentence names that instance', async () => {
  const [first, second] = config.channels
  const moved = {
    ...config,
    channels: [
      first,
      {
        ...second,
        instance: instanceArn,
        numbers: { [repairs!.id]: { flow: 'WhatsApp inbound' } },
      },
    ],
  }
  const before = account.writes().length

  const { code, err } = await terminal.run(apply, [
    '--config',
    configFile(moved),
    '--only',
    'channel',
    '--yes',
  ])

  expect(code).toBe(1)
  expect(err).toHaveLength(1)
  expect(err[0]).toMatch(
    /Lighthouse Repairs\) is in another Connect instance, service .*Release it there first/,
  )
  expect(account.writes().slice(before)).toEqual([])
})

it('with the stack, plan says whose agents the widget serves', async () => {
  const identityProvider = { issuer: 'https://id.example.com/', audience: 'agent-widget' }
  const stacks = async () => ({
    ...deploy,
    planStacks: (...[settings, clients, options]: Parameters<typeof deploy.planStacks>) =>
      deploy.planStacks(settings, clients, { ...options, bundles, widget: 'not built' }),
  })

  const { said } = await terminal.run(
    plan,
    ['--config', configFile({ ...config, identityProvider })],
    { stacks },
  )

  expect(said).toContain(`${bridgedWaba}: Connect instance service carries its chats by itself.`)
  expect(said).not.toContain(`${nativeWaba}: Connect instance`)
})

it('destroy takes it down in each instance, after the name of the usual one', async () => {
  expect((await run(destroy, '--confirm', 'service')).complained).toContain(
    '"service" is not the name',
  )

  const { code, said } = await run(destroy, '--confirm', 'sales', '--release-numbers')

  expect(code).toBe(0)
  expect(said).toContain('release Lighthouse Repairs from Connect instance service')
  expect(await contents()).toEqual({})
  expect((await run(plan)).code).toBe(2)
})

async function typesOfActions(flow: string): Promise<string[]> {
  const { connect } = account.aws
  const { ContactFlowSummaryList = [] } = await connect.send(
    new ListContactFlowsCommand({ InstanceId: service.id }),
  )
  const { Id } = ContactFlowSummaryList.find(({ Name }) => Name === flow)!
  const { ContactFlow } = await connect.send(
    new DescribeContactFlowCommand({ InstanceId: service.id, ContactFlowId: Id }),
  )
  return JSON.parse(ContactFlow!.Content!).Actions.map(({ Type }: { Type: string }) => Type)
}

/** Instance → the numbers in it that have one of its flows. */
async function contents(): Promise<Record<string, string[]>> {
  const { connect } = account.aws
  const { ListPhoneNumbersSummaryList = [] } = await connect.send(new ListPhoneNumbersV2Command({}))
  const found: Record<string, string[]> = {}
  for (const { InstanceId, TargetArn, SourcePhoneNumberArn } of ListPhoneNumbersSummaryList) {
    const { FlowId } = await connect.send(
      new GetFlowAssociationCommand({
        InstanceId,
        ResourceId: SourcePhoneNumberArn,
        ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
      }),
    )
    if (FlowId)
      found[TargetArn!] = [
        ...(found[TargetArn!] ?? []),
        `phone-number-id-${SourcePhoneNumberArn!.split('/').pop()}`,
      ]
  }
  return found
}
