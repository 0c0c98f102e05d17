// Runs the CLI as a process against the sandbox, configured only by the SDK's own settings.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { runCommandLine } from '../../provisioning/cli/application.ts'
import { thisHost } from '../../provisioning/cli/host.ts'
import { commands } from '../../provisioning/commands/commands.ts'
import { world } from '../sandbox/world.ts'
import { type Account, instanceArn, nativeWaba, type Settings, startAccount } from './account.ts'
import { configFile } from './host.ts'

const CLI = fileURLToPath(new URL('../../provisioning/cli.ts', import.meta.url))
const numberId = world.wabas[0]!.numbers[0]!.id
const config = {
  region: 'us-east-1',
  instance: instanceArn,
  channels: [
    { waba: nativeWaba, mode: 'native', numbers: { [numberId]: { flow: 'WhatsApp inbound' } } },
  ],
}

let account: Account | undefined
afterEach(async () => {
  await account?.close()
  account = undefined
})

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'admin', AWS_SECRET_ACCESS_KEY: 'admin' }
/**
 * The home folder of the commands. With it, BARE is an environment without any AWS settings of the
 * machine that runs the tests.
 */
const home = mkdtempSync(join(tmpdir(), 'home-'))
const BARE = {
  PATH: process.env.PATH,
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_COLOR: '1',
}

interface Started {
  output: () => string
  stop(): void
  ended: Promise<{ code: number | null; out: string; err: string }>
}

function start(args: readonly string[], env: Record<string, string | undefined> = {}): Started {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...BARE, ...env },
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return {
    output: () => out,
    stop: () => void child.kill('SIGINT'),
    ended: new Promise((ended) => child.on('close', (code) => ended({ code, out, err }))),
  }
}

const run = (args: readonly string[], env?: Record<string, string | undefined>) =>
  start(args, env).ended

/** Runs a command whose standard output is closed before the command prints anything. */
async function withReaderGone(args: readonly string[]) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: BARE,
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  let err = ''
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const code = await new Promise((ended) => child.on('close', ended))
  return { code, err }
}

async function accountWith(settings: Settings = {}) {
  account = await startAccount(settings)
  return { AWS_ENDPOINT_URL: account.url, ...CREDENTIALS }
}

it('lists every command and group in --help, and marks the commands that make changes', async () => {
  const { code, out } = await run(['--help'])

  expect(code).toBe(0)
  expect(out).toContain('The usual order is init, plan, apply, doctor.')
  const listed = [...out.matchAll(/^ {2}([\w-]+) {2,}\S/gm)].map(([, name]) => name)
  expect(listed).toEqual(commands.getAllEntries().map(({ name }) => name.original))
})

it('prints the version of the package for --version', async () => {
  const { code, out } = await run(['--version'])

  expect(out).toBe(`${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`)
  expect(code).toBe(0)
})

it('explains the JSON of failures only in the help of commands that have --json', async () => {
  const [withJson, without] = await Promise.all([run(['plan', '--help']), run(['init', '--help'])])

  expect(withJson.out).toContain('With --json, standard output is\nthen {"error"')
  expect(without.out).not.toContain('--json')
  expect(without.out).toContain('A failure has exit code 3 if AWS denied access')
})

it('prints the help of plan for "help plan"', async () => {
  const [help, option] = await Promise.all([run(['help', 'plan']), run(['plan', '--help'])])

  expect(help).toEqual(option)
  expect(help.out).toMatch(/^USAGE\n {2}connect-whatsapp plan .*\[--only channel\]/)
})

it.each([
  [['plann'], 'There is no command "plann". Did you mean "plan"?', 'connect-whatsapp --help'],
  [
    ['template', 'fields', 'x.json'],
    'There is no command "template". Did you mean "debug template"?',
    'connect-whatsapp --help',
  ],
  [
    ['replies', 'rety', '1'],
    'There is no command "rety". Did you mean "retry"?',
    'connect-whatsapp replies --help',
  ],
  [
    ['plan', '--replace-destinatoin'],
    'There is no option "--replace-destinatoin". Did you mean "--replace-destination"?',
    'connect-whatsapp plan --help',
  ],
  [['apply', '--force'], 'There is no option "--force".', 'connect-whatsapp apply --help'],
  [['apply', '-f'], 'There is no option "-f".', 'connect-whatsapp apply --help'],
  [
    ['plan', '--only', 'stack'],
    '--only does not accept "stack". Use "channel".',
    'connect-whatsapp plan --help',
  ],
  [
    ['plan', '--json=x'],
    '--json does not accept "x". Use the option without a value.',
    'connect-whatsapp plan --help',
  ],
  [
    ['resume', '--extend', '0'],
    '--extend does not accept "0". Use a whole number of minutes from 1 to 1440.',
    'connect-whatsapp resume --help',
  ],
  [['replies', 'show'], 'The argument ID is missing.', 'connect-whatsapp replies show --help'],
  [
    ['status', 'now'],
    'Unexpected argument "now": the command takes no arguments.',
    'connect-whatsapp status --help',
  ],
  [
    ['plan', '--config', '--json'],
    'The option --config needs a value, but --json follows it.',
    'connect-whatsapp plan --help',
  ],
  [
    ['plan', '--drifft', '--json'],
    'There is no option "--drifft". Did you mean "--drift"?',
    'connect-whatsapp plan --help',
  ],
])('answers the wrong usage %j with a sentence and exit code 1', async (args, sentence, help) => {
  const [out, err] = [[] as string[], [] as string[]]
  const code = await runCommandLine(commands, args, {
    process: {
      stdout: { write: (text) => void out.push(text) },
      stderr: { write: (text) => void err.push(text) },
    },
    host: thisHost,
  })

  const messages = [sentence, `Run "${help}" for usage.`]
  expect(err.join('')).toBe(`${messages.join('\n')}\n`)
  if (args.some((word) => word.startsWith('--json')))
    expect(JSON.parse(out.join(''))).toEqual({ error: { kind: 'refused', messages } })
  else expect(out).toEqual([])
  expect(code).toBe(1)
})

it('ends without a stack trace if the program that reads its output ends first', async () => {
  const { code, err } = await withReaderGone(['permissions', '--config', configFile(config)])

  expect(err).toBe('')
  expect(code).toBe(0)
})

it('uses the endpoint in AWS_ENDPOINT_URL, and exits with 2 if plan finds changes', async () => {
  const env = await accountWith()

  const { code, out, err } = await run(
    ['plan', '--only', 'channel', '--config', configFile(config)],
    env,
  )

  expect(err).toBe('')
  expect(code).toBe(2)
  expect(out).toContain('send events to Connect instance sales')
})

it('reads endpoint and credentials from an AWS profile', async () => {
  const { AWS_ENDPOINT_URL } = await accountWith()
  const file = join(home, 'aws-config')
  writeFileSync(
    file,
    `[profile contact-center]\naws_access_key_id = admin\naws_secret_access_key = admin\nendpoint_url = ${AWS_ENDPOINT_URL}\n`,
  )

  const { code, out } = await run(['status', '--only', 'channel', '--config', configFile(config)], {
    AWS_CONFIG_FILE: file,
    AWS_PROFILE: 'contact-center',
  })

  expect(code).toBe(0)
  expect(out).toContain('Account: 111122223333, Region us-east-1')
})

it('explains how to sign in if there are no credentials', async () => {
  const { AWS_ENDPOINT_URL } = await accountWith()

  const { code, err, out } = await run(
    ['plan', '--only', 'channel', '--config', configFile(config)],
    { AWS_ENDPOINT_URL },
  )

  expect(code).toBe(3)
  expect(out).toBe('')
  expect(err).toBe(
    'No AWS credentials were found. Sign in (aws sso login), or name a profile in AWS_PROFILE, then run this again.\n',
  )
})

it('reports in one sentence that the role of a profile cannot be assumed', async () => {
  const { AWS_ENDPOINT_URL } = await accountWith()
  const file = join(home, 'assuming')
  writeFileSync(
    file,
    `[profile base]\naws_access_key_id = admin\naws_secret_access_key = admin\nregion = us-east-1\n[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/none\nsource_profile = base\nregion = us-east-1\n`,
  )

  const { code, err } = await run(['plan', '--only', 'channel', '--config', configFile(config)], {
    AWS_CONFIG_FILE: file,
    AWS_PROFILE: 'ops',
    AWS_ENDPOINT_URL,
  })

  expect(code).toBe(3)
  expect(err).toMatch(
    /^The role of the AWS profile cannot be assumed \(.*role\/none.*\)\. Check the profile's role_arn.*\n$/,
  )
})

it('reports in one sentence that the session has expired', async () => {
  const env = await accountWith()
  account!.faults.add({
    kind: 'error',
    code: 'ExpiredToken',
    status: 403,
    message: 'The security token included in the request is expired',
  })

  const { code, err } = await run(
    ['plan', '--only', 'channel', '--config', configFile(config)],
    env,
  )

  expect(code).toBe(3)
  expect(err).toMatch(
    /^The AWS session has expired \(at STS GetCallerIdentity\)\. Sign in again, then run this again\..*\n$/,
  )
})

it.each([
  ['denied', 3, { code: 'AccessDeniedException', status: 403 }],
  ['denied', 3, { code: 'InvalidClientTokenId', status: 403 }],
  ['unavailable', 4, { code: 'ThrottlingException', status: 429 }],
  ['unavailable', 4, { code: 'ServiceUnavailable', status: 503 }],
  ['refused', 1, { code: 'ValidationException', status: 400 }],
])(
  'prints a failure of the kind “%s” as JSON, with the exit code %i (%j)',
  async (kind, exitCode, fault) => {
    const env = await accountWith()
    account!.faults.add({ kind: 'error', message: 'no', ...fault })

    const { code, out, err } = await run(
      ['plan', '--json', '--only', 'channel', '--config', configFile(config)],
      { ...env, AWS_MAX_ATTEMPTS: '1' },
    )

    expect(code).toBe(exitCode)
    // Removes the lines of standard error that report that calls wait because of a rate limit.
    const message = err.split('\n').filter((line) => !line.startsWith('… '))
    expect(JSON.parse(out)).toEqual({ error: { kind, messages: [message.join('\n').trim()] } })
  },
)

it('prints a wrong configuration as JSON', async () => {
  const { code, out } = await run(['status', '--json', '--config', configFile({})], {})

  expect(code).toBe(1)
  const { error } = JSON.parse(out)
  expect(error.kind).toBe('refused')
  expect(error.messages[0]).toMatch(/region: this setting is missing/)
})

it('reports in one sentence that the endpoint cannot be reached', async () => {
  const { code, err } = await run(['plan', '--only', 'channel', '--config', configFile(config)], {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_MAX_ATTEMPTS: '1',
    ...CREDENTIALS,
  })

  expect(code).toBe(4)
  expect(err).toMatch(/AWS could not be reached .*AWS_ENDPOINT_URL/)
  expect(err.trim().split('\n')).toHaveLength(1)
})

it('completes an import in a second apply after Ctrl-C interrupted the first', {
  timeout: 60_000,
}, async () => {
  const env = await accountWith({ connect: { importMs: 60_000 } })
  const args = ['apply', '--yes', '--only', 'channel', '--config', configFile(config)]
  const first = start(args, env)
  await expect
    .poll(first.output, { timeout: 30_000, interval: 100 })
    .toContain(`… ${numberId}: import`)

  first.stop()
  const stopped = await first.ended
  expect(stopped.code).toBe(1)
  expect(stopped.err).toContain('Stopped. The changes so far remain')

  await account!.clock.advance(60_000)
  const { code, out } = await run(args, env)
  expect(out).toContain('Done: 2 changes.')
  expect(code).toBe(0)
})
