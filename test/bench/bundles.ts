// Compares the size and the loading time of two bundles: the bundle of send-reply, and a bundle
// with only the AWS clients that send-reply uses.
import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { functions } from '#deployment/functions'
import { median, type Row } from './rows.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
export const sendReply = join(root, 'dist/lambdas/send-reply/index.mjs')
const bare = join(root, 'dist/bench/bare.mjs')
const LOADS = 9

/**
 * The largest allowed size of the bundle of send-reply, as a multiple of the size of the bundle
 * with only the AWS clients.
 */
export const LARGEST_RATIO = 1.1

/** The environment variables without which send-reply cannot be loaded. */
export const environment = {
  ...Object.fromEntries(functions['send-reply'].env.map((name) => [name, 'bucket/prefix'])),
  AWS_REGION: 'us-east-1',
}

export async function bundles(): Promise<Row[]> {
  const theirs = await bundleBareClients(bare)
  const ours = statSync(sendReply).size
  const loads = { ours: [] as number[], theirs: [] as number[] }
  // Loads the two bundles alternately, so that other work of the machine slows both down equally.
  for (let i = 0; i < LOADS; i++) {
    loads.ours.push(await loadMs(sendReply))
    loads.theirs.push(await loadMs(bare))
  }
  const [oursMs, theirsMs] = [median(loads.ours), median(loads.theirs)]
  const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`
  return [
    {
      what: 'send-reply: bundle, of the bare clients’',
      measured: ours / theirs,
      unit: 'ratio',
      budget: { atMost: LARGEST_RATIO },
      note: `${kB(ours)} / ${kB(theirs)}`,
    },
    // The obvious comparison would be AWS's sample code, but it cannot be loaded here. The project
    // bundles its functions with esbuild. With rolldown, whatsapp-event would be a third smaller
    // (654 kB instead of 947 kB). Only half the size would justify a second bundler.
    {
      what: 'send-reply: CPU of module load, of the bare clients’',
      measured: oursMs / theirsMs,
      unit: 'ratio',
      budget: { atMost: 1.3 },
      note: `${oursMs.toFixed(0)} ms / ${theirsMs.toFixed(0)} ms`,
    },
    ...Object.keys(functions).map(
      (name): Row => ({
        what: `${name}: bundle, of the bare clients’`,
        measured: statSync(join(root, 'dist/lambdas', name, 'index.mjs')).size / theirs,
        unit: 'ratio',
      }),
    ),
  ]
}

/** Bundles the clients that send-reply uses, and returns the size of the file in bytes. */
export async function bundleBareClients(outfile: string): Promise<number> {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/bare.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    banner: {
      js: "import{createRequire as createRequireHere}from'node:module';const require=createRequireHere(import.meta.url);",
    },
    legalComments: 'none',
  })
  return statSync(outfile).size
}

async function loadMs(file: string): Promise<number> {
  const script = `const at = process.cpuUsage(); await import(${JSON.stringify(pathToFileURL(file).href)}); const { user, system } = process.cpuUsage(at); console.log((user + system) / 1000)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...environment },
  })
  return Number(stdout.trim().split('\n').at(-1))
}
