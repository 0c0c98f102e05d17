// Each command is run by somebody who has exactly the policy that `permissions` prints.
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { afterEach, expect, it } from 'vitest'
import type { Command } from '../../../provisioning/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { permissions } from '../../../provisioning/commands/permissions.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { status } from '../../../provisioning/commands/status.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound (ours)', queue: 'WhatsApp' } } },
    { waba: bridgedWaba, mode: 'bridged', topic },
  ],
}
// AWS asks for no permission for it: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
const WHO = { Statement: [{ Effect: 'Allow' as const, Action: 'sts:GetCallerIdentity', Resource: '*' }] }

let account: Account
afterEach(() => account.close())

async function start() {
  account = await startAccount()
  await account.topic('whatsapp')
  const { KeyMetadata } = await account.aws.kms.send(new CreateKeyCommand({}))
  await account.aws.sns.send(
    new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: 'KmsMasterKeyId', AttributeValue: KeyMetadata!.Arn! }),
  )
  const file = configFile(config)
  const settings = { wait: account.wait, now: account.clock.now }
  const asAdmin = startTerminal({ aws: account.aws, ...settings })
  async function policy(name: string) {
    return JSON.parse((await asAdmin.run(permissions, [name, '--config', file, '--only', 'channel'])).said)
  }
  return {
    policy,
    asAdmin: (command: Command, ...args: string[]) => asAdmin.run(command, [...args, '--config', file, '--only', 'channel']),
    as: async (name: string, command: Command, ...args: string[]) =>
      startTerminal({ aws: account.clientsWith([WHO, await policy(name)]), ...settings }).run(command, [
        ...args,
        '--config',
        file,
        '--only',
        'channel',
      ]),
  }
}

it('whoever may do what is printed for apply can apply, and nobody needs more to plan it', async () => {
  const { as } = await start()

  expect(await as('plan', plan)).toMatchObject({ code: 2, complained: '' })
  expect(await as('apply', apply, '--yes')).toMatchObject({ code: 0, complained: '' })
  expect(await as('plan', plan)).toMatchObject({ code: 0, complained: '' })
})

it('the policy of plan lets nobody change anything', async () => {
  const { as } = await start()

  const { code, complained } = await as('plan', apply, '--yes')

  expect(code).toBe(1)
  expect(complained).toMatch(/AWS refuses it.*connect-whatsapp permissions/)
  const made = account
    .calls()
    .filter(({ caller, error, operation }) => caller === 'operator' && !error && !/^(Get|List|Describe)/.test(operation))
  expect(made).toEqual([])
})

it.each<[string, Command, string[]]>([
  ['status', status, []],
  ['doctor', doctor, []],
  ['destroy', destroy, ['--confirm', 'sales', '--release-numbers']],
])('whoever may do what is printed for %s gets through', async (name, command, args) => {
  const { as, asAdmin } = await start()
  await asAdmin(apply, '--yes')

  const { complained, said } = await as(name, command, ...args)

  expect(complained).toBe('')
  expect(said).not.toContain('AWS refuses it')
})

it('no policy of a channel command has a wildcard action, and each wildcard resource is one AWS forces', async () => {
  const { asAdmin } = await start()

  const policies = JSON.parse((await asAdmin(permissions, '--json')).said) as Record<
    string,
    { Statement: { Action: string[]; Resource: string[] }[] }
  >

  const statements = Object.values(policies).flatMap(({ Statement }) => Statement)
  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([])
  expect(new Set(statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action))).toEqual(
    new Set([
      'connect:ListInstances',
      'connect:ListPhoneNumbersV2',
      'social-messaging:ListLinkedWhatsAppBusinessAccounts',
      'lambda:ListEventSourceMappings',
    ]),
  )
})

it('passing a role is asked for that role alone', async () => {
  const { policy } = await start()

  const { Statement } = await policy('apply')

  const passing = Statement.filter(({ Action }: { Action: string[] }) => Action.includes('iam:PassRole'))
  expect(passing).toMatchObject([{ Resource: ['arn:aws:iam::111122223333:role/ConnectWhatsAppChannel'] }])
})

it('names the commands when it is asked for another', async () => {
  const { asAdmin } = await start()

  expect(await asAdmin(permissions, 'deploy')).toMatchObject({ code: 1, complained: expect.stringContaining('They are init, plan, apply') })
})
