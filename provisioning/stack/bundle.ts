// Bundles every function of functions.ts for Lambda into one ES module, with a source map beside
// it.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { functions } from '#deployment/functions'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A built function. The bundled code of one function. Lambda runs the export `handler` of its
 * index.mjs.
 */
export interface Bundle {
  name: string
  bytes: number
}

/** Writes `<name>/index.mjs` and `<name>/index.mjs.map` for each function. */
export async function bundleFunctions(outdir: string): Promise<Bundle[]> {
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
    // Without this setting, the bundler would use the CommonJS modules of the AWS SDK. It can
    // remove unused code only from ES modules, which saves a third of the size.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(root, 'lambdas/aws/credentials.ts') },
    minify: true,
    // Without this setting, esbuild would replace each typographic apostrophe by an escape sequence
    // of six characters.
    charset: 'utf8',
    // Some dependencies are CommonJS modules, which call `require` for Node's own modules when they
    // are loaded.
    banner: {
      js: "import{createRequire as createRequireHere}from'node:module';const require=createRequireHere(import.meta.url);",
    },
    // The source map is a separate file, with which stack traces can be read. The bundle does not
    // refer to this file.
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'warning',
  })
  await Promise.all(
    outputFiles.map(async ({ path, contents }) => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, contents)
    }),
  )
  return outputFiles
    .filter(({ path }) => path.endsWith('.mjs'))
    .map(({ path, contents }) => ({
      name: relative(outdir, dirname(path)),
      bytes: contents.byteLength,
    }))
}
