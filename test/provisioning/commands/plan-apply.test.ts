import { PutWhatsAppBusinessAccountEventDestinationsCommand } from '@aws-sdk/client-socialmessaging'
import { afterEach, expect, it } from 'vitest'
import { apply as applyCommand } from '../../../provisioning/commands/apply.ts'
import { plan as planCommand } from '../../../provisioning/commands/plan.ts'
import type { Config } from '../../../provisioning/config/config.ts'
import type { GuessValues } from '../../sandbox/guesses.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { type Answers, configFile, startTerminal } from '../host.ts'
import { smallStacks } from '../small-stacks.ts'

const numberId = world.wabas[0]!.numbers[0]!.id
const native = {
  waba: nativeWaba,
  mode: 'native',
  numbers: { [numberId]: { flow: 'WhatsApp inbound' } },
} as const
const bridged = {
  waba: bridgedWaba,
  mode: 'bridged',
  topic: 'arn:aws:sns:us-east-1:111122223333:whatsapp',
} as const
const config = { region: 'us-east-1', instance: instanceArn, channels: [native] } satisfies Config

let account: Account
afterEach(() => account.close())

async function start(guesses: Partial<GuessValues> = {}) {
  account = await startAccount({ guesses })
  await account.topic('whatsapp')
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  const given = (wanted: unknown, options: string[] = []) => [
    '--config',
    configFile(wanted),
    '--only',
    'channel',
    ...options,
  ]
  return {
    plan: (wanted: unknown = config, options?: string[], answers?: Answers) =>
      run(planCommand, given(wanted, options), answers),
    apply: (wanted: unknown = config, options: string[] = ['--yes'], answers?: Answers) =>
      run(applyCommand, given(wanted, options), answers),
  }
}

it('prints the changes of a plan in sentences, writes nothing, and exits with 2', async () => {
  const { plan } = await start()
  const before = account.writes().length

  const { code, output } = await plan()

  expect(code).toBe(2)
  expect(output).toContain(`  + ${nativeWaba}: send events to Connect instance sales`)
  expect(output).toContain(`  + ${numberId}: import Lighthouse Travel into Connect instance sales`)
  expect(output).toMatch(
    /only in the console: https:\/\/us-east-1\.console\.aws\.amazon\.com\/social-messaging/,
  )
  expect(account.writes().slice(before)).toEqual([])
})

it.each([
  [
    'exits with 2 if CloudFormation finds a difference',
    ['an alarm was changed'],
    2,
    '  ! an alarm',
  ],
  ['names the comparison if it finds none', [], 0, '  = CloudFormation: finds no difference'],
])('plan --drift %s', async (_, found, code, line) => {
  const { plan, apply } = await start()
  await apply()
  const stacks = async () => ({ ...(await smallStacks()), stackDrift: async () => [...found] })

  const planned = await plan(config, ['--drift'], { stacks })

  expect(planned.code).toBe(code)
  expect(planned.output).toContain(line)
})

it('exits with 0 and lists unchanged resources when plan runs after apply', async () => {
  const { plan, apply } = await start()
  expect((await apply()).code).toBe(0)

  const { code, output } = await plan()

  expect(code).toBe(0)
  expect(output).toContain(`  = ${nativeWaba}: sends events to Connect instance sales`)
  expect(output).toContain('Nothing to change.')
})

it('prints one JSON document with changes, unchanged resources and notes for plan --json', async () => {
  const { plan } = await start()

  const { code, output } = await plan(config, ['--json'])

  expect(code).toBe(2)
  expect(JSON.parse(output).changes[0]).toEqual({
    part: 'channel',
    name: 'role ConnectWhatsAppChannel',
    action: 'create',
    summary: 'create it and let social-messaging.amazonaws.com assume it',
  })
})

it('applies everything, and then plans no change, if AWS’s responses have undocumented members', async () => {
  const { plan, apply } = await start({ furtherMembers: 'everywhere' })

  expect((await apply()).code).toBe(0)
  expect((await plan()).output).toContain('Nothing to change.')
})

it('makes no write call when apply runs again', async () => {
  const { apply } = await start()
  await apply()
  const before = account.writes().length

  const { code, output } = await apply()

  expect(code).toBe(0)
  expect(output).toContain('Nothing to change.')
  expect(account.writes().slice(before)).toEqual([])
})

it('changes nothing without --yes outside a terminal', async () => {
  const { apply } = await start()
  const before = account.writes().length

  const { code, errors } = await apply(config, [])

  expect(code).toBe(1)
  expect(errors).toBe(
    'These changes need your consent, but the command does not run in a terminal. Add --yes, or run it in a terminal.',
  )
  expect(account.writes().slice(before)).toEqual([])
})

it('asks for confirmation, and changes nothing if the answer is no', async () => {
  const { apply } = await start()
  const before = account.writes().length

  const { code, asked } = await apply(config, [], { answers: [false] })

  expect(code).toBe(1)
  expect(asked).toEqual(['Make these 6 changes?'])
  expect(account.writes().slice(before)).toEqual([])
})

it('refuses to replace another program’s destination without the option that the message names', async () => {
  const { plan, apply } = await start()
  const eventDestinations = [{ eventDestinationArn: 'arn:aws:sns:us-east-1:111122223333:whatsapp' }]
  await account.aws.socialMessaging.send(
    new PutWhatsAppBusinessAccountEventDestinationsCommand({ id: nativeWaba, eventDestinations }),
  )

  const { code, err } = await plan()

  expect(code).toBe(1)
  expect(err).toHaveLength(1)
  expect(err[0]).toContain('--replace-destination')
  expect((await apply(config, ['--yes', '--replace-destination'])).code).toBe(0)
})

it('names resource, call and remedy if AWS denies a call, and finishes in a second apply', async () => {
  const { apply } = await start()
  account.faults.add({
    kind: 'error',
    service: 'social-messaging',
    operation: 'TagResource',
    code: 'AccessDeniedException',
    status: 403,
    message: 'not authorized to perform: social-messaging:TagResource',
    times: 1,
  })

  const { code, err } = await apply()

  expect(code).toBe(3)
  expect(err).toEqual([
    expect.stringMatching(
      /^waba-\w+: SocialMessaging TagResource: AWS denied access \(.*connect-whatsapp permissions.*Run the same command again to continue\.$/,
    ),
  ])
  expect((await apply()).code).toBe(0)
})

it('names Meta instead of an IAM policy if Meta has revoked the access to a WABA', async () => {
  const { plan } = await start()
  account.faults.add({
    kind: 'error',
    service: 'social-messaging',
    operation: 'GetLinkedWhatsAppBusinessAccount',
    code: 'AccessDeniedByMetaException',
    status: 403,
  })

  const { code, errors } = await plan()

  expect(code).toBe(3)
  expect(errors).toMatch(/Meta denied access.*Meta Business Suite/)
  expect(errors).not.toContain('connect-whatsapp permissions')
})

it('refuses credentials of another account after reading only that account’s linked WABAs', async () => {
  const { plan } = await start()
  const before = account.calls().length

  const elsewhere = { ...config, instance: instanceArn.replace('111122223333', '444455556666') }
  const { code, err } = await plan(elsewhere)

  expect(code).toBe(1)
  expect(err[0]).toMatch(/^These credentials belong to account 111122223333 .*AWS_PROFILE/)
  expect(
    account
      .calls()
      .slice(before)
      .map(({ operation }) => operation),
  ).toEqual(['ListLinkedWhatsAppBusinessAccounts', 'GetCallerIdentity'])
})

it.each<[string, unknown, RegExp]>([
  [
    'a file that does not exist',
    undefined,
    /does not exist\. Create it with "connect-whatsapp init"/,
  ],
  ['a file that is not JSON', '{"region":', /is not valid JSON/],
  [
    'a typo',
    { ...config, chanels: [] },
    /chanels: there is no such setting\. Did you mean "channels"\?/,
  ],
  ['an unknown mode', { ...config, channels: [{ ...native, mode: 'both' }] }, /channels\.0\.mode/],
])('exits with 1 and a message, before any call to AWS: %s', async (_, wanted, message) => {
  const { plan } = await start()
  const before = account.calls().length
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })

  const { code, errors } =
    wanted === undefined
      ? await run(planCommand, ['--config', '/nowhere.json'])
      : await plan(wanted)

  expect(code).toBe(1)
  expect(errors).toMatch(message)
  expect(account.calls().slice(before)).toEqual([])
})

it('lists open contacts and unsent replies before it changes the mode in either direction', async () => {
  const { plan, apply } = await start()
  await apply({ ...config, channels: [{ ...bridged, waba: nativeWaba }] })

  const { output } = await plan()
  expect(output).toContain(
    'instead of arn:aws:sns:us-east-1:111122223333:whatsapp: its mode changes from bridged to native',
  )
  expect(output).toContain(
    `${nativeWaba} changes from bridged to native: 0 contacts are open, 0 replies are waiting to be sent.`,
  )

  expect((await apply()).code).toBe(0)
  expect((await apply({ ...config, channels: [{ ...bridged, waba: nativeWaba }] })).code).toBe(0)
  expect((await plan({ ...config, channels: [{ ...bridged, waba: nativeWaba }] })).code).toBe(0)
})
