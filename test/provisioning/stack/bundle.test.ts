import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { functions } from '../../../lambdas/deployment/functions.ts'
import { variables } from '../../../lambdas/deployment/resources.ts'
import { type Bundle, bundleFunctions } from '../../../provisioning/stack/bundle.ts'

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
  mkdirSync(join(outdir, 'a-function-of-yesterday'))
  bundles = await bundleFunctions(outdir)
})
afterAll(() => rmSync(outdir, { recursive: true }))

it('every function becomes one ES module with its map beside it, and nothing older stays', () => {
  expect(readdirSync(outdir).sort()).toEqual(Object.keys(functions).sort())
  for (const name of Object.keys(functions))
    expect(readdirSync(join(outdir, name)).sort()).toEqual(['index.mjs', 'index.mjs.map'])
})

it('a module loads by itself, given its environment, and exports its handler', () => {
  const load = `for (const file of process.argv.slice(1)) console.log(typeof (await import(file)).handler)`
  const files = bundles.map(({ name }) => join(outdir, name, 'index.mjs'))

  const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', load, ...files], {
    env,
    encoding: 'utf8',
  })

  expect(loaded.trim().split('\n')).toEqual(bundles.map(() => 'function'))
})

it('a module does not tell where its map is', () => {
  for (const { name, bytes } of bundles) {
    const code = readFileSync(join(outdir, name, 'index.mjs'), 'utf8')
    expect(code).not.toContain('sourceMappingURL')
    expect(bytes).toBe(Buffer.byteLength(code))
  }
})

it('only what is used of the AWS SDK is in a module', () => {
  const sweep = readFileSync(join(outdir, 'sweep', 'index.mjs'), 'utf8')

  expect(sweep).toContain('DynamoDB_20120810')
  expect(sweep).not.toContain('CreateGlobalTable')
  // Credentials are in a function's environment: nothing looks for them elsewhere.
  expect(sweep).toContain('AWS_SESSION_TOKEN')
  expect(sweep).not.toContain('AWS_WEB_IDENTITY_TOKEN_FILE')
})
