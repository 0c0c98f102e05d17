// Builds every function of functions.ts as Lambda runs it: one ES module each, with its source map beside it.
// `node provisioning/stack/bundle.ts` builds them into dist/lambdas and prints their sizes.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { functions } from '../../lambdas/deployment/functions.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What Lambda is told to run: `export const handler` of index.mjs. */
export interface Bundle {
  name: string
  bytes: number
}

/** Replaces what is in `outdir` with `<name>/index.mjs` and `<name>/index.mjs.map` for each function. */
export async function bundleFunctions(outdir = join(root, 'dist/lambdas')): Promise<Bundle[]> {
  const names = Object.keys(functions)
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({
      in: `lambdas/functions/${name}.ts`,
      out: `${name}/index`,
    })),
    outdir,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The AWS SDK ships ES modules too, and only those are tree-shaken: a third smaller.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(root, 'lambdas/aws/credentials.ts') },
    minify: true,
    // Some dependencies are CommonJS and require Node's own modules while they load.
    banner: {
      js: "import{createRequire as createRequireHere}from'node:module';const require=createRequireHere(import.meta.url);",
    },
    // Kept apart and not referred to: stack traces are read with it, nobody fetches it.
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'warning',
  })
  await writeAll(
    outdir,
    outputFiles.map(({ path, contents }) => ({ path: relative(outdir, path), contents })),
  )
  return outputFiles
    .filter(({ path }) => path.endsWith('.mjs'))
    .map(({ path, contents }) => ({
      name: relative(outdir, path).replace('/index.mjs', ''),
      bytes: contents.byteLength,
    }))
}

async function writeAll(outdir: string, files: { path: string; contents: Uint8Array }[]) {
  await mkdir(outdir, { recursive: true })
  const built = new Set(files.map(({ path }) => path.split('/')[0]))
  const left = (await readdir(outdir)).filter((folder) => !built.has(folder))
  await Promise.all(left.map((folder) => rm(join(outdir, folder), { recursive: true })))
  await Promise.all([...built].map((folder) => mkdir(join(outdir, folder!), { recursive: true })))
  await Promise.all(files.map(({ path, contents }) => writeFile(join(outdir, path), contents)))
}

if (import.meta.main) {
  const started = performance.now()
  const bundles = await bundleFunctions()
  for (const { name, bytes } of bundles)
    console.log(`${name.padEnd(20)} ${(bytes / 1000).toFixed(0).padStart(6)} kB`)
  console.log(
    `${bundles.length} functions in dist/lambdas, ${Math.round(performance.now() - started)} ms`,
  )
}
