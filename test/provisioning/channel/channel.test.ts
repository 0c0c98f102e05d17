import {
  DescribePhoneNumberCommand,
  GetFlowAssociationCommand,
  ListPhoneNumbersV2Command,
} from '@aws-sdk/client-connect'
import { DeleteRolePolicyCommand, GetRoleCommand, GetRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { PutWhatsAppBusinessAccountEventDestinationsCommand } from '@aws-sdk/client-socialmessaging'
import { afterEach, expect, it } from 'vitest'
import type { Aws } from '../../../provisioning/account/clients.ts'
import { provisionChannel } from '../../../provisioning/channel/channel.ts'
import { linkedAccount } from '../../../provisioning/channel/linked-account.ts'
import type { Config } from '../../../provisioning/config/config.ts'
import { applier, planner } from '../../../provisioning/engine/reconcile.ts'
import { world } from '../../sandbox/world.ts'
import {
  type Account,
  bridgedWaba,
  fatalMoments,
  instanceArn,
  nativeWaba,
  type Settings,
  startAccount,
} from '../account.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const numberArn = `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${numberId.replace('phone-number-id-', '')}`
const flow = {
  InstanceId: world.instance.id,
  ResourceId: numberArn,
  ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
} as const
const topic = 'arn:aws:sns:us-east-1:111122223333:connect-whatsapp-whatsapp-events'
const native = {
  waba: nativeWaba,
  mode: 'native',
  numbers: { [numberId]: { flow: 'WhatsApp inbound' } },
} as const
const bridged = { waba: bridgedWaba, mode: 'bridged' } as const
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  channels: [native, bridged],
} satisfies Config

let account: Account
const accounts: Account[] = []
afterEach(() => Promise.all(accounts.splice(0).map((each) => each.close())))

async function start(settings: Settings = {}) {
  account = await startAccount(settings)
  accounts.push(account)
  await account.topic('connect-whatsapp-whatsapp-events')
}

interface Run {
  config?: Config
  replaceDestination?: boolean
  aws?: Aws
}

async function apply({
  config: wanted = config,
  aws = account.aws,
  replaceDestination = false,
}: Run = {}) {
  const summaries: string[] = []
  const step = applier((name, { summary }) => summaries.push(`${name}: ${summary}`))
  await provisionChannel(wanted, aws, step, { wait: account.wait, replaceDestination })
  return summaries
}

async function plan(wanted: Config = config) {
  const summaries: string[] = []
  await provisionChannel(
    wanted,
    account.aws,
    planner((name, { summary }) => summaries.push(`${name}: ${summary}`)),
    { wait: account.wait },
  )
  return summaries
}

/** Returns the state of the account, without the ids that AWS generates. */
async function contents() {
  const { iam, connect, sns, socialMessaging } = account.aws
  const RoleName = 'ConnectWhatsAppChannel'
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
  const { PolicyDocument } = await iam.send(
    new GetRolePolicyCommand({ RoleName, PolicyName: 'TwoWayChannel' }),
  )
  const { ListPhoneNumbersSummaryList } = await connect.send(new ListPhoneNumbersV2Command({}))
  const numbers = await Promise.all(
    ListPhoneNumbersSummaryList!.map(
      async ({ PhoneNumberId, SourcePhoneNumberArn, InstanceId }) => {
        const { ClaimedPhoneNumberSummary } = await connect.send(
          new DescribePhoneNumberCommand({ PhoneNumberId }),
        )
        const { PhoneNumberStatus, Tags } = ClaimedPhoneNumberSummary!
        return { SourcePhoneNumberArn, InstanceId, status: PhoneNumberStatus!.Status, Tags }
      },
    ),
  )
  return {
    role: [Role!.Arn, Role!.AssumeRolePolicyDocument, Role!.Tags, PolicyDocument],
    wabas: (
      await Promise.all(
        [nativeWaba, bridgedWaba].map((waba) => linkedAccount(waba, socialMessaging)),
      )
    ).map(({ linkedAt, ...waba }) => waba),
    numbers,
    flow: (await connect.send(new GetFlowAssociationCommand(flow))).FlowId,
    topic: JSON.parse(
      (await sns.send(new GetTopicAttributesCommand({ TopicArn: topic }))).Attributes!.Policy!,
    ),
  }
}

it('sets up a native and a bridged channel for two linked WABAs, and reports each change', async () => {
  await start()

  const summaries = await apply()

  expect(summaries.sort()).toEqual([
    `${numberId}: import Lighthouse Travel into Connect instance sales`,
    `${numberId}: start its chats in flow "WhatsApp inbound"`,
    'role ConnectWhatsAppChannel: allow it to send events to Connect and to import numbers, as AWS documents it',
    'role ConnectWhatsAppChannel: create it and let social-messaging.amazonaws.com assume it',
    'topic connect-whatsapp-whatsapp-events: let AWS End User Messaging Social publish to it, from this account only',
    `${nativeWaba}: mark the event destination as managed by connect-whatsapp, in the tags of the WABA`,
    `${nativeWaba}: send events to Connect instance sales`,
    `${bridgedWaba}: mark the event destination as managed by connect-whatsapp, in the tags of the WABA`,
    `${bridgedWaba}: send events to SNS topic connect-whatsapp-whatsapp-events`,
  ])
  const { wabas, numbers, flow } = await contents()
  expect(wabas.map(({ destination }) => destination)).toEqual([
    { arn: instanceArn, roleArn: 'arn:aws:iam::111122223333:role/ConnectWhatsAppChannel' },
    { arn: topic },
  ])
  expect(numbers).toEqual([
    {
      SourcePhoneNumberArn: numberArn,
      InstanceId: world.instance.id,
      status: 'CLAIMED',
      Tags: { ManagedBy: 'connect-whatsapp' },
    },
  ])
  expect(flow).toBe(`${instanceArn}/contact-flow/${world.flows[0]!.id}`)
})

it('plans exactly the changes that apply makes afterwards, and writes nothing', async () => {
  await start()
  const before = account.writes().length

  const planned = await plan()

  expect(account.writes().slice(before)).toEqual([])
  expect(planned.sort()).toEqual((await apply()).sort())
})

it('makes no write call when apply runs again', async () => {
  await start()
  await apply()
  const before = account.writes().length

  expect(await apply()).toEqual([])
  expect(account.writes().slice(before)).toEqual([])
})

it('reaches the same state when it runs again after it was killed before or after any write', {
  timeout: 120_000,
}, async () => {
  await start()
  const before = account.calls().length
  await apply()
  const moments = fatalMoments(account.calls().slice(before))
  expect(moments.length).toBeGreaterThan(5)
  const whole = await contents()

  for (const killedAfter of moments) {
    await start()
    await expect(apply({ aws: account.dyingClients(killedAfter) })).rejects.toThrow('killed')
    await apply()
    expect(await contents(), `killed after call ${killedAfter}`).toEqual(whole)
  }
})

it('changes nothing at all if another program has set the event destination of one WABA', async () => {
  await start()
  await account.topic('orders')
  const eventDestinations = [{ eventDestinationArn: 'arn:aws:sns:us-east-1:111122223333:orders' }]
  await account.aws.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({ id: bridgedWaba, eventDestinations }),
  )
  const before = account.writes().length

  await expect(apply()).rejects.toThrow(
    `${bridgedWaba} (Lighthouse Repairs) sends its events to arn:aws:sns:us-east-1:111122223333:orders`,
  )
  expect(account.writes().slice(before)).toEqual([])

  await apply({ replaceDestination: true })
  expect((await contents()).wabas[1]!.tags).toMatchObject({
    'connect-whatsapp:replaced-destination': 'arn:aws:sns:us-east-1:111122223333:orders',
  })
})

it('repairs changes that others made, and changes nothing else', async () => {
  await start()
  await apply()
  const whole = await contents()
  await account.aws.iam.send(
    new DeleteRolePolicyCommand({
      RoleName: 'ConnectWhatsAppChannel',
      PolicyName: 'TwoWayChannel',
    }),
  )
  await account.aws.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({
      id: bridgedWaba,
      eventDestinations: [],
    }),
  )

  const summaries = await apply()

  expect(summaries.sort()).toEqual([
    'role ConnectWhatsAppChannel: allow it to send events to Connect and to import numbers, as AWS documents it',
    `${bridgedWaba}: send events to SNS topic connect-whatsapp-whatsapp-events`,
  ])
  expect(await contents()).toEqual(whole)
})

it.each<[string, Config, RegExp]>([
  [
    'a WABA that is not linked',
    { ...config, channels: [{ ...native, waba: 'waba-00000000000000000000000000000000' }] },
    /no such WhatsApp Business Account is linked in us-east-1.*console/,
  ],
  [
    'an instance that does not exist',
    { ...config, instance: instanceArn.replace('3f1c2b4a', '0000aaaa') },
    /there is no such Connect instance/,
  ],
  [
    'a number of another WABA',
    {
      ...config,
      channels: [
        { ...native, numbers: { [world.wabas[1]!.numbers[0]!.id]: { flow: 'WhatsApp inbound' } } },
      ],
    },
    /is not a number of waba-0a1b2c3d4e5f60718293a4b5c6d7e8f9 \(Lighthouse Travel\), which has phone-number-id-1a2b/,
  ],
  [
    'a flow that does not exist',
    { ...config, channels: [{ ...native, numbers: { [numberId]: { flow: 'Inbound' } } }] },
    /no inbound flow of that name/,
  ],
  [
    'a topic that does not exist',
    { ...config, channels: [{ ...bridged, topic: 'arn:aws:sns:us-east-1:111122223333:nowhere' }] },
    /this topic does not exist/,
  ],
  [
    'a role that does not exist',
    { ...config, channels: [{ ...native, role: 'arn:aws:iam::111122223333:role/nobody' }] },
    /there is no such role/,
  ],
])('changes nothing, and gives the reason: %s', async (_, wanted, message) => {
  await start()
  const before = account.writes().length

  await expect(apply({ config: wanted })).rejects.toThrow(message)
  expect(account.writes().slice(before)).toEqual([])
})

it('refuses a FIFO topic before any call', async () => {
  await start()
  const before = account.calls().length

  await expect(
    apply({ config: { ...config, channels: [{ ...bridged, topic: `${topic}.fifo` }] } }),
  ).rejects.toThrow('cannot use FIFO topics')
  expect(account.calls().slice(before)).toEqual([])
})

function channelOf(count: number) {
  const numbers = Array.from({ length: count }, (_, i) => ({
    ...world.wabas[0]!.numbers[0]!,
    id: `phone-number-id-${String(i).padStart(32, '0')}`,
    metaId: `10654035224${1000 + i}`,
    number: `+155501${10 + i}`,
  }))
  const channel = {
    ...native,
    numbers: Object.fromEntries(numbers.map(({ id }) => [id, { flow: 'WhatsApp inbound' }])),
  }
  return {
    world: { ...world, wabas: [{ ...world.wabas[0]!, numbers }, world.wabas[1]!] },
    config: { ...config, channels: [channel] },
  }
}

const numbersInConnect = async () =>
  (await account.aws.connect.send(new ListPhoneNumbersV2Command({}))).ListPhoneNumbersSummaryList!

it('plans twenty unchanged numbers with at most 35 calls, none of which writes', async () => {
  const { world, config } = channelOf(20)
  await start({ world, connect: { phoneNumbersPerInstance: 50 } })
  await apply({ config })
  const [calls, writes] = [account.calls().length, account.writes().length]

  expect(await plan(config)).toEqual([])
  expect(account.calls().length - calls).toBeLessThanOrEqual(35)
  expect(account.writes().length).toBe(writes)
})

it('sets up six numbers although Connect allows only two calls a second', {
  timeout: 60_000,
}, async () => {
  const { world, config } = channelOf(6)
  await start({ world, connect: { throttle: true } })

  await apply({ config })

  expect(
    account.calls().filter(({ error }) => error?.includes('Throttling')).length,
  ).toBeGreaterThan(0)
  account.connect.settings.throttle = false
  expect(await plan(config)).toEqual([])
})

it('sets up the other numbers when one number fails', async () => {
  const { world, config } = channelOf(3)
  await start({ world, connect: { phoneNumbersPerInstance: 2 } })

  await expect(apply({ config })).rejects.toThrow(/Raise the quota "Phone numbers per instance"/)
  expect(await numbersInConnect()).toHaveLength(2)
})
