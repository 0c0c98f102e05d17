// One configuration with two WABAs, in two Connect instances of the account.
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
import { world as usual } from '../../sandbox/world.ts'
import { bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'

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

it('names the instance of each WABA, number and flow in plan', async () => {
  const { code, output } = await run(plan)

  expect(code).toBe(2)
  expect(output).toContain(`${nativeWaba}: send events to Connect instance sales`)
  expect(output).toContain(`${bridgedWaba}: send events to Connect instance service`)
  expect(output).toContain(
    `${repairs!.id}: import Lighthouse Repairs into Connect instance service`,
  )
  expect(output).toContain(
    'flow "WhatsApp service": create it in Connect instance service. The flow stores the customer\'s number, and then puts the chat into queue "Service"',
  )
})

it('sets up the numbers and flows of two instances with one role, and writes nothing in a second run', async () => {
  expect(await run(apply, '--yes')).toMatchObject({ code: 0, errors: '' })

  expect(await contents()).toEqual({ [instanceArn]: [sales!.id], [serviceArn]: [repairs!.id] })
  expect(await typesOfActions('WhatsApp service')).toContain('TransferContactToQueue')
  expect(await typesOfActions('WhatsApp service')).not.toContain('InvokeLambdaFunction')
  const before = account.writes().length
  expect((await run(apply, '--yes')).output).toContain('Nothing to change.')
  expect(account.writes().slice(before)).toEqual([])
})

it('checks each instance in status and doctor', async () => {
  const { output } = await run(status)
  expect(output).toContain('CLAIMED in instance sales, chats start in flow "WhatsApp inbound"')
  expect(output).toContain('CLAIMED in instance service, chats start in flow "WhatsApp service"')

  const looked = await run(doctor)
  expect(looked.output).toContain(
    `✓ ${repairs!.id}: it is in Connect instance service with the status CLAIMED`,
  )
  expect(looked.output).toContain('✓ queue "WhatsApp": it is served in chat')
  expect(looked.output).toContain('✗ queue "Service": no routing profile serves it')
  expect(looked.output).toContain('no CORS rule with PUT for https://service.my.connect.aws')
})

it('does not move a number from the other instance, but names that instance', async () => {
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

it('names in the plan the instance whose chats have no widget', async () => {
  const identityProvider = {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'connect_user',
  }

  const { output } = await terminal.run(plan, [
    '--config',
    configFile({ ...config, identityProvider }),
  ])

  expect(output).toContain(
    `${bridgedWaba}: Connect instance service receives its chats without the widget`,
  )
  expect(output).not.toContain(`${nativeWaba}: Connect instance`)
})

it('removes the channels of all instances after the user has typed the name of the default instance', async () => {
  expect((await run(destroy, '--confirm', 'service')).errors).toContain('"service" is not the name')

  const { code, output } = await run(destroy, '--confirm', 'sales', '--release-numbers')

  expect(code).toBe(0)
  expect(output).toContain('release Lighthouse Repairs from Connect instance service')
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

/** Returns the numbers that have a flow, by instance. */
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
