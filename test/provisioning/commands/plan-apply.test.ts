import { PutWhatsAppBusinessAccountEventDestinationsCommand } from '@aws-sdk/client-socialmessaging'
import { afterEach, expect, it } from 'vitest'
import { apply as applyCommand } from '../../../provisioning/commands/apply.ts'
import { plan as planCommand } from '../../../provisioning/commands/plan.ts'
import type { Config } from '../../../provisioning/config/config.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, bridgedWaba, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { type Answers, configFile, startTerminal } from '../host.ts'

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

async function start() {
  account = await startAccount()
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
    plan: (wanted: unknown = config, options?: string[]) =>
      run(planCommand, given(wanted, options)),
    apply: (wanted: unknown = config, options: string[] = ['--yes'], answers?: Answers) =>
      run(applyCommand, given(wanted, options), answers),
  }
}

it('a plan says what would change in sentences, writes nothing, and ends with 2', async () => {
  const { plan } = await start()
  const before = account.writes().length

  const { code, said } = await plan()

  expect(code).toBe(2)
  expect(said).toContain(
    `  + ${nativeWaba}: send events to Connect instance sales instead of nowhere`,
  )
  expect(said).toContain(`  + ${numberId}: import Lighthouse Travel into Connect instance sales`)
  expect(said).toMatch(
    /is done in the console only: https:\/\/us-east-1\.console\.aws\.amazon\.com\/social-messaging/,
  )
  expect(account.writes().slice(before)).toEqual([])
})

it('once applied, a plan ends with 0 and says what stays', async () => {
  const { plan, apply } = await start()
  expect((await apply()).code).toBe(0)

  const { code, said } = await plan()

  expect(code).toBe(0)
  expect(said).toContain(`  = ${nativeWaba}: sends events to Connect instance sales`)
  expect(said).toContain('Nothing to do.')
})

it('a plan as JSON is one document with changes, what stays, and notes', async () => {
  const { plan } = await start()

  const { code, said } = await plan(config, ['--json'])

  expect(code).toBe(2)
  expect(JSON.parse(said).changes[0]).toEqual({
    part: 'channel',
    name: 'role ConnectWhatsAppChannel',
    action: 'create',
    summary: 'create it for social-messaging.amazonaws.com to assume',
  })
})

it('a second apply makes no write call', async () => {
  const { apply } = await start()
  await apply()
  const before = account.writes().length

  const { code, said } = await apply()

  expect(code).toBe(0)
  expect(said).toContain('Nothing to do.')
  expect(account.writes().slice(before)).toEqual([])
})

it('without --yes and without anybody to ask, it changes nothing and says so', async () => {
  const { apply } = await start()
  const before = account.writes().length

  const { code, complained } = await apply(config, [])

  expect(code).toBe(1)
  expect(complained).toBe(
    'Nobody is here to agree to these changes. Give --yes, or run this in a terminal.',
  )
  expect(account.writes().slice(before)).toEqual([])
})

it('asks first, and a no changes nothing', async () => {
  const { apply } = await start()
  const before = account.writes().length

  const { code, asked } = await apply(config, [], { answers: [false] })

  expect(code).toBe(1)
  expect(asked).toEqual(['Make these 6 changes?'])
  expect(account.writes().slice(before)).toEqual([])
})

it('a foreign destination is refused in one sentence that names the option, and replaced with it', async () => {
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

it('a 403 half-way says which thing, which call, what to do, and that running again goes on; then it does', async () => {
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

  expect(code).toBe(1)
  expect(err).toEqual([
    expect.stringMatching(
      /^waba-\w+: SocialMessaging TagResource: AWS refuses it \(.*connect-whatsapp permissions.*goes on from there\.$/,
    ),
  ])
  expect((await apply()).code).toBe(0)
})

it('credentials of another account are told before anything else is asked', async () => {
  const { plan } = await start()
  const before = account.calls().length

  const elsewhere = { ...config, instance: instanceArn.replace('111122223333', '444455556666') }
  const { code, err } = await plan(elsewhere)

  expect(code).toBe(1)
  expect(err[0]).toMatch(/^These credentials are of account 111122223333 .*AWS_PROFILE/)
  expect(
    account
      .calls()
      .slice(before)
      .map(({ operation }) => operation),
  ).toEqual(['GetCallerIdentity'])
})

it.each<[string, unknown, RegExp]>([
  [
    'a file that is not there',
    undefined,
    /there is no such file\. "connect-whatsapp init" writes one/,
  ],
  ['a file that is not JSON', '{"region":', /is not JSON/],
  [
    'a typo',
    { ...config, chanels: [] },
    /chanels: there is no such setting; is "channels" meant\?/,
  ],
  ['an unknown mode', { ...config, channels: [{ ...native, mode: 'both' }] }, /channels\.0\.mode/],
])('%s is one clear message and exit code 1, before any call', async (_, wanted, message) => {
  const { plan } = await start()
  const before = account.calls().length
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })

  const { code, complained } =
    wanted === undefined
      ? await run(planCommand, ['--config', '/nowhere.json'])
      : await plan(wanted)

  expect(code).toBe(1)
  expect(complained).toMatch(message)
  expect(account.calls().slice(before)).toEqual([])
})

it('changing the mode names what is open and under way, switches, and can be taken back', async () => {
  const { plan, apply } = await start()
  await apply({ ...config, channels: [{ ...bridged, waba: nativeWaba }] })

  const { said } = await plan()
  expect(said).toContain(
    'instead of arn:aws:sns:us-east-1:111122223333:whatsapp: its mode changes from bridged to native',
  )
  expect(said).toContain(
    `${nativeWaba} changes from bridged to native: 0 contacts are open, 0 replies are under way.`,
  )

  expect((await apply()).code).toBe(0)
  expect((await apply({ ...config, channels: [{ ...bridged, waba: nativeWaba }] })).code).toBe(0)
  expect((await plan({ ...config, channels: [{ ...bridged, waba: nativeWaba }] })).code).toBe(0)
})
