// Finds the built functions and the built widget. A package contains both, and a clone builds both
// from its sources.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { functions } from '#deployment/functions'
import { ConfigError } from '../config/error.ts'
import { filesIn } from './files.ts'
import type { FilesByPath } from './zip.ts'

/**
 * The root of the package. The relative path is the same from provisioning/stack in a clone and
 * from dist/cli in a package.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The widget's files that every deployment needs. */
const PAGES = [
  'agent-workspace.html',
  'ccp.html',
  'sign-in.html',
  'sign-in.js',
  'supervisor.html',
  'embed.js',
]

/**
 * The folders that contain the built functions and the built widget. If a folder is not named, a
 * package contains the built files, and a clone builds them.
 */
export interface PartFolders {
  /** Contains `<name>/index.mjs` for each function. */
  bundles?: string
  widget?: string
}

export interface Parts {
  functions: FilesByPath
  widget: FilesByPath
}

/** Reads the built parts. Throws ConfigError if a file is missing. */
export async function readParts(folders: PartFolders = {}): Promise<Parts> {
  const { bundles, widget } = { ...(await foundOrBuilt(folders)), ...folders }
  const handlers = Object.keys(functions).map((name) => `${name}/index.mjs`)
  return {
    functions: await complete(bundles!, handlers),
    widget: await complete(widget!, PAGES),
  }
}

async function foundOrBuilt(folders: PartFolders): Promise<PartFolders> {
  if (folders.bundles && folders.widget) return {}
  const builder = join(ROOT, 'provisioning/stack/build.ts')
  if (!existsSync(builder))
    return { bundles: join(ROOT, 'dist/lambdas'), widget: join(ROOT, 'dist/widget') }
  try {
    // The bundler cannot see this import, because its path is computed, so a package does not
    // contain the build's dependencies.
    const { buildFunctions, buildWidget }: typeof import('./build.ts') = await import(
      pathToFileURL(builder).href
    )
    const [bundles, widget] = await Promise.all([buildFunctions(), buildWidget()])
    return { bundles, widget }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new ConfigError(
      `The functions and the widget cannot be built: ${(error as Error).message}. Run "npm ci" in ${ROOT}, with the development dependencies, then run this again.`,
      { cause: error },
    )
  }
}

async function complete(folder: string, wanted: readonly string[]): Promise<FilesByPath> {
  const files = (await filesIn(folder)) ?? {}
  const missing = wanted.filter((name) => !files[name])
  if (missing.length === 0) return files
  throw new ConfigError(
    `${folder} is not complete: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. Install connect-whatsapp again; in a clone, run "npm ci && npm run build".`,
  )
}
