// Deploys the stack and the channels together, from a linked WABA to a working channel, and removes
// them again.
import {
  AssociateApprovedOriginCommand,
  DescribeContactFlowCommand,
  ListContactFlowsCommand,
  ListSecurityProfileApplicationsCommand,
  UpdateSecurityProfileCommand,
} from '@aws-sdk/client-connect'
import { afterEach, expect, it } from 'vitest'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { curationApply, curationShow } from '../../../provisioning/commands/curation.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { status } from '../../../provisioning/commands/status.ts'
import { queueOf } from '../../sandbox/connect/flow-document.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'
import { smallStacks as stacks } from '../small-stacks.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  identityProvider: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'connect_user',
  },
  stack: {
    chatFlow: 'Bridged chat',
    securityProfiles: ['Agent'],
    // Agents and supervisors have the same security profile. The profile must then grant both
    // applications, the widget and the supervisors' page.
    supervisors: { securityProfiles: ['Agent'] },
  },
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
    { waba: bridgedWaba, mode: 'bridged' },
  ],
}

let account: Account
afterEach(() => account.close())

const PROFILE = {
  InstanceId: world.instance.id,
  SecurityProfileId: world.securityProfiles.find(({ name }) => name === 'Agent')!.id,
}

async function grantedApplications() {
  const { Applications } = await account.aws.connect.send(
    new ListSecurityProfileApplicationsCommand(PROFILE),
  )
  return Applications!.map(({ Namespace }) => Namespace)
}

async function start(stack: object = {}) {
  account = await startAccount()
  const Applications = [{ Namespace: 'other', ApplicationPermissions: ['ACCESS'] }]
  await account.aws.connect.send(new UpdateSecurityProfileCommand({ ...PROFILE, Applications }))
  return terminalFor(stack)
}

function terminalFor(stack: object) {
  const file = configFile({ ...config, stack: { ...config.stack, ...stack } })
  const terminal = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  return (command: Command, ...args: string[]) =>
    terminal.run(command, [...args, '--config', file], { stacks })
}

/**
 * Changes the stacks as if version 0.1.0 had deployed them. That version did not record a version
 * in the outputs.
 */
function becomeVersion010() {
  for (const stack of account.formation.stacks()) {
    const { Version: _, ...outputs } = stack.outputs
    stack.outputs = { ...outputs, Digest: 'another' }
  }
}

it('plans without errors when the stack, and so its topic, does not exist yet', async () => {
  const run = await start()

  const { code, output, errors } = await run(plan, '--details')

  expect(errors).toBe('')
  expect(code).toBe(2)
  expect(output).toContain('+ connect-whatsapp-data: add table connect-whatsapp-conversations')
  expect(output).toContain('+ connect-whatsapp-app: add function connect-whatsapp-send-reply')
  expect(output).toContain(
    `+ ${bridgedWaba}: send events to SNS topic connect-whatsapp-whatsapp-events`,
  )
})

it('summarizes a new stack by kind and number of resources, below the changes of the channels', async () => {
  const run = await start()

  const { out } = await run(plan)

  expect(out.length).toBeLessThan(35)
  expect(out[1]).toContain('role ConnectWhatsAppChannel')
  expect(out.join('\n')).toMatch(
    /connect-whatsapp-app: add \d+ resources \(--details lists each\)\n {6}[^+]*queue × \d[^+]*function × \d/,
  )
})

it('applies everything in one run, keeps the data on destroy, and uses the data when applied again', {
  timeout: 120_000,
}, async () => {
  const chats = { chatFlow: 'Bridged chats', chatQueue: 'WhatsApp' }
  const run = await start({
    ...{ metaApiVersion: 'v99.0', notices: { queue: 'WhatsApp' } },
    ...chats,
  })
  /** Returns the queue into which the flow for notices puts the tasks about problems. */
  async function taskQueue() {
    const InstanceId = world.instance.id
    const { ContactFlowSummaryList = [] } = await account.aws.connect.send(
      new ListContactFlowsCommand({ InstanceId }),
    )
    const flow = ContactFlowSummaryList.find(({ Name }) => Name === 'connect-whatsapp-problems')
    if (!flow) return undefined
    const { ContactFlow } = await account.aws.connect.send(
      new DescribeContactFlowCommand({ InstanceId, ContactFlowId: flow.Id! }),
    )
    return queueOf(ContactFlow!.Content!)
  }

  const first = await run(apply, '--yes')
  expect(first).toMatchObject({ code: 0, errors: '' })
  expect(first.output).toContain(
    '✓ flow "Bridged chats": create it in Connect instance sales. For two minutes, the flow offers an answer to a template',
  )
  expect(account.stacks().sort()).toEqual(['connect-whatsapp-app', 'connect-whatsapp-data'])
  expect(await taskQueue()).toBe(world.queues[0]!.id)
  expect(await grantedApplications()).toEqual([
    'other',
    'connect-whatsapp',
    'connect-whatsapp-supervisors',
  ])
  expect((await run(status)).output).toMatch(
    /Stack: deployed by version 0\.2\.0 \(digest \w+\), widget at https:\/\//,
  )

  const redirectUri = /https:\/\/[^/]+\/sign-in\.html/
  expect((await run(status)).output).toMatch(redirectUri)
  for (const command of [doctor, plan]) {
    const { output } = await run(command)
    expect(output).toMatch(redirectUri)
    expect(output).toMatch(/v99\.0 is newer than v26\.0/)
  }
  expect((await run(doctor)).output).toMatch(
    /✗ queue "WhatsApp": routing profile "WhatsApp agents" serves it, but not for tasks, .*\n.*with channel Task to a routing profile/,
  )

  const before = account.writes().length
  const again = await run(apply, '--yes')
  expect(again.output).toContain(
    '  = stack connect-whatsapp: matches the configuration and this version of connect-whatsapp',
  )
  expect(again.output).toContain(
    '  = flow "Bridged chats": is in Connect instance sales and is used unchanged',
  )
  expect(again.output).toContain('Nothing to change.')
  expect(
    account
      .writes()
      .slice(before)
      .filter((operation) => !/^Head/.test(operation)),
  ).toEqual([])

  const destroyed = await run(destroy, '--confirm', 'sales')
  expect(destroyed).toMatchObject({ code: 0, errors: '' })
  expect(account.stacks()).toEqual(['connect-whatsapp-data'])
  expect(await taskQueue()).toBeUndefined()
  expect(await grantedApplications()).toEqual(['other'])
  expect(destroyed.output).toMatch(/Retained: .*connect-whatsapp-data/)
  expect(destroyed.output).toContain('Flow "Bridged chats" stays in Connect')

  expect(await run(apply, '--yes')).toMatchObject({ code: 0, errors: '' })
  expect((await run(plan)).code).toBe(0)
})

it('prints why the stack failed, and then changes no channel', {
  timeout: 60_000,
}, async () => {
  const run = await start()
  account.faults.add({
    kind: 'error',
    service: 'cloudformation',
    operation: 'ExecuteChangeSet',
    code: 'AccessDenied',
    status: 403,
    message: 'not allowed',
  })

  const { code, errors } = await run(apply, '--yes')

  expect(code).toBe(3)
  expect(errors).toMatch(/CloudFormation ExecuteChangeSet: AWS denied access/)
  expect(account.writes()).not.toContain('PutWhatsAppBusinessAccountEventDestinations')
})

const withPage = {
  ...config,
  stack: { ...config.stack, widgetOrigins: ['https://ccp.example.com'] },
}

it('leaves an origin that somebody has approved by hand', {
  timeout: 60_000,
}, async () => {
  await start()
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  const InstanceId = world.instance.id
  const Origin = 'https://ccp.example.com'
  await account.aws.connect.send(new AssociateApprovedOriginCommand({ InstanceId, Origin }))
  const args = ['--config', configFile(withPage)]

  expect(await run(apply, ['--yes', ...args], { stacks })).toMatchObject({ code: 0, errors: '' })

  expect((await run(plan, args, { stacks })).code).toBe(0)
})

it('refuses more approved origins than an instance accepts, and names the setting', async () => {
  await start()
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  for (let i = 0; i < 100; i++)
    await account.aws.connect.send(
      new AssociateApprovedOriginCommand({
        InstanceId: world.instance.id,
        Origin: `https://page-${i}.example.com`,
      }),
    )

  const { code, errors } = await run(plan, ['--config', configFile(withPage)], { stacks })

  expect(code).toBe(1)
  expect(errors).toMatch(
    /^stack\.widgetOrigins: 1 origin would become .*room for 0 \(it accepts 100\)/,
  )
})

it('explains how to add an identity provider, and how to work without one, if none is configured', async () => {
  account = await startAccount()
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  const { identityProvider: _, ...without } = config

  const { code, errors } = await run(plan, ['--config', configFile(without)], { stacks })

  expect(code).toBe(1)
  expect(errors).toMatch(/identityProvider is missing, but .*--only channel/)
  // plan stops before it needs the answer to this request. If it made the request all the same, a
  // failure of the request would end the command with a stack trace.
  expect(account.calls().map(({ operation }) => operation)).not.toContain('DescribeInstance')
})

it('withholds new templates from agents in a new installation, but not after an upgrade from 0.1.0', {
  timeout: 120_000,
}, async () => {
  const newTemplates = async (run: ReturnType<typeof terminalFor>, waba: string) =>
    JSON.parse((await run(curationShow, '--waba', waba)).out.at(-1)!).newTemplates
  // The account already has a table with the default name, so this stack gives its table another
  // name.
  const fresh = await start({ table: 'connect-whatsapp-conversations-1' })
  const first = await fresh(apply, '--yes')
  expect(first.output).not.toContain('offer templates that appear')
  expect(await newTemplates(fresh, nativeWaba)).toBe('wait')

  becomeVersion010()
  const upgraded = terminalFor({ table: 'connect-whatsapp-conversations-2' })
  const { output } = await upgraded(plan)
  account.formation.fail({ resource: 'connect-whatsapp-sweep', reason: 'Access Denied' })
  const failed = await upgraded(apply, '--yes')
  const chosen = configFile({ waba: bridgedWaba, newTemplates: 'wait', rules: [] })
  await upgraded(curationApply, chosen, '--yes')
  const repeated = await upgraded(apply, '--yes')

  for (const waba of [nativeWaba, bridgedWaba])
    expect(output).toContain(
      `~ ${waba}: offer new templates as soon as Meta has them, as version 0.1.0 does;`,
    )
  expect([failed.code, repeated.code]).toEqual([1, 0])
  expect(await newTemplates(upgraded, nativeWaba)).toBe('offered')
  expect(await newTemplates(upgraded, bridgedWaba)).toBe('wait')
  expect((await upgraded(plan)).output).not.toContain('offer templates that appear')
})

it('refuses a queue for tasks that does not exist, and names the setting', async () => {
  const run = await start({ notices: { queue: 'Nobody' } })

  const { code, errors } = await run(plan)

  expect(code).not.toBe(0)
  expect(errors).toContain('stack.notices.queue: Connect instance')
  expect(errors).toContain('has no queue "Nobody"')
})
