// What happens to resources that are removed from the configuration, and which data would be lost.
import {
  AssociateFlowCommand,
  GetFlowAssociationCommand,
  ListSecurityProfileApplicationsCommand,
} from '@aws-sdk/client-connect'
import { GetRoleCommand } from '@aws-sdk/client-iam'
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { GetQueueUrlCommand, PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import { linkedAccount } from '../../../provisioning/channel/linked-account.ts'
import type { Command } from '../../../provisioning/cli/command.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { doctor } from '../../../provisioning/commands/doctor.ts'
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
import { type Answers, configFile, startTerminal } from '../host.ts'
import { smallStacks } from '../small-stacks.ts'

const number = world.wabas[0]!.numbers[0]!
const numberArn = `arn:aws:social-messaging:us-east-1:111122223333:phone-number-id/${number.id.replace('phone-number-id-', '')}`
const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
const native = {
  waba: nativeWaba,
  mode: 'native',
  numbers: { [number.id]: { flow: 'WhatsApp inbound' } },
}
const bridged = { waba: bridgedWaba, mode: 'bridged' }
const base = {
  region: 'us-east-1',
  instance: instanceArn,
  identityProvider: {
    issuer: 'https://id.example.com/',
    audience: 'agent-widget',
    userClaim: 'connect_user',
  },
}
const both = { ...base, stack: { chatFlow: 'Bridged chat' }, channels: [native, bridged] }
const onlyNative = { ...base, channels: [native] }

let account: Account
afterEach(() => account.close())

async function start(settings: Settings = {}) {
  account = await startAccount(settings)
  const terminal = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  return (command: Command, config: object, args: string[] = [], answers: Answers = {}) =>
    terminal.run(command, [...args, '--config', configFile(config)], {
      stacks: smallStacks,
      ...answers,
    })
}

const writesSince = (before: number) =>
  account
    .writes()
    .slice(before)
    .filter((operation) => !/^Head/.test(operation))
const destinationOf = async (waba: string) =>
  (await linkedAccount(waba, account.aws.socialMessaging)).destination?.arn

describe('a WABA that is taken out of the configuration', () => {
  it('is reported by plan, and makes apply fail while the WABA still sends its events to the stack', async () => {
    const run = await start()
    await run(apply, both, ['--yes'])

    const planned = await run(plan, onlyNative)
    expect(planned.code).toBe(1)
    expect(planned.output).toMatch(
      new RegExp(
        `✗ ${bridgedWaba} \\(.*\\) is not in the configuration, but still sends its events to .*whatsapp-events.*--remove ${bridgedWaba}`,
      ),
    )
    const before = account.writes().length
    const applied = await run(apply, onlyNative, ['--yes'])

    expect(applied.code).toBe(1)
    expect(applied.errors).toContain('would be left without a receiver')
    expect(writesSince(before)).toEqual([])
  })

  it('loses its event destination before the stack is updated, with the option --remove', async () => {
    const run = await start()
    await run(apply, both, ['--yes'])
    const before = account.calls().length

    const planned = await run(plan, onlyNative, ['--remove', bridgedWaba])
    expect(planned).toMatchObject({ code: 2, errors: '' })
    expect(planned.output).toContain(`- ${bridgedWaba}: stop sending events to`)
    const applied = await run(apply, onlyNative, ['--remove', bridgedWaba, '--yes'])

    expect(applied).toMatchObject({ code: 0, errors: '' })
    expect(await destinationOf(bridgedWaba)).toBeUndefined()
    const order = account
      .calls()
      .slice(before)
      .map(({ operation }) => operation)
    expect(order.indexOf('PutWhatsAppBusinessAccountEventDestinations')).toBeLessThan(
      order.indexOf('ExecuteChangeSet'),
    )
    expect((await run(plan, onlyNative)).code).toBe(0)
  })

  it('leaves a role that other WABAs use, and numbers in Connect without a flow', async () => {
    const run = await start()
    await run(apply, both, ['--yes'])

    const bridgedOnly = { ...both, channels: [bridged] }
    expect((await run(plan, bridgedOnly)).output).toContain(`--remove ${nativeWaba}`)
    await run(apply, bridgedOnly, ['--remove', nativeWaba, '--yes'])

    const { FlowId } = await account.aws.connect
      .send(new GetFlowAssociationCommand(association))
      .catch(() => ({ FlowId: undefined }))
    expect(FlowId).toBeUndefined()
    await expect(
      account.aws.iam.send(new GetRoleCommand({ RoleName: 'ConnectWhatsAppChannel' })),
    ).rejects.toThrow()
    expect((await run(plan, bridgedOnly)).code).toBe(0)
  })
})

it.each([
  ['is in the configuration', bridgedWaba, /because the configuration contains it/],
  ['is not linked', 'waba-00000000000000000000000000000000', /no such WhatsApp Business Account/],
])('refuses --remove for a WABA that %s', async (_, waba, message) => {
  const run = await start()

  const { code, errors } = await run(plan, both, ['--remove', waba])

  expect(code).toBe(1)
  expect(errors).toMatch(message)
})

const association = {
  InstanceId: world.instance.id,
  ResourceId: numberArn,
  ResourceType: 'WHATSAPP_MESSAGING_PHONE_NUMBER',
} as const

it('detaches the flow of a number that is taken out of the configuration', async () => {
  const run = await start()
  await run(apply, onlyNative, ['--yes'])
  const without = { ...base, channels: [{ ...native, numbers: {} }] }

  const planned = await run(plan, without)
  expect(planned.code).toBe(2)
  expect(planned.output).toContain(
    `- ${number.id}: detach its flow, so that it starts no more chats`,
  )
  expect(await run(apply, without, ['--yes'])).toMatchObject({ code: 0, errors: '' })

  expect((await run(plan, without)).code).toBe(0)
  await account.aws.connect.send(
    new AssociateFlowCommand({
      ...association,
      FlowId: `${instanceArn}/contact-flow/${world.flows[0]!.id}`,
    }),
  )
  expect((await run(plan, without)).output).toContain('detach its flow')
})

it('cleans up a security profile and a topic that the configuration no longer names', async () => {
  const run = await start()
  await account.topic('whatsapp')
  const before = {
    ...both,
    stack: {
      chatFlow: 'Bridged chat',
      securityProfiles: ['Agent'],
      supervisors: { rights: { choose: { securityProfiles: ['Agent'] } } },
    },
    channels: [native, { ...bridged, topic }],
  }
  await run(apply, before, ['--yes'])
  const after = { ...both, channels: [native, bridged] }

  const planned = await run(plan, after)
  expect(planned.output).toContain('- security profile "Agent": remove the widget')
  expect(planned.output).toContain('- topic whatsapp: stop AWS End User Messaging Social')
  expect(await run(apply, after, ['--yes'])).toMatchObject({ code: 0, errors: '' })

  const profile = world.securityProfiles.find(({ name }) => name === 'Agent')!
  const { Applications } = await account.aws.connect.send(
    new ListSecurityProfileApplicationsCommand({
      InstanceId: world.instance.id,
      SecurityProfileId: profile.id,
    }),
  )
  expect(Applications).toEqual([])
  const { Attributes } = await account.aws.sns.send(
    new GetTopicAttributesCommand({ TopicArn: topic }),
  )
  expect(Attributes!.Policy).not.toContain('social-messaging')
  expect((await run(plan, after)).code).toBe(0)
})

describe('destroy', () => {
  it('refuses to run while a WABA outside the configuration sends its events to the stack', async () => {
    const run = await start()
    await run(apply, both, ['--yes'])
    const before = account.writes().length

    const { code, errors } = await run(destroy, onlyNative, ['--confirm', 'sales'])

    expect(code).toBe(1)
    expect(errors).toMatch(new RegExp(`^${bridgedWaba} .*its customers would get no answer`))
    expect(writesSince(before)).toEqual([])

    const removed = await run(destroy, onlyNative, ['--confirm', 'sales', '--remove', bridgedWaba])
    expect(removed).toMatchObject({ code: 0, errors: '' })
    expect(await destinationOf(bridgedWaba)).toBeUndefined()
    expect(account.stacks()).toEqual(['connect-whatsapp-data'])
  })

  it('names a native WABA outside the configuration, and does not change it', async () => {
    const run = await start()
    await run(apply, both, ['--yes'])

    const onlyBridged = { ...both, channels: [bridged] }
    const { code, output } = await run(destroy, onlyBridged, ['--confirm', 'sales'])

    expect(code).toBe(0)
    expect(output).toMatch(
      new RegExp(`${nativeWaba} .*destroy leaves its channel, role and flows in place`),
    )
    expect(await destinationOf(nativeWaba)).toBe(instanceArn)
  })

  it.each([
    ['plan', plan, []],
    ['destroy', destroy, ['--confirm', 'sales']],
  ] as const)(
    'is refused, also in %s, while a WABA outside the configuration uses the admin’s topic',
    async (_, command, args) => {
      const run = await start()
      await account.topic('whatsapp')
      await run(apply, { ...both, channels: [native, { ...bridged, topic }] }, ['--yes'])

      const { code, output, errors } = await run(command, onlyNative, [...args])

      expect(code).toBe(1)
      expect(output + errors).toMatch(
        new RegExp(`${bridgedWaba} .*its customers would get no answer`),
      )
      expect(await destinationOf(bridgedWaba)).toBe(topic)
    },
  )

  const send = async (QueueName: string, fifo = {}) => {
    const { QueueUrl } = await account.aws.sqs.send(new GetQueueUrlCommand({ QueueName }))
    await account.aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', ...fifo }))
    return QueueUrl!
  }

  it('refuses to delete dead letters without --discard-messages', async () => {
    const run = await start()
    await run(apply, onlyNative, ['--yes'])
    await send('connect-whatsapp-delivery-events-dead')
    const before = account.writes().length

    const { code, output, errors } = await run(destroy, onlyNative, ['--confirm', 'sales'])

    expect(code).toBe(1)
    expect(output).toContain('connect-whatsapp-delivery-events-dead holds 1 message')
    expect(errors).toMatch(
      /destroy would lose 1 message in dead-letter queues\. Redrive or read the dead letters .* Or add --discard-messages/,
    )
    expect(writesSince(before)).toEqual([])
    const discarded = ['--confirm', 'sales', '--discard-messages']
    expect(await run(destroy, onlyNative, discarded)).toMatchObject({ code: 0, errors: '' })
  })

  it('removes an installation whose table cannot be read only if the user accepts losing messages', async () => {
    const run = await start()
    await run(apply, onlyNative, ['--yes'])
    account.faults.add({
      kind: 'error',
      service: 'dynamodb',
      code: 'AccessDeniedException',
      status: 400,
      message: 'the key is pending deletion',
    })

    expect((await run(destroy, onlyNative, ['--confirm', 'sales'])).code).toBe(3)
    const lost = await run(destroy, onlyNative, ['--confirm', 'sales', '--discard-messages'])

    expect(lost).toMatchObject({ code: 0, errors: '' })
    expect(lost.output).toMatch(
      /The unprocessed messages could not be counted, and will be lost: .*pending deletion/,
    )
  })

  it('waits for queued messages, and removes nothing if they remain queued', async () => {
    const run = await start()
    await run(apply, onlyNative, ['--yes'])
    const QueueUrl = await send('connect-whatsapp-delivery-events')
    const before = account.writes().length

    const { code, errors } = await run(destroy, onlyNative, ['--confirm', 'sales'])

    expect(code).toBe(1)
    expect(errors).toMatch(/1 message is still queued after 11 minutes/)
    expect(writesSince(before)).toEqual([])

    await account.aws.sqs.send(new PurgeQueueCommand({ QueueUrl }))
    expect((await run(destroy, onlyNative, ['--confirm', 'sales'])).code).toBe(0)
  })

  it('asks separately before it deletes the data', async () => {
    const run = await start()
    await run(apply, onlyNative, ['--yes'])
    const data = ['--delete-data', '--confirm', 'sales']

    const unconfirmed = await run(destroy, onlyNative, data)
    expect(unconfirmed.errors).toMatch(/Add --confirm-data connect-whatsapp-conversations/)
    const asked = await run(destroy, onlyNative, ['--delete-data'], { answers: ['sales', 'yes'] })
    expect(asked.errors).toMatch(/"yes" is not the name of the table/)
    expect(account.stacks()).toHaveLength(2)

    const table = [...data, '--confirm-data', 'connect-whatsapp-conversations']
    expect(await run(destroy, onlyNative, table)).toMatchObject({ code: 0, errors: '' })
    expect(account.stacks()).toEqual([])
  })
})

describe('--waba', () => {
  it('limits plan, apply, status, doctor and destroy to one WABA, and leaves the stack out', async () => {
    const run = await start()
    const limited = ['--waba', nativeWaba]

    expect(await run(apply, both, [...limited, '--yes'])).toMatchObject({ code: 0, errors: '' })
    expect(account.stacks()).toEqual([])
    expect(await destinationOf(nativeWaba)).toBe(instanceArn)
    expect(await destinationOf(bridgedWaba)).toBeUndefined()
    expect((await run(plan, both, limited)).code).toBe(0)
    for (const command of [status, doctor]) {
      const { output } = await run(command, both, limited)
      expect(output).toContain(nativeWaba)
      expect(output).not.toContain(bridgedWaba)
    }
    expect((await run(destroy, both, [...limited, '--confirm', 'sales'])).code).toBe(0)
    expect(await destinationOf(nativeWaba)).toBeUndefined()
  })

  it('with an unknown WABA makes the command list the configured WABAs', async () => {
    const run = await start()

    const { code, errors } = await run(plan, both, ['--waba', 'waba-1'])

    expect(code).toBe(1)
    expect(errors).toBe(
      `--waba does not accept waba-1. The configuration contains ${nativeWaba}, ${bridgedWaba}.`,
    )
  })

  it('makes apply refuse a bridged WABA if the stack starts no bridged chats', async () => {
    const run = await start()
    await run(apply, onlyNative, ['--yes'])

    const { code, errors } = await run(plan, both, ['--waba', bridgedWaba])

    expect(code).toBe(1)
    expect(errors).toContain('The deployed stack starts no bridged chats')
  })
})

/** A configuration with two numbers, of which Connect's quota allows only one. */
const oneTooMany = {
  ...base,
  channels: world.wabas.map(({ id, numbers }) => ({
    waba: id,
    mode: 'native',
    numbers: { [numbers[0]!.id]: { flow: 'WhatsApp inbound' } },
  })),
}
const startWithRoomForOne = (failedNumbers: 'listed' | 'not-listed') =>
  start({ connect: { phoneNumbersPerInstance: 1 }, guesses: { failedNumbers } })

it.each(['listed', 'not-listed'] as const)(
  'sets up all other numbers if Connect cannot import one number (%s)',
  async (failedNumbers) => {
    const run = await startWithRoomForOne(failedNumbers)
    const isListed = failedNumbers === 'listed'
    const channel = ['--only', 'channel']

    const applied = await run(apply, oneTooMany, ['--yes', ...channel])

    expect(applied).toMatchObject({ code: 1, err: [expect.stringMatching(/could not import it/)] })
    expect(applied.out.at(-1)).toMatch(/^Everything else is done, but 1 problem remains\./)
    const failed = /^phone-number-id-\w+/.exec(applied.errors)![0]
    const planned = await run(plan, oneTooMany, channel)
    expect(planned.output.match(/= phone-number-id-\w+: its chats start in flow/g)).toHaveLength(1)
    expect(planned.output).toMatch(
      new RegExp(isListed ? `✗ ${failed} .*could not import it` : `\\+ ${failed}: import`),
    )
    expect(planned.code).toBe(isListed ? 1 : 2)
  },
)

it('with --json, lists the changes that were made and, separately, those that a problem prevented', async () => {
  const run = await startWithRoomForOne('not-listed')

  const { out, err } = await run(apply, oneTooMany, ['--yes', '--json', '--only', 'channel'])

  const refused = /^phone-number-id-\w+/.exec(err.at(-1)!)![0]
  const { changes, prevented, problems } = JSON.parse(out.at(-1)!)
  const namesIn = (list: readonly { name: string }[]) => list.map(({ name }) => name)
  expect(problems).toEqual([expect.stringContaining(refused)])
  expect(namesIn(prevented)).toEqual([refused, refused])
  expect(namesIn(changes).filter((name) => name.startsWith('phone-number-id-'))).toHaveLength(2)
  expect(namesIn(changes)).not.toContain(refused)
})
