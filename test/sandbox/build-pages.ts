// Builds what the sandbox serves to browsers: the widget's pages exactly as they are shipped, and
// the sandbox's own pages. The folder's name is the hash of the sources, so each state of the
// sources is built once.
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

/** The folder with `widget/` and `sandbox/`. */
export async function buildPages(): Promise<string> {
  const folder = join(cache, await hashOf(SOURCES))
  if (await exists(folder)) return folder
  // The build writes into a temporary folder and then renames it. If two builds run at once, the
  // second one finds the final folder and discards its own result.
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

/** Folders of the last hour stay, because another test may be serving them. */
async function forgetOld(current: string) {
  await mkdir(cache, { recursive: true })
  for (const name of await readdir(cache)) {
    const folder = join(cache, name)
    // Another process may have renamed its finished folder in the meantime.
    const found = await stat(folder).catch(() => undefined)
    if (folder !== current && found && Date.now() - found.mtimeMs > KEPT_MS)
      await rm(folder, { recursive: true, force: true })
  }
}
