// Stack and channels together: what an admin does from a linked WABA to a working channel, and back.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ListSecurityProfileApplicationsCommand,
  UpdateSecurityProfileCommand,
} from '@aws-sdk/client-connect'
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { afterEach, expect, it } from 'vitest'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { status } from '../../../provisioning/commands/status.ts'
import * as deploy from '../../../provisioning/stack/deploy.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'
import { bundles } from '../stack/settings.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  identityProvider: { issuer: 'https://id.example.com/', audience: 'agent-widget' },
  stack: { chatFlow: 'Bridged chat', securityProfiles: ['Agent'] },
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
    { waba: bridgedWaba, mode: 'bridged' },
  ],
}

let account: Account
afterEach(() => account.close())

/** The same functions, with what was built already instead of building it each time. */
const widget = mkdtempSync(join(tmpdir(), 'widget-'))
for (const page of ['ccp.html', 'agent-workspace.html', 'sign-in.html'])
  writeFileSync(join(widget, page), '<!doctype html>')
const stacks = async () => ({
  ...deploy,
  planStacks: (...[settings, clients, options]: Parameters<typeof deploy.planStacks>) =>
    deploy.planStacks(settings, clients, { ...options, bundles, widget }),
  deployStacks: async (...[settings, clients, options]: Parameters<typeof deploy.deployStacks>) => {
    const outputs = await deploy.deployStacks(settings, clients, { ...options, bundles, widget })
    // The sandbox's CloudFormation makes no topics.
    const topic = settings && (await account.topic('connect-whatsapp-whatsapp-events'))
    const statement = {
      Sid: 'AllowWhatsAppEvents',
      Effect: 'Allow',
      Principal: { Service: ['social-messaging.amazonaws.com'] },
      Action: 'sns:Publish',
      Resource: topic.TopicArn,
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:social-messaging:us-east-1:111122223333:*' },
      },
    }
    await account.aws.sns.send(
      new SetTopicAttributesCommand({
        TopicArn: topic.TopicArn!,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      }),
    )
    return outputs
  },
})

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

async function start() {
  account = await startAccount()
  const Applications = [{ Namespace: 'other', ApplicationPermissions: ['ACCESS'] }]
  await account.aws.connect.send(new UpdateSecurityProfileCommand({ ...PROFILE, Applications }))
  const file = configFile(config)
  const terminal = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  return (command: Command, ...args: string[]) =>
    terminal.run(command, [...args, '--config', file], { stacks })
}

it('a plan before anything is there misses nothing that the stack will make', async () => {
  const run = await start()

  const { code, said, complained } = await run(plan, '--details')

  expect(complained).toBe('')
  expect(code).toBe(2)
  expect(said).toContain('+ connect-whatsapp-data: add table connect-whatsapp-conversations')
  expect(said).toContain('+ connect-whatsapp-app: add function connect-whatsapp-send-reply')
  expect(said).toContain(
    `+ ${bridgedWaba}: send events to SNS topic connect-whatsapp-whatsapp-events instead of nowhere`,
  )
})

it('a plan of a whole new stack is short enough to be read: kinds and counts, and the channel first', async () => {
  const run = await start()

  const { out } = await run(plan)

  expect(out.length).toBeLessThan(25)
  expect(out[1]).toContain('role ConnectWhatsAppChannel')
  expect(out.find((line) => line.includes('connect-whatsapp-app'))).toMatch(
    /add .*queue × \d.*function × \d.*\(--details names each\)/,
  )
})

it('applied once, everything is there; applied again, no call writes; destroyed, the data stays; applied again, it is found', {
  timeout: 120_000,
}, async () => {
  const run = await start()

  expect(await run(apply, '--yes')).toMatchObject({ code: 0, complained: '' })
  expect(account.stacks().sort()).toEqual(['connect-whatsapp-app', 'connect-whatsapp-data'])
  expect(await grantedApplications()).toEqual(['other', 'connect-whatsapp'])
  expect((await run(status)).said).toMatch(/Stack: deployed, \w+; the widget is at https:\/\//)

  const before = account.writes().length
  const again = await run(apply, '--yes')
  expect(again.said).toContain(
    '  = stack connect-whatsapp: is what this version of the tool and the configuration say',
  )
  expect(again.said).toContain('Nothing to do.')
  expect(
    account
      .writes()
      .slice(before)
      .filter((operation) => !/^Head/.test(operation)),
  ).toEqual([])

  const destroyed = await run(destroy, '--confirm', 'sales')
  expect(destroyed).toMatchObject({ code: 0, complained: '' })
  expect(account.stacks()).toEqual(['connect-whatsapp-data'])
  expect(await grantedApplications()).toEqual(['other'])
  expect(destroyed.said).toMatch(/kept: .*connect-whatsapp-data/)

  expect(await run(apply, '--yes')).toMatchObject({ code: 0, complained: '' })
  expect((await run(plan)).code).toBe(0)
})

it('a stack that fails leaves the channels as they are, and says why', {
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

  const { code, complained } = await run(apply, '--yes')

  expect(code).toBe(1)
  expect(complained).toMatch(/CloudFormation ExecuteChangeSet: AWS refuses it/)
  expect(account.writes()).not.toContain('PutWhatsAppBusinessAccountEventDestinations')
})

it('without an identity provider it says what is missing and how to go without', async () => {
  account = await startAccount()
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  const { identityProvider: _, ...without } = config

  const { code, complained } = await run(plan, ['--config', configFile(without)], { stacks })

  expect(code).toBe(1)
  expect(complained).toMatch(/identityProvider is missing: .*--only channel/)
})
