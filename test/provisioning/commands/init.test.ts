import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
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
import { type Answers, ENTER, INTERRUPT, startTerminal } from '../host.ts'
import { recorded } from '../identity/recorded.ts'

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
      run(init, [...(options.includes('--config') ? [] : ['--config', file]), ...options], answers),
    plan: () => run(plan, ['--config', file, '--only', 'channel']),
    written: () => JSON.parse(readFileSync(file, 'utf8')),
  }
}

const okta = recorded.okta.configuration
const chooses = [[nativeWaba], 'native', 'WhatsApp inbound', ['Agent'], 'alarms@example.com']

it('asks which resources to use, and writes a configuration with which an agent can work', async () => {
  const { init, plan, written } = await start()
  const answers = [...chooses, okta.issuer, ENTER, okta.clientId!, ENTER, 'uid', 'tag', ENTER]

  const { code, asked, output } = await init(['--region', 'us-east-1'], { answers })

  expect(code).toBe(0)
  expect(asked).toEqual([
    'Which WhatsApp Business Accounts do you want to use?',
    'Who receives and sends the messages of Lighthouse Travel?',
    'In which flow do chats start for Lighthouse Travel, +15550100?',
    'Users of which security profiles see the widget in the agent workspace?',
    'E-mail address that is notified of alarms (leave empty for none)',
    'OpenID Connect issuer that agents sign in with (https://…; leave empty to add it later)',
    'Audience of the access tokens for the widget’s API',
    'Client id of the widget at that issuer',
    'Scope of the API, as the access token lists it (leave empty if it has none)',
    'Which claim identifies an agent?',
    'How is the Connect user found from uid?',
    'Key of the tag',
  ])
  expect(output).toMatch(/This is Okta\. provisioning\/identity-providers\/okta\.md/)
  expect(output).toMatch(/one agent can read and write as another/)
  expect(output).toMatch(
    /Before agents can use WhatsApp in Connect:\n {2}- Write each agent's uid .*users link"\.\nNext/,
  )
  expect(written()).toMatchObject({
    region: 'us-east-1',
    instance: instanceArn,
    identityProvider: okta,
    stack: { securityProfiles: ['Agent'], alarmEmail: 'alarms@example.com' },
    channels: [
      { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
    ],
  })
  expect((await plan()).code).toBe(2)
})

it.each(Object.entries(recorded))(
  'suggests for %s the values from the page about that provider',
  async (_, { configuration }) => {
    const { init, written } = await start()
    const { audience, clientId = audience, apiScopes, userClaim } = configuration
    const identity = [
      configuration.issuer,
      audience,
      ...(configuration.clientId ? [clientId] : []),
      ENTER,
      userClaim,
      'tag',
      ENTER,
    ]

    await init(['--region', 'us-east-1'], { answers: [...chooses, ...identity] })

    expect(written().identityProvider).toEqual({ ...configuration, apiScopes })
  },
)

it('refuses a wrong answer at once, and repeats the question', async () => {
  const { init, written } = await start()
  const answers = [
    ...chooses.slice(0, -1),
    'nobody',
    'alarms@example.com',
    'http://login.example.com',
    'https://accounts.google.com',
    'https://nowhere.example.com',
    okta.issuer,
    ...['', 'api://default', 'widget', 'two words', 'agent', 'uid', 'username'],
  ]

  const { code, err } = await init(['--region', 'us-east-1'], { answers })

  expect(code).toBe(0)
  expect(err).toEqual([
    expect.stringMatching(/"nobody" is not an e-mail address/),
    expect.stringMatching(/"http:\/\/login\.example\.com" is not valid\. Use an https URL/),
    expect.stringMatching(/accounts\.google\.com: .*Cognito user pool/),
    expect.stringMatching(/nowhere\.example\.com: its discovery document cannot be read/),
    'This cannot be empty.',
    'A scope contains no spaces.',
  ])
  expect(written().identityProvider.userLookup).toBe('username')
})

it('explains why a claim that users can change is unsafe, and accepts it only when it is confirmed', async () => {
  const { init, written } = await start()
  const identity = [okta.issuer, ENTER, 'widget', ENTER, 'another', 'email', false, 'sub', true]
  const answers = [...chooses, ...identity, 'username']

  const { err } = await init(['--region', 'us-east-1'], { answers })

  expect(err).toEqual([
    expect.stringMatching(
      /With email, one agent could act as another: at many providers, users can change their email/,
    ),
    expect.stringMatching(/With sub, .*the login by default.*Set "userClaim" to "uid"/),
  ])
  expect(written().identityProvider.userClaim).toBe('sub')
})

it('stores the answers of an interrupted run, and suggests them in the next run', async () => {
  const { init, written, file } = await start()
  const before = [...chooses, okta.issuer, 'api://travel', INTERRUPT]

  const interrupted = await init(['--region', 'us-east-1'], { answers: before })

  expect(interrupted.code).toBe(1)
  expect(interrupted.errors).toContain(`Your answers are stored in ${file}.answers`)
  expect(existsSync(file)).toBe(false)

  const repeated = [ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER]
  const answers = [...repeated, 'widget', ENTER, 'uid', 'username']
  const { code, output } = await init(['--region', 'us-east-1'], { answers })

  expect(code).toBe(0)
  expect(output).toContain('has your answers from the last run')
  expect(written()).toMatchObject({
    identityProvider: { issuer: okta.issuer, audience: 'api://travel', clientId: 'widget' },
    stack: { alarmEmail: 'alarms@example.com' },
  })
  expect(existsSync(`${file}.answers`)).toBe(false)
})

it('lists what the admin still has to set up before agents can work', async () => {
  const { init } = await start()
  const answers = [[bridgedWaba], 'bridged', 'Bridged chat', [], '', '']

  const { output } = await init(['--region', 'us-east-1'], { answers })

  expect(output).toMatch(
    /Before agents can use WhatsApp in Connect:\n {2}- Add "identityProvider".*\n {2}- Add "securityProfiles"/,
  )
})

it('refuses, before the first question, a file that it could not write', async () => {
  const { init } = await start()

  const { code, errors, asked } = await init(['--config', '/nowhere/config.json'], { answers: [] })

  expect([code, asked]).toEqual([1, []])
  expect(errors).toMatch(/the folder \/nowhere does not exist or is not writable/)
})

it('asks nothing when options answer every question', async () => {
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

it('configures a new flow if an option names a queue instead of a flow', async () => {
  const { init, plan } = await start()
  await init(['--region', 'us-east-1', '--waba', nativeWaba, '--queue', 'WhatsApp'])

  const { output } = await plan()

  expect(output).toContain(
    '+ flow "WhatsApp inbound (connect-whatsapp)": create it in Connect instance sales',
  )
  expect(output).toContain(
    `${numberId}: start its chats in flow "WhatsApp inbound (connect-whatsapp)"`,
  )
})

it('configures a new flow for bridged chats, by option or by answer', async () => {
  const { init, written } = await start()
  const created = { chatFlow: 'WhatsApp bridged chats (connect-whatsapp)', chatQueue: 'WhatsApp' }
  const waba = `${bridgedWaba}=bridged`

  await init(['--region', 'us-east-1', '--waba', waba, '--queue', 'WhatsApp'])
  expect(written().stack).toEqual(created)

  const answers = [[bridgedWaba], 'bridged', created.chatFlow, 'WhatsApp', [], '', '']
  await init(['--region', 'us-east-1', '--force'], { answers })
  expect(written().stack).toEqual(created)
})

it('changes nothing in the AWS account', async () => {
  const { init } = await start()
  const before = account.writes().length

  await init(['--region', 'us-east-1', '--waba', nativeWaba, '--flow', 'WhatsApp inbound'])

  expect(account.writes().slice(before)).toEqual([])
})

it.each<[string, string[], RegExp]>([
  ['no Region', [], /No AWS Region is set\. Add --region/],
  [
    'an instance that does not exist',
    ['--region', 'us-east-1', '--instance', 'marketing'],
    /There is no Connect instance "marketing" in us-east-1\. Use sales\./,
  ],
  [
    'a WABA that is not linked',
    ['--region', 'us-east-1', '--waba', 'waba-0'],
    /The WABA waba-\w+ is not linked in us-east-1\. Use waba-/,
  ],
  [
    'a flow that does not exist',
    ['--region', 'us-east-1', '--flow', 'Inbound'],
    /no published inbound flow ".+" \(it has WhatsApp inbound, Bridged chat\)/,
  ],
  [
    'no flow at all',
    ['--region', 'us-east-1'],
    /needs a flow\. Add --flow NAME to use an existing flow, or --queue NAME/,
  ],
  [
    'a security profile that does not exist',
    ['--region', 'us-east-1', '--flow', 'WhatsApp inbound', '--security-profile', 'Clerk'],
    /no security profile "Clerk"\. Use Agent/,
  ],
  [
    'an issuer without the claim that identifies an agent',
    [
      ...['--region', 'us-east-1', '--flow', 'WhatsApp inbound'],
      ...['--issuer', okta.issuer, '--audience', 'a'],
    ],
    /--issuer needs --user-claim.*one agent could act as another.*"uid"/,
  ],
  [
    'an issuer that cannot work',
    [
      ...['--region', 'us-east-1', '--flow', 'WhatsApp inbound', '--user-claim', 'sub'],
      ...['--issuer', 'https://accounts.google.com', '--audience', 'a'],
    ],
    /Google’s access tokens are not JWTs/,
  ],
])('stops with a sentence that names what is missing: %s', async (_, options, message) => {
  const { init } = await start()

  const { code, errors } = await init(options)

  expect(code).toBe(1)
  expect(errors).toMatch(message)
})

it('does not overwrite an existing configuration', async () => {
  const { init, file } = await start()
  writeFileSync(file, '{}')

  const { code, errors } = await init(['--region', 'us-east-1'])

  expect(code).toBe(1)
  expect(errors).toMatch(/already exists\. Overwrite it with --force/)
})

it('refers to AWS’s console if no WABA is linked', async () => {
  const { init } = await start({ world: { ...world, wabas: [] } })

  const { errors } = await init(['--region', 'us-east-1'])

  expect(errors).toMatch(/Link an account in the console: https:\/\//)
})
