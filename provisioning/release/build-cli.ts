// Builds the CLI of the npm package into dist/cli. The package contains JavaScript, because Node
// does not run TypeScript below node_modules. `npm pack` runs this build. Imported npm packages are
// not bundled. A test in test/provisioning/release checks that the dependencies in package.json are
// exactly the imported packages.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Writes all files directly into `outdir`, because the code looks for the package's root two
 * folders up.
 */
export async function buildCli(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['provisioning/cli.ts'],
    outdir,
    bundle: true,
    // Splitting allows each command to be loaded only when it runs.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: `node${manifest.engines.node.replace('>=', '')}`,
    packages: 'external',
    logLevel: 'warning',
  })
}

if (import.meta.main) await buildCli(join(root, 'dist/cli'))
