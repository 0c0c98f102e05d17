import { ListPhoneNumbersV2Command } from '@aws-sdk/client-connect'
import { AttachRolePolicyCommand, CreatePolicyCommand, GetRoleCommand } from '@aws-sdk/client-iam'
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { PutWhatsAppBusinessAccountEventDestinationsCommand } from '@aws-sdk/client-socialmessaging'
import { afterEach, expect, it } from 'vitest'
import type { Aws } from '../../../provisioning/account/clients.ts'
import { linkedAccount } from '../../../provisioning/channel/linked-account.ts'
import { apply } from '../../../provisioning/commands/apply.ts'
import { destroy } from '../../../provisioning/commands/destroy.ts'
import { world } from '../../sandbox/world.ts'
import {
  type Account,
  bridgedWaba,
  fatalMoments,
  instanceArn,
  nativeWaba,
  startAccount,
} from '../account.ts'
import { type Answers, configFile, startTerminal } from '../host.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const topic = 'arn:aws:sns:us-east-1:111122223333:whatsapp'
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
    { waba: bridgedWaba, mode: 'bridged', topic },
  ],
}

let account: Account
const accounts: Account[] = []
afterEach(() => Promise.all(accounts.splice(0).map((each) => each.close())))

async function start() {
  account = await startAccount()
  accounts.push(account)
  await account.topic('whatsapp')
  const args = ['--config', configFile(config), '--only', 'channel']
  const terminal = (aws: Aws) => startTerminal({ aws, wait: account.wait, now: account.clock.now })
  return {
    apply: (...more: string[]) => terminal(account.aws).run(apply, [...args, '--yes', ...more]),
    destroy: (
      more: string[] = ['--confirm', 'sales'],
      { aws = account.aws, ...answers }: Answers & { aws?: Aws } = {},
    ) => terminal(aws).run(destroy, [...args, ...more], answers),
  }
}

async function contents() {
  const { iam, connect, sns, socialMessaging } = account.aws
  const wabas = await Promise.all(
    [nativeWaba, bridgedWaba].map((id) => linkedAccount(id, socialMessaging)),
  )
  const { ListPhoneNumbersSummaryList } = await connect.send(new ListPhoneNumbersV2Command({}))
  return {
    role: await iam.send(new GetRoleCommand({ RoleName: 'ConnectWhatsAppChannel' })).then(
      () => 'there',
      () => 'gone',
    ),
    wabas: wabas.map(({ destination, tags }) => ({ destination, tags })),
    numbers: ListPhoneNumbersSummaryList!.length,
    topic: (await sns.send(new GetTopicAttributesCommand({ TopicArn: topic }))).Attributes!.Policy,
  }
}

const nothing = { destination: undefined, tags: {} }

it('removes everything except the numbers, and lists what remains', async () => {
  const { apply, destroy } = await start()
  await apply()

  const { code, output } = await destroy()

  expect(code).toBe(0)
  expect(await contents()).toMatchObject({ role: 'gone', wabas: [nothing, nothing], numbers: 1 })
  expect((await contents()).topic).not.toContain('social-messaging')
  expect(output).toContain(`${nativeWaba}, ${bridgedWaba} stay linked to this account.`)
  expect(output).toContain(`${numberId} stays in Connect. --release-numbers releases them.`)
})

it('removes nothing when it runs again, and apply then restores everything', async () => {
  const { apply, destroy } = await start()
  await apply()
  await destroy()
  const before = account.writes().length

  const { code, output } = await destroy()

  expect(code).toBe(0)
  expect(output).toContain('Nothing to remove.')
  expect(account.writes().slice(before)).toEqual([])
  expect((await apply()).code).toBe(0)
  expect(await contents()).toMatchObject({ role: 'there', numbers: 1 })
})

it('restores the event destination that apply had replaced', async () => {
  const { apply, destroy } = await start()
  await account.topic('orders')
  const eventDestinations = [{ eventDestinationArn: 'arn:aws:sns:us-east-1:111122223333:orders' }]
  await account.aws.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({ id: nativeWaba, eventDestinations }),
  )
  await apply('--replace-destination')

  await destroy()

  expect((await contents()).wabas[0]).toEqual({
    destination: { arn: 'arn:aws:sns:us-east-1:111122223333:orders' },
    tags: {},
  })
})

it('does not remove an event destination that somebody else has set since', async () => {
  const { apply, destroy } = await start()
  await apply()
  await account.topic('orders')
  const eventDestinations = [{ eventDestinationArn: 'arn:aws:sns:us-east-1:111122223333:orders' }]
  await account.aws.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({ id: nativeWaba, eventDestinations }),
  )

  await destroy()

  expect((await contents()).wabas[0]).toEqual({
    destination: { arn: 'arn:aws:sns:us-east-1:111122223333:orders' },
    tags: {},
  })
})

it('releases the numbers with --release-numbers', async () => {
  const { apply, destroy } = await start()
  await apply()

  const { output } = await destroy(['--confirm', 'sales', '--release-numbers'])

  expect(output).toContain('twice its quota of numbers within 180 days')

  expect((await contents()).numbers).toBe(0)
})

it.each<[string, string[], Answers, RegExp]>([
  ['it runs outside a terminal without confirmation', [], {}, /Add --yes --confirm sales/],
  [
    'another name is typed',
    [],
    { answers: ['marketing'] },
    /"marketing" is not the name of the Connect instance \(sales\)\. Nothing was changed\./,
  ],
  ['a script names no instance', ['--yes'], {}, /--yes needs --confirm sales/],
  ['another name is given', ['--confirm', 'Sales'], {}, /"Sales" is not the name/],
])('changes nothing when %s', async (_, options, answers, message) => {
  const { apply, destroy } = await start()
  await apply()
  const before = account.writes().length

  const { code, errors } = await destroy(options, answers)

  expect(code).toBe(1)
  expect(errors).toMatch(message)
  expect(account.writes().slice(before)).toEqual([])
})

it('does not delete a role to which others have added policies, and reports the role', async () => {
  const { apply, destroy } = await start()
  await apply()
  const { iam } = account.aws
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
  })
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'more', PolicyDocument }))
  await iam.send(
    new AttachRolePolicyCommand({ RoleName: 'ConnectWhatsAppChannel', PolicyArn: Policy!.Arn! }),
  )

  const { code, errors } = await destroy()

  expect(code).toBe(1)
  expect(errors).toMatch(
    /role ConnectWhatsAppChannel has policies that connect-whatsapp did not create/,
  )
})

it('removes what is left if it runs again after it was killed before or after any write', {
  timeout: 60_000,
}, async () => {
  const { apply, destroy } = await start()
  await apply()
  const before = account.calls().length
  await destroy()
  const moments = fatalMoments(account.calls().slice(before))
  expect(moments.length).toBeGreaterThan(5)
  const whole = await contents()

  for (const killedAfter of moments) {
    const again = await start()
    await again.apply()
    await again.destroy(undefined, { aws: account.dyingClients(killedAfter) }).catch(() => {})
    expect((await again.destroy()).code).toBe(0)
    expect(await contents(), `killed after call ${killedAfter}`).toEqual(whole)
  }
})
