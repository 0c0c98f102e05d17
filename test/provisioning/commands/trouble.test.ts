// How the commands behave when AWS calls fail, when the account is large, and when somebody else
// has changed resources.
import {
  AssociateFlowCommand,
  GetFlowAssociationCommand,
  ListPhoneNumbersV2Command,
  ReleasePhoneNumberCommand,
} from '@aws-sdk/client-connect'
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import {
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-socialmessaging'
import { afterEach, expect, it } from 'vitest'
import { caller } from '../../../provisioning/account/caller.ts'
import { awsClients } from '../../../provisioning/account/clients.ts'
import { linkedAccount } from '../../../provisioning/channel/linked-account.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { status } from '../../../provisioning/commands/status.ts'
import { world } from '../../sandbox/world.ts'
import {
  type Account,
  bridgedWaba,
  instanceArn,
  nativeWaba,
  type Settings,
  startAccount,
} from '../account.ts'
import { configFile, startTerminal } from '../host.ts'

const number = world.wabas[0]!.numbers[0]!
const arnOf = (id: string) =>
  `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${id.replace('phone-number-id-', '')}`
const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
const flow = 'WhatsApp inbound'
const native = { waba: nativeWaba, mode: 'native', numbers: { [number.id]: { flow } } }
const bridged = { waba: bridgedWaba, mode: 'bridged', topic }
const config = { region: 'us-east-1', instance: instanceArn, channels: [native, bridged] }

let account: Account
afterEach(() => account.close())

async function start(settings: Settings = {}) {
  account = await startAccount(settings)
  await account.topic('whatsapp')
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  const args = (wanted: unknown) => ['--config', configFile(wanted), '--only', 'channel']
  return {
    plan: (wanted: unknown = config) => run(plan, args(wanted)),
    apply: (wanted: unknown = config) => run(apply, [...args(wanted), '--yes']),
    status: (wanted: unknown = config) => run(status, args(wanted)),
  }
}

it.each<[string, Settings, () => Promise<unknown> | unknown, object, RegExp]>([
  [
    'a WABA whose registration is incomplete',
    {},
    () => account.social.settings.incomplete.push(nativeWaba),
    {},
    /is not completely registered with WhatsApp\. Complete the registration in the console/,
  ],
  [
    'a number that is in another instance',
    { importedElsewhere: { [arnOf(number.id)]: instanceArn.replace('3f1c2b4a', '99999999') } },
    () => {},
    {},
    /is in another Connect instance, 99999999-.*Release it there first/,
  ],
  [
    'a role that somebody else created and that differs from what AWS documents',
    {},
    () =>
      account.aws.iam.send(
        new CreateRoleCommand({
          RoleName: 'ConnectWhatsAppChannel',
          AssumeRolePolicyDocument: TRUST('ec2.amazonaws.com'),
        }),
      ),
    {},
    /role ConnectWhatsAppChannel exists, was not created by connect-whatsapp/,
  ],
  [
    'a role by ARN that AWS End User Messaging Social may not assume',
    {},
    () =>
      account.aws.iam.send(
        new CreateRoleCommand({
          RoleName: 'existing',
          AssumeRolePolicyDocument: TRUST('ec2.amazonaws.com'),
        }),
      ),
    { channels: [{ ...native, role: 'arn:aws:iam::111122223333:role/existing' }] },
    /role\/existing cannot be the two-way channel role: its trust policy does not let social-messaging\.amazonaws\.com assume it/,
  ],
  [
    'a FIFO topic',
    {},
    () => {},
    { channels: [{ ...bridged, topic: `${topic}.fifo` }] },
    /channels\.0\.topic: .*AWS End User Messaging Social cannot use FIFO topics/,
  ],
  [
    'a topic with an asymmetric key',
    {},
    async () => {
      const { KeyMetadata } = await account.aws.kms.send(
        new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }),
      )
      await account.aws.sns.send(
        new SetTopicAttributesCommand({
          TopicArn: topic,
          AttributeName: 'KmsMasterKeyId',
          AttributeValue: KeyMetadata!.Arn!,
        }),
      )
    },
    {},
    /which is not a symmetric key/,
  ],
  [
    'a WABA of another Region',
    {},
    () => {},
    { channels: [{ ...native, waba: 'waba-00000000000000000000000000000000' }] },
    /no such WhatsApp Business Account is linked in us-east-1\. Check the id and the Region/,
  ],
])(
  'changes nothing, and gives the reason in one sentence: %s',
  async (_, settings, prepare, other, message) => {
    const { apply } = await start(settings)
    await prepare()
    const before = account.writes().length

    const { code, err } = await apply({ ...config, ...other })

    expect(code).toBe(1)
    expect(err).toHaveLength(1)
    expect(err[0]).toMatch(message)
    expect(
      account
        .writes()
        .slice(before)
        .filter((operation) => operation !== 'GetCallerIdentity'),
    ).toEqual([])
  },
)

function TRUST(Service: string) {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  })
}

const InstanceId = world.instance.id
const association = {
  InstanceId,
  ResourceId: arnOf(number.id),
  ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
} as const

it.each<[string, () => Promise<unknown>]>([
  [
    'another flow was chosen',
    () =>
      account.aws.connect.send(
        new AssociateFlowCommand({
          ...association,
          FlowId: `${instanceArn}/contact-flow/${world.flows[1]!.id}`,
        }),
      ),
  ],
  [
    'the number was released',
    async () => {
      const { ListPhoneNumbersSummaryList } = await account.aws.connect.send(
        new ListPhoneNumbersV2Command({}),
      )
      await account.aws.connect.send(
        new ReleasePhoneNumberCommand({
          PhoneNumberId: ListPhoneNumbersSummaryList![0]!.PhoneNumberId!,
        }),
      )
    },
  ],
  [
    'the role lost its policy',
    () =>
      account.aws.iam.send(
        new DeleteRolePolicyCommand({
          RoleName: 'ConnectWhatsAppChannel',
          PolicyName: 'TwoWayChannel',
        }),
      ),
  ],
  [
    'the role trusts another service',
    () =>
      account.aws.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'ConnectWhatsAppChannel',
          PolicyDocument: TRUST('ec2.amazonaws.com'),
        }),
      ),
  ],
  [
    'the destination was removed',
    () =>
      account.aws.socialMessaging.send(
        new PutWhatsAppBusinessAccountEventDestinationsCommand({
          id: nativeWaba,
          eventDestinations: [],
        }),
      ),
  ],
  [
    'our tag was removed',
    async () => {
      const { arn } = await linkedAccount(nativeWaba, account.aws.socialMessaging)
      await account.aws.socialMessaging.send(
        new UntagResourceCommand({ resourceArn: arn, tagKeys: ['connect-whatsapp:destination'] }),
      )
    },
  ],
  [
    'our statement in the policy of the topic was removed',
    () =>
      account.aws.sns.send(
        new SetTopicAttributesCommand({
          TopicArn: topic,
          AttributeName: 'Policy',
          AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
        }),
      ),
  ],
])('finds and repairs what somebody else has changed: %s', async (_, change) => {
  const { plan, apply } = await start()
  await apply()
  await change()

  expect((await plan()).code).toBe(2)
  expect((await apply()).code).toBe(0)

  expect((await plan()).code).toBe(0)
  const { FlowId } = await account.aws.connect.send(new GetFlowAssociationCommand(association))
  expect(FlowId).toContain(world.flows[0]!.id)
})

it('sets up 25 WABAs with two numbers each in one run', {
  timeout: 120_000,
}, async () => {
  const hex = (n: number) => String(n).padStart(32, '0')
  const wabas = Array.from({ length: 25 }, (_, i) => ({
    ...world.wabas[0]!,
    id: `waba-${hex(i)}`,
    metaId: String(100 + i),
    name: `Branch ${i}`,
    templates: [],
    numbers: [0, 1].map((j) => ({
      ...number,
      id: `phone-number-id-${hex(2 * i + j)}`,
      metaId: String(1000 + 2 * i + j),
      number: `+1555010${10 + 2 * i + j}`,
    })),
  }))
  const channels = wabas.map(({ id, numbers }) => ({
    waba: id,
    mode: 'native',
    numbers: Object.fromEntries(numbers.map((each) => [each.id, { flow }])),
  }))
  const { plan, apply, status } = await start({
    world: { ...world, wabas },
    connect: { phoneNumbersPerInstance: 50 },
  })
  const wanted = { ...config, channels }

  expect(await apply(wanted)).toMatchObject({ code: 0, errors: '' })

  expect((await plan(wanted)).code).toBe(0)
  expect(
    (await status(wanted)).output.match(/CLAIMED in instance \w+, chats start in flow/g),
  ).toHaveLength(50)
})

it('reads AWS’s time from every response', async () => {
  await start()
  await account.wait(3 * 86_400_000)
  const heard: number[] = []
  const credentials = { accessKeyId: 'admin', secretAccessKey: 'admin' }
  const aws = awsClients(
    'us-east-1',
    { endpoint: account.url, credentials },
    { onTime: (now) => heard.push(now.getTime()) },
  )

  await caller(aws)

  expect(heard.map((at) => Math.abs(at - account.clock.now()) < 60_000)).toEqual([true])
})
