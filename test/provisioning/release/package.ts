// Packs the package with `npm pack`, and unpacks it into a temporary folder.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { buildCli } from '../../../provisioning/release/build-cli.ts'

export const run = promisify(execFile)
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Packs the package, and returns the path of the tarball. `npm run build` must have run before. The
 * rest of the script "prepack" runs in a copy of the repository, because other tests use dist/ at
 * the same time.
 */
export async function packed(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'package-'))
  await cp(root, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(root, path)) })
  await buildCli(join(copy, 'dist/cli'))
  const options = ['--ignore-scripts', '--silent', '--pack-destination', copy]
  const { stdout } = await run('npm', ['pack', ...options], { cwd: copy })
  return join(copy, stdout.trim())
}

const LEFT_OUT = new Set(['.git', 'node_modules'])

/** Unpacks the tarball, and returns the path of the folder "package" in it. */
export async function unpacked(tarball: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unpacked-'))
  await run('tar', ['-xzf', tarball, '-C', folder])
  return join(folder, 'package')
}

/**
 * Returns the number of megabytes in this sentence of provisioning/README.md, the page for admins.
 */
export async function promisedMegabytes(sentence: RegExp): Promise<number> {
  const page = await readFile(join(root, 'provisioning/README.md'), 'utf8')
  return Number(page.match(sentence)![1])
}
