// The command line as a process of its own, against the sandbox's front door, with nothing but the SDK's own settings.
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
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
/** Nothing of the machine the test runs on. */
const home = mkdtempSync(join(tmpdir(), 'home-'))
const BARE = {
  PATH: process.env.PATH,
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_COLOR: '1',
}

interface Started {
  said: () => string
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
    said: () => out,
    stop: () => void child.kill('SIGINT'),
    ended: new Promise((ended) => child.on('close', (code) => ended({ code, out, err }))),
  }
}

const run = (args: readonly string[], env?: Record<string, string | undefined>) =>
  start(args, env).ended

async function accountWith(settings: Settings = {}) {
  account = await startAccount(settings)
  return { AWS_ENDPOINT_URL: account.url, ...CREDENTIALS }
}

it('--help says what it is for, in which order, and what changes anything', async () => {
  const { code, out } = await run(['--help'])

  expect(code).toBe(0)
  expect(out).toContain('In the usual order: init, plan, apply, doctor.')
  for (const name of [
    'init',
    'plan',
    'apply',
    'doctor',
    'status',
    'pause',
    'resume',
    'replies list',
    'permissions',
    'destroy',
  ])
    expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
})

it('plans against the endpoint of AWS_ENDPOINT_URL, and ends with 2', async () => {
  const env = await accountWith()

  const { code, out, err } = await run(
    ['plan', '--only', 'channel', '--config', configFile(config)],
    env,
  )

  expect(err).toBe('')
  expect(code).toBe(2)
  expect(out).toContain('send events to Connect instance sales instead of nowhere')
})

it('takes endpoint and credentials from a profile', async () => {
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
  expect(out).toContain('Account 111122223333, us-east-1')
})

it('without credentials it says how to sign in, and nothing else', async () => {
  const { AWS_ENDPOINT_URL } = await accountWith()

  const { code, err, out } = await run(
    ['plan', '--only', 'channel', '--config', configFile(config)],
    { AWS_ENDPOINT_URL },
  )

  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toBe(
    'No AWS credentials were found. Sign in (aws sso login), or name a profile in AWS_PROFILE, then run this again.\n',
  )
})

it('a profile whose role cannot be assumed is one sentence about that role, not about our policies', async () => {
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

  expect(code).toBe(1)
  expect(err).toMatch(
    /^The role of the AWS profile cannot be assumed \(.*role\/none.*\)\. Check the profile's role_arn.*\n$/,
  )
})

it('an expired session is one sentence', async () => {
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

  expect(code).toBe(1)
  expect(err).toMatch(
    /^The AWS session has expired \(at STS GetCallerIdentity\)\. Sign in again, then run this again\..*\n$/,
  )
})

it('an endpoint nobody answers at is one sentence', async () => {
  const { code, err } = await run(['plan', '--only', 'channel', '--config', configFile(config)], {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_MAX_ATTEMPTS: '1',
    ...CREDENTIALS,
  })

  expect(code).toBe(1)
  expect(err).toMatch(/AWS could not be reached .*AWS_ENDPOINT_URL/)
  expect(err.trim().split('\n')).toHaveLength(1)
})

it('an option it does not know is one sentence, exit code 1', async () => {
  const { code, err } = await run(['apply', '--force'])

  expect(code).toBe(1)
  expect(err).toMatch(/^Unknown option '--force'\. --help lists what can be given\.\n$/)
})

it('Ctrl-C during an import leaves everything so that a second apply finishes it', {
  timeout: 60_000,
}, async () => {
  const env = await accountWith({ connect: { importMs: 60_000 } })
  const args = ['apply', '--yes', '--only', 'channel', '--config', configFile(config)]
  const first = start(args, env)
  await expect
    .poll(first.said, { timeout: 30_000, interval: 100 })
    .toContain(`… ${numberId}: import`)

  first.stop()
  const stopped = await first.ended
  expect(stopped.code).toBe(1)
  expect(stopped.err).toContain('Stopped. What is done stays')

  await account!.clock.advance(60_000)
  const { code, out } = await run(args, env)
  expect(out).toContain('Done: 2 changes.')
  expect(code).toBe(0)
})
