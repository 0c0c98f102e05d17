import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { init } from '../../../provisioning/commands/init.ts'
import { plan } from '../../../provisioning/commands/plan.ts'
import { world } from '../../sandbox/world.ts'
import {
  type Account,
  bridgedWaba,
  instanceArn,
  nativeWaba,
  type Settings,
  startAccount,
} from '../account.ts'
import { type Answers, startTerminal } from '../host.ts'

const numberId = world.wabas[0]!.numbers[0]!.id

let account: Account
afterEach(() => account.close())

async function start(settings: Settings = {}) {
  account = await startAccount(settings)
  const file = join(mkdtempSync(join(tmpdir(), 'connect-whatsapp-')), 'config.json')
  const { run } = startTerminal({ aws: account.aws, wait: account.wait, now: account.clock.now })
  return {
    file,
    init: (options: string[], answers?: Answers) =>
      run(init, ['--config', file, ...options], answers),
    plan: () => run(plan, ['--config', file, '--only', 'channel']),
    written: () => JSON.parse(readFileSync(file, 'utf8')),
  }
}

it('asks which of what it finds, and writes a configuration that plan accepts', async () => {
  const { init, plan, written } = await start()
  const answers = [[nativeWaba], 'native', 'WhatsApp inbound', 'https://id.example.com', 'widget']

  const { code, asked } = await init(['--region', 'us-east-1'], { answers })

  expect(code).toBe(0)
  expect(asked).toEqual([
    'Which WhatsApp Business Accounts?',
    'Lighthouse Travel: who receives and sends its messages?',
    'Lighthouse Travel, +15550100: in which flow do its chats start?',
    'OpenID Connect issuer your agents sign in with (https://…; empty: later)',
    "The widget's client id there (the tokens' audience)",
  ])
  expect(written()).toMatchObject({
    region: 'us-east-1',
    instance: instanceArn,
    identityProvider: { issuer: 'https://id.example.com', audience: 'widget' },
    channels: [
      { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
    ],
  })
  expect((await plan()).code).toBe(2)
})

it('with options it asks nothing', async () => {
  const { init, written } = await start()

  const { code } = await init([
    '--region',
    'us-east-1',
    '--waba',
    nativeWaba,
    '--waba',
    `${bridgedWaba}=bridged`,
    '--flow',
    'WhatsApp inbound',
  ])

  expect(code).toBe(0)
  expect(written().channels.map(({ mode }: { mode: string }) => mode)).toEqual([
    'native',
    'bridged',
  ])
})

it('with a queue instead of a flow, the flow is to be made', async () => {
  const { init, plan } = await start()
  await init(['--region', 'us-east-1', '--waba', nativeWaba, '--queue', 'WhatsApp'])

  const { said } = await plan()

  expect(said).toContain(
    '+ flow "WhatsApp inbound (connect-whatsapp)": make it in Connect instance sales',
  )
  expect(said).toContain(
    `${numberId}: start its chats in flow "WhatsApp inbound (connect-whatsapp)" instead of none`,
  )
})

it('changes nothing in the account', async () => {
  const { init } = await start()
  const before = account.writes().length

  await init(['--region', 'us-east-1', '--waba', nativeWaba, '--flow', 'WhatsApp inbound'])

  expect(account.writes().slice(before)).toEqual([])
})

it.each<[string, string[], RegExp]>([
  ['no Region', [], /No Region is set\. Give --region/],
  [
    'an instance that is not there',
    ['--region', 'us-east-1', '--instance', 'marketing'],
    /--instance marketing: us-east-1 has no such Connect instance\. It has sales\./,
  ],
  [
    'a WABA that is not linked',
    ['--region', 'us-east-1', '--waba', 'waba-0'],
    /no such WABA is linked in us-east-1\. Linked are waba-/,
  ],
  [
    'a flow that is not there',
    ['--region', 'us-east-1', '--flow', 'Inbound'],
    /no published inbound flow of that name \(WhatsApp inbound, Bridged chat\)/,
  ],
  ['no flow at all', ['--region', 'us-east-1'], /needs a flow: give --flow NAME, or --queue NAME/],
])('says what is missing: %s', async (_, options, message) => {
  const { init } = await start()

  const { code, complained } = await init(options)

  expect(code).toBe(1)
  expect(complained).toMatch(message)
})

it('does not write over a configuration', async () => {
  const { init, file } = await start()
  writeFileSync(file, '{}')

  const { code, complained } = await init(['--region', 'us-east-1'])

  expect(code).toBe(1)
  expect(complained).toMatch(/is there already\. --force writes over it/)
})

it('where no WABA is linked it says that only the console can', async () => {
  const { init } = await start({ world: { ...world, wabas: [] } })

  const { complained } = await init(['--region', 'us-east-1'])

  expect(complained).toMatch(/Link one in the console, which is the only way: https:\/\//)
})
