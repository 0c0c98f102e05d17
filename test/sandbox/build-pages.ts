// Builds what the sandbox serves to browsers: the widget's pages exactly as they are shipped, and the sandbox's own.
// Built once for each state of the sources: the folder's name is their hash, so tests and starts find it ready.
import { execFile } from 'node:child_process'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hashOf, root } from './sources.ts'

const cache = join(root, 'dist/pages')
const SOURCES = [
  'agent-widget',
  'lambdas/whatsapp',
  'lambdas/widget-api/api.ts',
  'test/sandbox/pages',
  'test/sandbox/build-pages.ts',
  'vite.config.ts',
  'package-lock.json',
]
const KEPT_MS = 60 * 60_000

/** The folder with `widget/` and `sandbox/`. */
export async function buildPages(): Promise<string> {
  const folder = join(cache, await hashOf(SOURCES))
  if (await exists(folder)) return folder
  // Beside its final place, so that whoever is second to finish finds it taken and throws his away.
  const making = `${folder}.${process.pid}`
  await Promise.all(['widget', 'sandbox'].map((mode) => build(mode, join(making, mode))))
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  await forgetOld(folder)
  return folder
}

/** In a process of its own: a test's says NODE_ENV=test, and React would come with its development checks. */
async function build(mode: string, outDir: string) {
  const vite = fileURLToPath(new URL('../../bin/vite.js', import.meta.resolve('vite')))
  const args = [
    vite,
    'build',
    '--config',
    join(root, 'vite.config.ts'),
    '--mode',
    mode,
    '--outDir',
    outDir,
    '--logLevel',
    'error',
  ]
  await promisify(execFile)(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Not those of the last hour: another test may be serving them. */
async function forgetOld(current: string) {
  await mkdir(cache, { recursive: true })
  for (const name of await readdir(cache)) {
    const folder = join(cache, name)
    if (folder !== current && Date.now() - (await stat(folder)).mtimeMs > KEPT_MS)
      await rm(folder, { recursive: true, force: true })
  }
}
