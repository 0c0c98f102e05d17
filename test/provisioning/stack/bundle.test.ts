import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { functions } from '#deployment/functions'
import { variables } from '#deployment/resources'
import { type Bundle, bundleFunctions } from '../../../provisioning/stack/bundle.ts'
import { bundleBareClients, LARGEST_RATIO } from '../../bench/bundles.ts'

const place = {
  account: '111122223333',
  region: 'us-east-1',
  instanceArn:
    'arn:aws:connect:us-east-1:111122223333:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8',
  attachments: 'amazon-connect-sales-example/connect/sales/Attachments/chat',
}
const settings = {
  metaApiVersion: 'v23.0',
  userClaim: 'sub',
  jwt: { audience: 'agent-widget' },
  chatFlowId: 'd7c3e2f0-0000-4000-8000-000000000002',
}
const env = {
  AWS_REGION: place.region,
  ...Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value(place, settings)]),
  ),
}

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'))
let bundles: Bundle[]

beforeAll(async () => {
  bundles = await bundleFunctions(outdir)
})
afterAll(() => rmSync(outdir, { recursive: true }))

it('builds one ES module for every function, with its source map beside it', () => {
  expect(readdirSync(outdir).sort()).toEqual(Object.keys(functions).sort())
  for (const name of Object.keys(functions))
    expect(readdirSync(join(outdir, name)).sort()).toEqual(['index.mjs', 'index.mjs.map'])
})

it('exports the handler of the function, and loads with only the function’s environment variables', () => {
  const load = `for (const file of process.argv.slice(1)) console.log(typeof (await import(file)).handler)`
  const files = bundles.map(({ name }) => join(outdir, name, 'index.mjs'))

  const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', load, ...files], {
    env,
    encoding: 'utf8',
  })

  expect(loaded.trim().split('\n')).toEqual(bundles.map(() => 'function'))
})

it('no bundle contains a comment with the address of its source map', () => {
  for (const { name, bytes } of bundles) {
    const code = readFileSync(join(outdir, name, 'index.mjs'), 'utf8')
    expect(code).not.toContain('sourceMappingURL')
    expect(bytes).toBe(Buffer.byteLength(code))
  }
})

it('the bundle of send-reply is at most 1.1 times as large as the AWS clients in it', async () => {
  const bareClients = await bundleBareClients(join(outdir, 'bare.mjs'))
  const sendReply = bundles.find(({ name }) => name === 'send-reply')!

  expect(sendReply.bytes / bareClients).toBeLessThanOrEqual(LARGEST_RATIO)
})

it('a bundle contains only the parts of the AWS SDK that the function uses', () => {
  const sweep = readFileSync(join(outdir, 'sweep', 'index.mjs'), 'utf8')

  expect(sweep).toContain('DynamoDB_20120810')
  expect(sweep).not.toContain('CreateGlobalTable')
  // Lambda passes the credentials in environment variables, so the bundle must contain no other
  // credential provider of the SDK.
  expect(sweep).toContain('AWS_SESSION_TOKEN')
  expect(sweep).not.toContain('AWS_WEB_IDENTITY_TOKEN_FILE')
})
