// Runs every command as a user with exactly the policy that the command `permissions` prints, in
// the order in which an admin uses the commands, from the first deployment to the removal.
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
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
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
import { deployStacks, planStacks } from '../../../provisioning/stack/deploy.ts'
import { world } from '../../sandbox/world.ts'
import { bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { configFile, startTerminal } from '../host.ts'
import { parts, smallStacks } from '../small-stacks.ts'
import { settings } from '../stack/settings.ts'

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
/**
 * The configuration in which each WABA has the other mode. Before such a change, plan and apply
 * also look for open chats and queued replies.
 */
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
  ...[
    'cloudformation:DescribeStackDriftDetectionStatus',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'events:ListRules',
    'lambda:CreateEventSourceMapping',
    'lambda:GetAccountSettings',
    'lambda:ListEventSourceMappings',
  ],
  ...[
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
  ],
  ...['logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:UpdateLogDelivery'],
  'sns:Unsubscribe',
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
// Before the first apply, the native WABA already has an event destination with a role. destroy
// restores that destination, so destroy needs the permission to pass the role.
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
  return JSON.parse((await admin.run(permissions, [name, ...args])).output).Statement
}

function as(statements: readonly Statement[], command: Command, ...args: string[]) {
  return startTerminal({ aws: account.clientsWith([{ Statement: statements }]), ...times }).run(
    command,
    args,
  )
}

/**
 * Returns the actions that a policy allows, but that no call has used. `since` is the number of
 * uses that do not count, because they are older.
 */
function unused(statements: readonly Statement[], since: number): string[] {
  const asked = new Set(account.used.slice(since).map(({ action }) => action))
  return statements.flatMap(({ Action }) => Action).filter((action) => !asked.has(action))
}

it('prints exactly the permissions that init needs', async () => {
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
  ).toMatchObject({ code: 0, errors: '' })

  expect(unused(statements, since)).toEqual([])
})

it('prints a policy for plan with which apply can change nothing', async () => {
  const { code, errors } = await as(
    await statementsOf('plan'),
    apply,
    ...usual,
    '--yes',
    '--replace-destination',
  )

  expect(code).toBe(3)
  expect(errors).toMatch(/AWS denied access.*connect-whatsapp permissions/)
  expect(
    account
      .calls()
      .filter(
        ({ caller, error, operation }) =>
          caller === 'operator' && !error && !/^(Get|List|Describe|Search)/.test(operation),
      ),
  ).toEqual([])
})

it('prints exactly the permissions that apply needs, including those to repair changes and to switch the mode', async () => {
  const statements = await statementsOf('apply')
  const since = account.used.length
  expect(await as(statements, apply, ...usual, '--yes', '--replace-destination')).toMatchObject({
    code: 0,
    errors: '',
  })

  const without = { waba: nativeWaba, mode: 'native', numbers: {} }
  const shorter = onlyChannel({ ...channels, channels: [without, channels.channels[1]] })
  expect(await as(statements, apply, ...shorter, '--yes')).toMatchObject({ code: 0, errors: '' })
  await drift()
  expect(await as(statements, apply, ...usual, '--yes')).toMatchObject({ code: 0, errors: '' })
  await openChat()
  expect(await as(await statementsOf('apply', swapped), apply, ...swapped, '--yes')).toMatchObject({
    code: 0,
    errors: '',
  })

  // When AWS imports a number, Connect uses this permission of the caller. The sandbox's Connect
  // does not.
  expect(unused(statements, since)).toEqual([
    'social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber',
  ])
})

it('prints a policy for plan that contains no unused permission for switching the mode back', async () => {
  const numbers = { [numberId]: { flow: 'Another flow', queue: 'WhatsApp' } }
  const back = onlyChannel({
    ...channels,
    channels: [{ waba: nativeWaba, mode: 'native', numbers }, channels.channels[1]],
  })
  const statements = await statementsOf('plan', back)
  const since = account.used.length
  expect(await as(statements, plan, ...back)).toMatchObject({ code: 2, errors: '' })
  expect(unused(statements, since)).toEqual([])

  for (const without of statements) {
    const rest = statements.filter((each) => each !== without)
    const { code, errors } = await as(rest, plan, ...back)
    expect({ without: without.Sid, code }).toEqual({ without: without.Sid, code: 3 })
    expect(without.Action.some((action) => errors.includes(action))).toBe(true)
  }
})

/**
 * Actions that the commands use only if there is a problem with a role or a queue, to describe it
 * in more detail.
 */
const DETAILS = [
  'connect:ListQueues',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
]

it.each<[string, Command, string[], string[]]>([
  ['status', status, [], []],
  ['doctor', doctor, ['--send-to', world.customers[0]!.number!], DETAILS],
])('prints exactly the permissions that %s needs', async (name, command, args, details) => {
  const nothing = POLICY({ Action: 'sts:GetCallerIdentity', Resource: '*' })
  const { Policy } = await account.aws.iam.send(
    new CreatePolicyCommand({ PolicyName: name, PolicyDocument: nothing }),
  )
  const attached = { RoleName: 'ConnectWhatsAppChannel', PolicyArn: Policy!.Arn! }
  await account.aws.iam.send(new AttachRolePolicyCommand(attached))
  const statements = await statementsOf(name, swapped)
  const since = account.used.length

  const { errors, output } = await as(statements, command, ...swapped, ...args)

  await account.aws.iam.send(new DetachRolePolicyCommand(attached))
  expect(`${errors}${output}`).not.toContain('AWS denied access')
  expect(unused(statements, since)).toEqual(details)
})

it('prints exactly the permissions that destroy needs to restore a destination with its role', async () => {
  const statements = await statementsOf('destroy')
  const since = account.used.length

  const { code, errors } = await as(
    statements,
    destroy,
    ...usual,
    '--confirm',
    'sales',
    '--release-numbers',
  )

  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  expect(unused(statements, since)).toEqual([])
})

const whole = {
  ...channels,
  identityProvider: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'connect_user',
  },
  stack: { chatFlow: 'Bridged chat', securityProfiles: ['Agent'], kmsKey: KeyMetadata!.Arn },
}

const stackOnly = {
  ...channels,
  identityProvider: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'connect_user',
  },
}

it('prints policies without wildcard actions, and with the name of every resource that a policy can name', async () => {
  const { output } = await admin.run(permissions, ['--json', '--config', configFile(whole)])

  const policies: Record<string, { Statement: Statement[] }> = JSON.parse(output)
  const statements = Object.values(policies).flatMap(({ Statement }) => Statement)
  expect(
    statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*')),
  ).toEqual([])
  const everywhere = statements
    .filter(({ Resource }) => Resource.includes('*'))
    .flatMap(({ Action }) => Action)
  expect(new Set(everywhere)).toEqual(new Set(NO_RESOURCE))
})

it('prints a reason for each wildcard that matches more than the project’s own resources', async () => {
  const { output, errors } = await admin.run(permissions, ['apply', '--config', configFile(whole)])

  const { Statement }: { Statement: Statement[] } = JSON.parse(output)
  const unnamed = Statement.filter(({ Resource }) =>
    Resource.some((arn) => arn.includes('*') && !/connect-whatsapp/.test(arn)),
  )
  expect(unnamed.length).toBeGreaterThan(10)
  expect(unnamed.filter(({ Sid }) => !new RegExp(`\\b${Sid}\\b.*: `).test(errors))).toEqual([])
})

it('writes files that IAM accepts, even for 25 WABAs with two numbers each', async () => {
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

  const { output } = await admin.run(permissions, [
    'apply',
    '--write',
    folder,
    '--config',
    configFile({ ...whole, channels: many }),
  ])

  const files = readdirSync(folder)
  expect(files.length).toBeGreaterThan(1)
  for (const each of files) {
    expect(output).toContain(each)
    const PolicyDocument = JSON.stringify(JSON.parse(readFileSync(join(folder, each), 'utf8')))
    await account.aws.iam.send(
      new CreatePolicyCommand({ PolicyName: each.replace('.json', ''), PolicyDocument }),
    )
  }
})

it('writes policies that replace those of an earlier configuration as new versions in IAM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'connect-whatsapp-'))
  const write = async (config: object) => {
    const args = ['plan', '--write', folder, ...onlyChannel(config)]
    return (await admin.run(permissions, args)).output
  }
  const { iam } = account.aws
  const PolicyArn = 'arn:aws:iam::111122223333:policy/connect-whatsapp-plan'
  const PolicyDocument = () => readFileSync(join(folder, 'connect-whatsapp-plan.json'), 'utf8')
  const planAsAttached = async () => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
    const VersionId = Policy!.DefaultVersionId!
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }))
    const { Statement } = JSON.parse(decodeURIComponent(PolicyVersion!.Document!))
    return as(Statement, plan, ...usual, '--replace-destination')
  }

  await write({ ...channels, channels: [channels.channels[0]!] })
  await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'connect-whatsapp-plan',
      PolicyDocument: PolicyDocument(),
    }),
  )
  expect(await planAsAttached()).toMatchObject({ code: 3 })
  const output = await write(channels)

  expect(output).toContain(
    `aws iam create-policy-version --set-as-default --policy-arn ${PolicyArn.replace('connect-whatsapp-plan', 'POLICY')} --policy-document file://${folder}/POLICY.json`,
  )
  await iam.send(
    new CreatePolicyVersionCommand({
      ...{ PolicyArn, PolicyDocument: PolicyDocument(), SetAsDefault: true },
    }),
  )
  expect(await planAsAttached()).toMatchObject({ code: 2, errors: '' })
})

it('deletes written policies that a smaller configuration no longer needs, and prints their names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'connect-whatsapp-'))
  const write = (command: string, config: object) =>
    admin.run(permissions, [command, '--write', folder, '--config', configFile(config)])

  await write('apply', whole)
  await write('pause', whole)
  const parts = readdirSync(folder).filter((file) => file.startsWith('connect-whatsapp-apply-'))
  expect(parts.length).toBeGreaterThan(1)
  const { output } = await admin.run(permissions, [
    ...['apply', '--write', folder],
    ...onlyChannel(channels),
  ])

  expect(readdirSync(folder)).toEqual([
    'connect-whatsapp-apply.json',
    'connect-whatsapp-pause.json',
  ])
  for (const part of parts)
    expect(output).toMatch(new RegExp(`^No longer needed.*${part.replace('.json', '')}\\b`, 'm'))
})

it('prints a sufficient policy for init before there is a configuration', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'connect-whatsapp-'))
  const nowhere = ['--config', join(folder, 'none.json')]

  const { code, output, errors } = await admin.run(permissions, ['init', ...nowhere])

  expect(code).toBe(0)
  expect(errors).toMatch(/^Init: there is no configuration yet/)
  const { Statement }: { Statement: Statement[] } = JSON.parse(output)
  const written = join(folder, 'config.json')
  const asked = ['--waba', nativeWaba, '--flow', 'WhatsApp inbound', '--region', 'us-east-1']
  expect(await as(Statement, init, '--config', written, ...asked)).toMatchObject({ code: 0 })
})

it('prints a policy for apply that suffices to deploy the stack and to read it afterwards', {
  timeout: 120_000,
}, async () => {
  const statements = await statementsOf('apply', ['--config', configFile(stackOnly)])
  const since = account.calls().length

  expect(await deployedAs(statements)).toMatchObject({ tableName: expect.any(String) })

  const refused = account
    .calls()
    .slice(since)
    .filter(({ error }) => /AccessDenied/.test(error ?? ''))
  expect(refused).toEqual([])
  const without = statements.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((action) => action !== 's3:PutBucketTagging'),
  }))
  await expect(deployedAs(without, { env: 'other' })).rejects.toThrow(/PutBucketTagging|Access/)
})

async function deployedAs(Statement: readonly Statement[], tags = {}) {
  const clients = account.clientsWith([{ Statement }])
  const options = { ...parts, wait: account.wait }
  await planStacks({ ...settings, tags }, clients, options)
  return deployStacks({ ...settings, tags }, clients, options)
}

it('prints policies that suffice to plan, apply, check and destroy a whole installation', {
  timeout: 120_000,
}, async () => {
  const whole = {
    ...stackOnly,
    stack: {
      chatFlow: 'Bridged chats',
      chatQueue: 'WhatsApp',
      securityProfiles: ['Agent'],
      notices: { queue: 'WhatsApp' },
    },
    channels: [channels.channels[0], { waba: bridgedWaba, mode: 'bridged' }],
  }
  const args = ['--config', configFile(whole)]
  const since = account.calls().length
  const steps: [string, Command, string[]][] = [
    ['plan', plan, ['--replace-destination']],
    ['apply', apply, ['--yes', '--replace-destination']],
    ['plan', plan, ['--drift']],
    ['doctor', doctor, []],
    ['destroy', destroy, ['--confirm', 'sales']],
  ]
  for (const [name, command, options] of steps) {
    const Statement = await statementsOf(name, args)
    const aws = account.clientsWith([{ Statement }])
    const { errors } = await startTerminal({ aws, ...times }).run(command, [...options, ...args], {
      stacks: smallStacks,
    })
    expect({ name, errors }).toEqual({ name, errors: '' })
  }
  const refused = account
    .calls()
    .slice(since)
    .filter(({ error }) => /AccessDenied|AuthorizationError/.test(error ?? ''))
    // This operation refuses a new role for a few seconds, until the role has propagated. That does
    // not show that the caller lacks a permission.
    .filter(({ operation }) => operation !== 'PutWhatsAppBusinessAccountEventDestinations')
  expect(refused.map(({ operation, error }) => `${operation} ${error}`)).toEqual([])
})

it('lets plan read every type of resource, for which drift detection uses the caller’s permissions', async () => {
  const statements = await statementsOf('plan', ['--config', configFile(stackOnly)])

  const actions = statements.flatMap(({ Action }) => Action)
  expect(actions).toEqual(
    expect.arrayContaining([
      'cloudformation:DetectStackDrift',
      'dynamodb:DescribeTable',
      'lambda:GetFunction',
      'sqs:GetQueueAttributes',
    ]),
  )
  expect(actions.filter((action) => /:(Create|Delete|Put|Update|Set)/.test(action))).toEqual([])
})

it('lists the possible commands if the given name is unknown', async () => {
  expect(await admin.run(permissions, ['deploy', ...usual])).toMatchObject({
    code: 1,
    errors: expect.stringContaining('Use one of: init, plan, apply'),
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
