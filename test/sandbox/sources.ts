// Whether what was built is still what would be built: the hash of everything it is made of.
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** `sources`: files and folders of the project. */
export async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of await filesIn(source)) {
      hash.update(file)
      hash.update(await readFile(join(root, file)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesIn(source: string): Promise<string[]> {
  if ((await stat(join(root, source))).isFile()) return [source]
  const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort()
}
