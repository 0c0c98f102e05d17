// Packs the package with `npm pack` and unpacks it into a temporary folder.
import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { buildCli } from '../../../provisioning/release/build-cli.ts'

export const run = promisify(execFile)
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * The tarball. `npm run build` must have run. The rest of "prepack" runs here, so that it does not
 * replace dist/widget while other tests use it.
 */
export async function packed(): Promise<string> {
  await buildCli(join(root, 'dist/cli'))
  const folder = await mkdtemp(join(tmpdir(), 'package-'))
  const options = ['--ignore-scripts', '--silent', '--pack-destination', folder]
  const { stdout } = await run('npm', ['pack', ...options], { cwd: root })
  return join(folder, stdout.trim())
}

/** The folder "package" of the unpacked tarball. */
export async function unpacked(tarball: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unpacked-'))
  await run('tar', ['-xzf', tarball, '-C', folder])
  return join(folder, 'package')
}
