// Builds what the sandbox serves to browsers: the widget's pages exactly as we ship them, and the
// sandbox's own pages. The folder's name is the hash of the sources, so pages are built again only
// after the sources have changed.
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

/** Returns the folder, with `widget/` and `sandbox/` in it. */
export async function buildPages(): Promise<string> {
  const folder = join(cache, await hashOf(SOURCES))
  if (await exists(folder)) return folder
  // Builds into a temporary folder, which is then renamed. If two processes build at the same time,
  // the second process finds the folder of the first and discards its own.
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

/** Keeps the folders of the last hour, because another test may be serving them. */
async function forgetOld(current: string) {
  await mkdir(cache, { recursive: true })
  for (const name of await readdir(cache)) {
    const folder = join(cache, name)
    // Another process may have renamed its folder after this process looked for it.
    const found = await stat(folder).catch(() => undefined)
    if (folder !== current && found && Date.now() - found.mtimeMs > KEPT_MS)
      await rm(folder, { recursive: true, force: true })
  }
}
