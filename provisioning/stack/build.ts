// Builds the functions and the widget of a clone into dist/, unless their sources are unchanged
// since the last build. To build both, run `node provisioning/stack/build.ts`.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ConfigError } from '../config/error.ts'
import { bundleFunctions } from './bundle.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The files that define the versions of all dependencies. */
const DEPENDENCIES = ['package.json', 'package-lock.json']

/**
 * The sources of the widget's pages. The pages may import nothing else: see
 * test/architecture/rules.ts.
 */
export const WIDGET_SOURCES = [
  'agent-widget',
  'lambdas/whatsapp',
  'lambdas/model',
  'lambdas/widget-api/api.ts',
  'lambdas/supervisor-api/api.ts',
  'vite.config.ts',
  ...DEPENDENCIES,
]

const FUNCTION_SOURCES = ['lambdas', 'provisioning/stack/bundle.ts', ...DEPENDENCIES]

/** Returns the folder dist/lambdas, which contains `<name>/index.mjs` for each function. */
export async function buildFunctions(): Promise<string> {
  return buildOnce('dist/lambdas', FUNCTION_SOURCES, async (folder) => {
    await bundleFunctions(folder)
  })
}

/** Returns the folder dist/widget, which contains the widget's pages. */
export async function buildWidget(): Promise<string> {
  return buildOnce('dist/widget', WIDGET_SOURCES, (folder) => buildPages('widget', folder))
}

/**
 * Builds the pages that vite.config.ts defines for `mode`. The build is a separate process, because
 * tests run with NODE_ENV=test, with which the pages would contain React's development checks.
 */
export async function buildPages(mode: string, outDir: string): Promise<void> {
  const vite = fileURLToPath(new URL('../../bin/vite.js', import.meta.resolve('vite')))
  const options = ['--mode', mode, '--outDir', outDir, '--logLevel', 'error']
  const args = [vite, 'build', '--config', join(root, 'vite.config.ts'), ...options]
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, args, { cwd: root, env }).catch((error) => {
    throw new ConfigError(`The pages (${mode}) cannot be built: ${error.stderr || error.message}`, {
      cause: error,
    })
  })
}

/** Returns a hash of the names and contents of these files and folders of the project. */
export async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of await filesOf(source)) {
      hash.update(file)
      hash.update(await readFile(join(root, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesOf(source: string): Promise<string[]> {
  if ((await stat(join(root, source))).isFile()) return [source]
  const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort()
}

/**
 * The file that contains the hash of the sources. Deleting the built folder also deletes this file,
 * because it is in the folder.
 */
const MADE_OF = '.made-of'

async function buildOnce(
  target: string,
  sources: readonly string[],
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(root, target)
  const hash = await hashOf(sources)
  const built = await readFile(join(folder, MADE_OF), 'utf8').catch(() => undefined)
  if (built === hash) return folder
  // Builds into a temporary folder first, so that interrupted or simultaneous builds never mix
  // files.
  const making = `${folder}.${process.pid}`
  try {
    await build(making)
    await writeFile(join(making, MADE_OF), hash)
    await rm(folder, { recursive: true, force: true })
    await rename(making, folder)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return folder
}

if (import.meta.main) await Promise.all([buildFunctions(), buildWidget()])
