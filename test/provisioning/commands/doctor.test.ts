import {
  DisassociateFlowCommand,
  paginateListPhoneNumbersV2,
  ReleasePhoneNumberCommand,
} from '@aws-sdk/client-connect'
import {
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateKeyCommand, DisableKeyCommand } from '@aws-sdk/client-kms'
import { PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import {
  PutWhatsAppBusinessAccountEventDestinationsCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-socialmessaging'
import { afterEach, expect, it } from 'vitest'
import { apply } from '../../../provisioning/commands/apply.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
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
const numberArn = `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${number.id.replace('phone-number-id-', '')}`
const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [number.id]: { flow: 'WhatsApp inbound' } } },
    { waba: bridgedWaba, mode: 'bridged', topic },
  ],
}

let account: Account
afterEach(() => account.close())

async function start(settings: Settings = {}) {
  account = await startAccount(settings)
  await account.topic('whatsapp')
  await account.aws.s3.send(
    new PutBucketCorsCommand({
      Bucket: world.instance.attachmentsBucket,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedMethods: ['PUT', 'GET'],
            AllowedOrigins: ['https://sales.my.connect.aws'],
            AllowedHeaders: ['*'],
          },
        ],
      },
    }),
  )
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  const args = ['--config', configFile(config), '--only', 'channel']
  return {
    doctor: (...more: string[]) => run(doctor, [...args, ...more]),
    apply: () => run(apply, [...args, '--yes']),
    run,
  }
}

it('finds no problems after apply, and writes nothing', async () => {
  const { doctor, apply } = await start()
  await apply()
  const before = account.writes().length

  const { code, output } = await doctor()

  expect(output).toContain('No problems found')
  expect(code).toBe(0)
  expect(
    account
      .writes()
      .slice(before)
      .filter((operation) => operation !== 'SimulatePrincipalPolicy'),
  ).toEqual([])
})

it('prints a remedy for each problem before anything is set up', async () => {
  const { doctor } = await start()

  const { code, output } = await doctor()

  expect(code).toBe(1)
  expect(output).toContain(
    `✗ ${nativeWaba}: it has no event destination, so messages from customers are lost\n    → Run "connect-whatsapp apply".`,
  )
  expect(output).toContain(
    `✗ ${number.id}: it is not in Connect instance sales\n    → Run "connect-whatsapp apply".`,
  )
  expect(output).toMatch(/✗ role ConnectWhatsAppChannel: .*there is no such role/)
})

const send = () => account.aws
const put = (id: string, eventDestinations: { eventDestinationArn: string; roleArn?: string }[]) =>
  send().socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({ id, eventDestinations }),
  )
const role = 'ConnectWhatsAppChannel'

async function connectsId() {
  for await (const { ListPhoneNumbersSummaryList } of paginateListPhoneNumbersV2(
    { client: send().connect },
    {},
  ))
    return ListPhoneNumbersSummaryList![0]!.PhoneNumberId!
  throw new Error('no number')
}

it.each<[string, () => Promise<unknown> | unknown, RegExp]>([
  [
    'a WABA whose registration was never finished',
    () => account.social.settings.incomplete.push(nativeWaba),
    /not completely registered.*\n {4}→ Complete the registration in the console/,
  ],
  [
    'a destination that another program has set',
    () => put(nativeWaba, [{ eventDestinationArn: 'arn:aws:sns:us-east-1:111122223333:orders' }]),
    /its events go to arn:aws:sns:us-east-1:111122223333:orders, which was set by another program, in bridged mode\n {4}→ Run "connect-whatsapp apply --replace-destination"/,
  ],
  ['a destination that was removed', () => put(bridgedWaba, []), /it has no event destination/],
  [
    'a role that lost its policy',
    () =>
      send().iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: 'TwoWayChannel' })),
    /✗ role ConnectWhatsAppChannel: .*does not allow connect:SendIntegrationEvent/,
  ],
  [
    'a role that the service cannot assume',
    () =>
      send().iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: role,
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'ec2.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          }),
        }),
      ),
    /its trust policy does not let social-messaging\.amazonaws\.com assume it/,
  ],
  [
    'a policy for other resources',
    () =>
      send().iam.send(
        new PutRolePolicyCommand({
          RoleName: role,
          PolicyName: 'TwoWayChannel',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['connect:*', 'social-messaging:*'],
                Resource: 'arn:aws:connect:us-east-1:111122223333:instance/other',
              },
            ],
          }),
        }),
      ),
    /IAM's policy simulator denies it connect:SendIntegrationEvent/,
  ],
  [
    'a number that was released',
    async () =>
      send().connect.send(new ReleasePhoneNumberCommand({ PhoneNumberId: await connectsId() })),
    /it is not in Connect instance sales/,
  ],
  [
    'a number without the tag that Connect needs',
    () =>
      send().socialMessaging.send(
        new UntagResourceCommand({ resourceArn: numberArn, tagKeys: ['AmazonConnectEnabled'] }),
      ),
    /the tag AmazonConnectEnabled is missing/,
  ],
  [
    'a number without a flow',
    () =>
      send().connect.send(
        new DisassociateFlowCommand({
          InstanceId: world.instance.id,
          ResourceId: numberArn,
          ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
        }),
      ),
    /no flow is associated with it/,
  ],
  [
    'attachments that browsers cannot upload',
    () =>
      send().s3.send(
        new PutBucketCorsCommand({
          Bucket: world.instance.attachmentsBucket,
          CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
        }),
      ),
    /does not let agents' browsers upload attachments/,
  ],
  [
    'a topic to which the service cannot publish',
    () =>
      send().sns.send(
        new SetTopicAttributesCommand({
          TopicArn: topic,
          AttributeName: 'Policy',
          AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
        }),
      ),
    /✗ topic whatsapp: this change is missing: let AWS End User Messaging Social publish to it/,
  ],
  [
    'a topic whose key is disabled',
    async () => {
      const { KeyMetadata } = await send().kms.send(new CreateKeyCommand({}))
      await send().kms.send(new DisableKeyCommand({ KeyId: KeyMetadata!.Arn! }))
      await send().sns.send(
        new SetTopicAttributesCommand({
          TopicArn: topic,
          AttributeName: 'KmsMasterKeyId',
          AttributeValue: KeyMetadata!.Arn!,
        }),
      )
    },
    /which is Disabled\. Enable the key/,
  ],
])('reports a problem with its remedy: %s', async (_, breakIt, message) => {
  const { doctor, apply } = await start()
  await apply()
  await breakIt()

  const { code, output } = await doctor()

  expect(output).toMatch(message)
  expect(code).toBe(1)
})

it('names a queue that no routing profile serves with the channel chat', async () => {
  const routingProfiles = world.routingProfiles.map((profile) => ({
    ...profile,
    concurrency: { VOICE: 1 },
  }))
  const { doctor, apply } = await start({ world: { ...world, routingProfiles } })
  await apply()

  const { output } = await doctor()

  expect(output).toMatch(
    /✗ queue "WhatsApp": routing profile "WhatsApp agents" serves it, but not in chat/,
  )
})

it('warns about a WABA without approved templates and about a low quality rating', async () => {
  const [first, second] = world.wabas
  const wabas = [
    { ...first!, templates: [], numbers: [{ ...number, quality: 'RED' as const }] },
    second!,
  ]
  const { doctor, apply } = await start({ world: { ...world, wabas } })
  await apply()

  const { code, output } = await doctor()

  expect(code).toBe(0)
  expect(output).toContain(`! ${nativeWaba}: it has no approved template`)
  expect(output).toContain(`! ${number.id}: Meta rates its quality RED`)
})

it('checks the account even without a configuration, and explains how to begin', async () => {
  const { run } = await start()

  const { output, code } = await run(doctor, ['--region', 'us-east-1'])

  expect(output).toContain(`✓ WABAs: ${nativeWaba}, ${bridgedWaba} are linked`)
  expect(output).toContain('✓ Connect instances: sales')
  expect(output).toContain('→ Run "connect-whatsapp init" to create a configuration.')
  expect(code).toBe(0)
})

it.each([
  [['--send-to', '123'], /--send-to .*123/],
  [['--region', 'eu-west-2'], /^--region eu-west-2 does not match the configuration, .*us-east-1/],
])('refuses the wrong usage %j before it checks anything', async (options, message) => {
  const { doctor } = await start()
  const before = account.calls().length

  const { code, errors } = await doctor(...options)

  expect(errors).toMatch(message)
  expect(code).toBe(1)
  expect(account.calls().length).toBe(before)
})

it('stops after checking the credentials when they belong to another account', async () => {
  const { run } = await start()
  const elsewhere = {
    ...config,
    instance: instanceArn.replace('111122223333', '444455556666'),
    channels: [config.channels[0]],
  }

  const { output, code } = await run(doctor, ['--config', configFile(elsewhere)])

  expect(output).toMatch(/^✗ credentials: These credentials belong to account 111122223333/)
  expect(code).toBe(1)
})
