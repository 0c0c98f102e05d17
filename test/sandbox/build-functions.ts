// The functions' bundles in dist/lambdas, built only when something has changed since: a start finds them ready.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleFunctions } from '../../provisioning/stack/bundle.ts'
import { hashOf, root } from './sources.ts'

const SOURCES = ['lambdas', 'provisioning/stack/bundle.ts', 'package-lock.json']
// Among the bundles, where every other build removes it: it speaks of this one alone.
const MADE_OF = join(root, 'dist/lambdas/made-of')

export async function buildFunctions(): Promise<void> {
  const hash = await hashOf(SOURCES)
  const built = await readFile(MADE_OF, 'utf8').catch(() => undefined)
  if (built === hash) return
  await bundleFunctions()
  await writeFile(MADE_OF, hash)
}
