// Builds the pages that the sandbox serves to browsers: the widget's pages, exactly as a deployment
// contains them, and the sandbox's own pages. The name of the output folder is the hash of the
// sources, so the pages are built again only after a source has changed.
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  buildPages as build,
  hashOf,
  root,
  WIDGET_SOURCES,
} from '../../provisioning/stack/build.ts'

const cache = join(root, 'dist/pages')
const SOURCES = [...WIDGET_SOURCES, 'test/sandbox/pages', 'test/sandbox/build-pages.ts']
const KEPT_MS = 60 * 60_000

/** Returns the path of the output folder, which contains the folders `widget` and `sandbox`. */
export async function buildPages(): Promise<string> {
  const folder = join(cache, await hashOf(SOURCES))
  if (await exists(folder)) return folder
  // Builds into a temporary folder, which is then renamed. If two processes build at the same time,
  // the second process cannot rename its folder, and deletes it.
  const making = `${folder}.${process.pid}`
  await Promise.all(['widget', 'sandbox'].map((mode) => build(mode, join(making, mode))))
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  await forgetOld(folder)
  return folder
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * Deletes all output folders except the current folder and folders from the last hour, which
 * another test may still be serving.
 */
async function forgetOld(current: string) {
  await mkdir(cache, { recursive: true })
  for (const name of await readdir(cache)) {
    const folder = join(cache, name)
    // The folder may no longer exist: another process may have renamed or deleted it after readdir
    // listed it.
    const found = await stat(folder).catch(() => undefined)
    if (folder !== current && found && Date.now() - found.mtimeMs > KEPT_MS)
      await rm(folder, { recursive: true, force: true })
  }
}
