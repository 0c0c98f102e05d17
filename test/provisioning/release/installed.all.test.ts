// Deploys everything twice: from the package installed into an empty folder, and from a clone
// without dist/. Neither deployment needs a manual build.
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import {
  type IdentityProvider,
  startIdentityProvider,
  usualShape,
} from '../../sandbox/functions/identity-provider.ts'
import { world } from '../../sandbox/world.ts'
import { type Account, instanceArn, nativeWaba, startAccount } from '../account.ts'
import { packed, promisedMegabytes, root, run } from './package.ts'

/**
 * The oldest version of Node that "engines" in package.json allows. The test installs it as an npm
 * package. If npm has no package for this machine, the test uses the current Node.
 */
const OLDEST = manifest.engines.node.replace('>=', '')
const NODE_PACKAGE = `node-${process.platform}-${process.arch}`

const configOf = (issuer: string) => ({
  region: 'us-east-1',
  instance: instanceArn,
  identityProvider: {
    issuer,
    audience: 'agent-widget',
    userClaim: 'connect_user',
  },
  channels: [
    {
      waba: nativeWaba,
      mode: 'native',
      numbers: { [world.wabas[0]!.numbers[0]!.id]: { flow: 'WhatsApp inbound' } },
    },
  ],
})

let account: Account
let provider: IdentityProvider
let folder: string
beforeEach(async () => {
  account = await startAccount()
  provider = await startIdentityProvider(0, usualShape('connect_user', 'agent-widget'))
  folder = await mkdtemp(join(tmpdir(), 'installed-'))
})
afterEach(async () => {
  await provider.close()
  await account.close()
})

/** Runs the CLI in `file` with this Node, and returns its exit code and its output. */
async function connectWhatsapp(node: string, file: string, ...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_ENDPOINT_URL: account.url,
    AWS_ACCESS_KEY_ID: 'admin',
    AWS_SECRET_ACCESS_KEY: 'admin',
    AWS_EC2_METADATA_DISABLED: 'true',
    // On Node 20, the AWS SDK would print a warning about the end of its support.
    NODE_NO_WARNINGS: '1',
  }
  // The account's clock advances only if somebody advances it. The CLI in another process cannot do
  // that.
  const passing = setInterval(() => account.wait(60_000), 50)
  try {
    const { stdout, stderr } = await run(node, [file, ...args], { cwd: folder, env })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  } finally {
    clearInterval(passing)
  }
}

async function widgetFiles() {
  const Bucket = `connect-whatsapp-widget-${world.account}-${world.region}`
  const { Contents = [] } = await account.aws.s3.send(new ListObjectsV2Command({ Bucket }))
  return Contents.map(({ Key }) => Key!)
}

async function deploys(node: string, file: string) {
  await writeFile(
    join(folder, 'connect-whatsapp.config.json'),
    JSON.stringify(configOf(provider.issuer)),
  )
  const planned = await connectWhatsapp(node, file, 'plan')
  expect(planned).toMatchObject({ code: 2, err: '' })
  expect(planned.out).toMatch(/upload \d+ of the widget's \d+ files/)

  expect(await connectWhatsapp(node, file, 'apply', '--yes')).toMatchObject({ code: 0, err: '' })
  expect(await widgetFiles()).toEqual(
    expect.arrayContaining(['agent-workspace.html', 'ccp.html', 'config.json', 'embed.js']),
  )
  expect((await connectWhatsapp(node, file, 'plan')).out).toContain('Nothing to change.')
  // The sandbox's CloudFormation creates no queues, so doctor reports problems. This shows that
  // doctor works in the package too.
  const doctor = await connectWhatsapp(node, file, 'doctor')
  expect(doctor.out).toContain(nativeWaba)
}

it('deploys everything from an installed package on the oldest Node', {
  timeout: 600_000,
}, async () => {
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', ['install', ...quiet, await packed()], { cwd: folder })
  const installed = join(folder, 'node_modules')
  const { stdout: size } = await run('du', ['-sm', installed])
  expect(Number(size.split('\t')[0])).toBeLessThan(
    await promisedMegabytes(/takes less than (\d+) MB/),
  )
  await run('npm', ['install', '--no-save', ...quiet, `${NODE_PACKAGE}@${OLDEST}`], {
    cwd: folder,
  }).catch(() => {})
  const oldest = join(installed, NODE_PACKAGE, 'bin/node')
  const node = existsSync(oldest) ? oldest : process.execPath
  const file = join(installed, '.bin/connect-whatsapp')

  expect(await readdir(installed)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(vite|vitest|esbuild|playwright.*|react)$/)]),
  )

  expect(await connectWhatsapp(node, file, '--version')).toMatchObject({
    code: 0,
    out: expect.stringContaining(manifest.version),
  })
  await deploys(node, file)
})

it('in a clone without dist/, builds everything that it deploys', {
  timeout: 600_000,
}, async () => {
  const clone = join(folder, 'clone')
  await run('git', ['clone', '--quiet', root, clone])
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'))
  const { bin } = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8'))
  expect(existsSync(join(clone, 'dist'))).toBe(false)

  await deploys(process.execPath, join(clone, bin['connect-whatsapp']))
})
