// Each command is run by somebody who has exactly the policy that `permissions` prints, in the order of a channel's life.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ListPhoneNumbersV2Command,
  ReleasePhoneNumberCommand,
  StartChatContactCommand,
} from '@aws-sdk/client-connect'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { PutWhatsAppBusinessAccountEventDestinationsCommand } from '@aws-sdk/client-socialmessaging'
import { afterAll, expect, it } from 'vitest'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
import { init } from '../../../provisioning/commands/init.ts'
import { permissions } from '../../../provisioning/commands/permissions.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { status } from '../../../provisioning/commands/status.ts'
import { world } from '../../sandbox/world.ts'
import { bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
const channels = {
  region: 'us-east-1',
  instance: instanceArn,
  tags: { team: 'travel' },
  channels: [
    {
      waba: nativeWaba,
      mode: 'native',
      numbers: { [numberId]: { flow: 'WhatsApp inbound (ours)', queue: 'WhatsApp' } },
    },
    { waba: bridgedWaba, mode: 'bridged', topic },
  ],
}
const onlyChannel = (config: object) => ['--config', configFile(config), '--only', 'channel']
const usual = onlyChannel(channels)
/** Each WABA in the other mode: plan and apply look for open chats and replies under way as well. */
const swapped = onlyChannel({
  ...channels,
  channels: [
    { waba: nativeWaba, mode: 'bridged', topic },
    {
      waba: bridgedWaba,
      mode: 'native',
      numbers: { [world.wabas[1]!.numbers[0]!.id]: { flow: 'WhatsApp inbound' } },
    },
  ],
})

interface Statement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: string[]
}

// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const NO_RESOURCE = [
  ...[
    'cloudfront:CreateDistribution',
    'cloudfront:CreateOriginAccessControl',
    'cloudfront:CreateResponseHeadersPolicy',
  ],
  ...[
    'connect:ListInstances',
    'social-messaging:ListLinkedWhatsAppBusinessAccounts',
    'ds:DescribeDirectories',
  ],
  ...['lambda:CreateEventSourceMapping', 'lambda:ListEventSourceMappings'],
  ...[
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
  ],
  ...['logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:UpdateLogDelivery'],
]

const account = await startAccount()
afterAll(() => account.close())
await account.topic('whatsapp')
const { KeyMetadata } = await account.aws.kms.send(new CreateKeyCommand({}))
await account.aws.sns.send(
  new SetTopicAttributesCommand({
    TopicArn: topic,
    AttributeName: 'KmsMasterKeyId',
    AttributeValue: KeyMetadata!.Arn!,
  }),
)
// The native WABA has a destination already, with a role: destroy has to pass it again.
const POLICY = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
const { Role } = await account.aws.iam.send(
  new CreateRoleCommand({
    RoleName: 'before',
    AssumeRolePolicyDocument: POLICY({
      Principal: { Service: 'social-messaging.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
  }),
)
await account.aws.iam.send(
  new PutRolePolicyCommand({
    RoleName: 'before',
    PolicyName: 'publish',
    PolicyDocument: POLICY({ Action: 'sns:Publish', Resource: '*' }),
  }),
)
await account.topic('before')
await account.wait(60_000)
await account.aws.socialMessaging.send(
  new PutWhatsAppBusinessAccountEventDestinationsCommand({
    id: nativeWaba,
    eventDestinations: [
      { eventDestinationArn: 'arn:aws:sns:us-east-1:111122223333:before', roleArn: Role!.Arn! },
    ],
  }),
)
const times = { wait: account.wait, now: account.clock.now }
const admin = startTerminal({ aws: account.aws, ...times })

async function statementsOf(name: string, args = usual): Promise<Statement[]> {
  return JSON.parse((await admin.run(permissions, [name, ...args])).said).Statement
}

function as(statements: readonly Statement[], command: Command, ...args: string[]) {
  return startTerminal({ aws: account.clientsWith([{ Statement: statements }]), ...times }).run(
    command,
    args,
  )
}

/** What a policy allows and nobody has asked for since. */
function unused(statements: readonly Statement[], since: number): string[] {
  const asked = new Set(account.used.slice(since).map(({ action }) => action))
  return statements.flatMap(({ Action }) => Action).filter((action) => !asked.has(action))
}

it('init: enough, and nothing too much', async () => {
  const statements = await statementsOf('init')
  const since = account.used.length
  const written = join(mkdtempSync(join(tmpdir(), 'connect-whatsapp-')), 'config.json')

  expect(
    await as(
      statements,
      init,
      '--config',
      written,
      '--waba',
      nativeWaba,
      '--flow',
      'WhatsApp inbound',
      '--region',
      'us-east-1',
    ),
  ).toMatchObject({ code: 0, complained: '' })

  expect(unused(statements, since)).toEqual([])
})

it('the policy of plan lets nobody change anything', async () => {
  const { code, complained } = await as(
    await statementsOf('plan'),
    apply,
    ...usual,
    '--yes',
    '--replace-destination',
  )

  expect(code).toBe(1)
  expect(complained).toMatch(/AWS refuses it.*connect-whatsapp permissions/)
  expect(
    account
      .calls()
      .filter(
        ({ caller, error, operation }) =>
          caller === 'operator' && !error && !/^(Get|List|Describe|Search)/.test(operation),
      ),
  ).toEqual([])
})

it('apply, also after drift and with a change of mode: enough, and nothing too much', async () => {
  const statements = await statementsOf('apply')
  const since = account.used.length
  expect(await as(statements, apply, ...usual, '--yes', '--replace-destination')).toMatchObject({
    code: 0,
    complained: '',
  })

  await drift()
  expect(await as(statements, apply, ...usual, '--yes')).toMatchObject({ code: 0, complained: '' })
  await openChat()
  expect(await as(await statementsOf('apply', swapped), apply, ...swapped, '--yes')).toMatchObject({
    code: 0,
    complained: '',
  })

  // Connect asks for it in the caller's name: the sandbox imports without.
  expect(unused(statements, since)).toEqual([
    'social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber',
  ])
})

it('plan of the way back, with another flow to be made: enough, and not without any one of its statements', async () => {
  const numbers = { [numberId]: { flow: 'Another flow', queue: 'WhatsApp' } }
  const back = onlyChannel({
    ...channels,
    channels: [{ waba: nativeWaba, mode: 'native', numbers }, channels.channels[1]],
  })
  const statements = await statementsOf('plan', back)
  const since = account.used.length
  expect(await as(statements, plan, ...back)).toMatchObject({ code: 2, complained: '' })
  expect(unused(statements, since)).toEqual([])

  for (const without of statements) {
    const rest = statements.filter((each) => each !== without)
    const { code, complained } = await as(rest, plan, ...back)
    expect({ without: without.Sid, code }).toEqual({ without: without.Sid, code: 1 })
    expect(without.Action.some((action) => complained.includes(action))).toBe(true)
  }
})

it.each<[string, Command, string[]]>([
  ['status', status, []],
  ['doctor', doctor, ['--send-to', world.customers[0]!.number!]],
])('%s: enough, and nothing too much', async (name, command, args) => {
  const nothing = POLICY({ Action: 'sts:GetCallerIdentity', Resource: '*' })
  const { Policy } = await account.aws.iam.send(
    new CreatePolicyCommand({ PolicyName: name, PolicyDocument: nothing }),
  )
  const attached = { RoleName: 'ConnectWhatsAppChannel', PolicyArn: Policy!.Arn! }
  await account.aws.iam.send(new AttachRolePolicyCommand(attached))
  const statements = await statementsOf(name, swapped)
  const since = account.used.length

  const { complained, said } = await as(statements, command, ...swapped, ...args)

  await account.aws.iam.send(new DetachRolePolicyCommand(attached))
  expect(`${complained}${said}`).not.toContain('AWS refuses it')
  expect(unused(statements, since)).toEqual([])
})

it('destroy, which puts back what was replaced with its role: enough, and nothing too much', async () => {
  const statements = await statementsOf('destroy')
  const since = account.used.length

  const { code, complained } = await as(
    statements,
    destroy,
    ...usual,
    '--confirm',
    'sales',
    '--release-numbers',
  )

  expect({ code, complained }).toEqual({ code: 0, complained: '' })
  expect(unused(statements, since)).toEqual([])
})

const whole = {
  ...channels,
  identityProvider: { issuer: 'https://id.example.com/', audience: 'agent-widget' },
  stack: { chatFlow: 'Bridged chat', securityProfiles: ['Agent'], kmsKey: KeyMetadata!.Arn },
}

it('with the stack: no wildcard action, and whatever AWS lets be named is', async () => {
  const { said } = await admin.run(permissions, ['--json', '--config', configFile(whole)])

  const policies: Record<string, { Statement: Statement[] }> = JSON.parse(said)
  const statements = Object.values(policies).flatMap(({ Statement }) => Statement)
  expect(
    statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*')),
  ).toEqual([])
  const everywhere = statements
    .filter(({ Resource }) => Resource.includes('*'))
    .flatMap(({ Action }) => Action)
  expect(new Set(everywhere)).toEqual(new Set(NO_RESOURCE))
})

it('each wildcard that is more than our prefix has its reason printed', async () => {
  const { said, complained } = await admin.run(permissions, [
    'apply',
    '--config',
    configFile(whole),
  ])

  const { Statement }: { Statement: Statement[] } = JSON.parse(said)
  const unnamed = Statement.filter(({ Resource }) =>
    Resource.some((arn) => arn.includes('*') && !/connect-whatsapp/.test(arn)),
  )
  expect(unnamed.length).toBeGreaterThan(10)
  expect(unnamed.filter(({ Sid }) => !new RegExp(`\\b${Sid}\\b.*: `).test(complained))).toEqual([])
})

it('written to files, each is one that IAM takes, also for 25 WABAs with two numbers each', async () => {
  const hex = (n: number) => String(n).padStart(32, '0')
  const many = Array.from({ length: 25 }, (_, i) => ({
    waba: `waba-${hex(i)}`,
    mode: 'native',
    numbers: {
      [`phone-number-id-${hex(2 * i)}`]: { flow: 'a' },
      [`phone-number-id-${hex(2 * i + 1)}`]: { flow: 'a' },
    },
  }))
  const folder = mkdtempSync(join(tmpdir(), 'connect-whatsapp-'))

  const { said } = await admin.run(permissions, [
    'apply',
    '--write',
    folder,
    '--config',
    configFile({ ...whole, channels: many }),
  ])

  const files = readdirSync(folder)
  expect(files.length).toBeGreaterThan(1)
  for (const each of files) {
    expect(said).toContain(each)
    const PolicyDocument = JSON.stringify(JSON.parse(readFileSync(join(folder, each), 'utf8')))
    await account.aws.iam.send(
      new CreatePolicyCommand({ PolicyName: each.replace('.json', ''), PolicyDocument }),
    )
  }
})

it('names the commands when it is asked for another', async () => {
  expect(await admin.run(permissions, ['deploy', ...usual])).toMatchObject({
    code: 1,
    complained: expect.stringContaining('They are init, plan, apply'),
  })
})

async function drift() {
  const { connect, iam } = account.aws
  const RoleName = 'ConnectWhatsAppChannel'
  const PolicyDocument = POLICY({
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  })
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['team'] }))
  const { ListPhoneNumbersSummaryList } = await connect.send(new ListPhoneNumbersV2Command({}))
  await connect.send(
    new ReleasePhoneNumberCommand({
      PhoneNumberId: ListPhoneNumbersSummaryList![0]!.PhoneNumberId!,
    }),
  )
}

async function openChat() {
  const InstanceId = world.instance.id
  const flow = world.flows[1]!.id
  await account.aws.connect.send(
    new StartChatContactCommand({
      InstanceId,
      ContactFlowId: flow,
      ParticipantDetails: { DisplayName: 'Ana' },
    }),
  )
}
