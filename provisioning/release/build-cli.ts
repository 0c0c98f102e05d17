// Builds the CLI of the npm package: JavaScript in dist/cli, because Node does not run TypeScript
// below node_modules. `npm pack` runs this. Packages from npm are not bundled. A test in
// test/provisioning/release checks that package.json lists exactly these packages as dependencies.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Writes all files directly into `outdir`, because the code finds the package's root two folders up. */
export async function buildCli(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['provisioning/cli.ts'],
    outdir,
    bundle: true,
    // Each command is loaded only when it is called.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: `node${manifest.engines.node.replace('>=', '')}`,
    packages: 'external',
    logLevel: 'warning',
  })
}

if (import.meta.main) await buildCli(join(root, 'dist/cli'))
