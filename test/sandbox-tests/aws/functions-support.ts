// Starts the function runner, with scripted-function.ts in place of every real function.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { afterAll } from 'vitest'
import { functions as specs } from '#deployment/functions'
import { startFunctions } from '../../sandbox/functions/functions.ts'
import { account, region, started } from './support.ts'

export const place = {
  account,
  region,
  instanceArn: `arn:aws:connect:${region}:${account}:instance/3f1c2b4a-5d6e-4f70-8192-a3b4c5d6e7f8`,
  attachments: 'amazon-connect-sales-example/connect/sales/Attachments/chat',
}

export async function startedFunctions() {
  const bundles = await mkdtemp(join(tmpdir(), 'functions-'))
  const source = fileURLToPath(new URL('./scripted-function.ts', import.meta.url))
  const entryPoints = Object.keys(specs).map((name) => ({ in: source, out: `${name}/index` }))
  const target = {
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
  } satisfies BuildOptions
  await build({ entryPoints, outdir: bundles, bundle: true, ...target, logLevel: 'error' })

  const base = await started()
  const settings = {
    metaApiVersion: 'v23.0',
    userClaim: 'connect_user',
    jwt: { audience: 'agent-widget' },
    chatFlowId: 'd7c3e2f0-0000-4000-8000-000000000002',
  }
  const functions = await startFunctions({
    door: base.door,
    aws: base.aws,
    place,
    settings,
    bundles,
  })
  afterAll(async () => {
    await functions.close()
    await rm(bundles, { recursive: true })
  })
  return { ...base, functions, loggedLines: () => functions.logs().map(({ line }) => line) }
}
