// A folder of source files that the architecture rules examine. It is either this project, or a
// small folder with wrong files, which proves that a rule can fail.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Import {
  /** The path of the importing file, from the root of the tree. */
  file: string
  /** The text after `from` in the file: `#model/reply`, `../env.ts`, `zod`. */
  specifier: string
  /**
   * What is imported: the path of a file from the root of the tree, or the name of a package (such
   * as `node:fs`).
   */
  target: string
  /** Whether the statement imports only types. The compiler removes such imports. */
  isType: boolean
}

export interface Tree {
  /** Every TypeScript file below `folder`, by its path from the root of the tree. */
  files(folder: string): string[]
  text(file: string): string
  imports(folder: string): Import[]
}

const STATEMENT =
  /^(?:import|export)(\s+type)?\b[^'"`;]*?\bfrom\s+['"]([^'"\n]+)['"]|^import\s+['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/gm

/**
 * Returns the tree in the folder `root`. `subpaths` is the `imports` field of the tree's
 * package.json.
 */
export function treeAt(root: string, subpaths: Readonly<Record<string, string>>): Tree {
  const text = (file: string) => readFileSync(join(root, file), 'utf8')
  const files = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(folder, file))
      .sort()
  const imports = (folder: string) =>
    files(folder).flatMap((file) =>
      [...text(file).matchAll(STATEMENT)].map(([, type, from, plain, dynamic]): Import => {
        const specifier = (from ?? plain ?? dynamic)!
        return { file, specifier, target: targetOf(file, specifier, subpaths), isType: !!type }
      }),
    )
  return { files, text, imports }
}

function targetOf(file: string, specifier: string, subpaths: Readonly<Record<string, string>>) {
  if (specifier.startsWith('.')) return join(dirname(file), specifier)
  for (const [pattern, path] of Object.entries(subpaths)) {
    const [before, after] = pattern.split('*')
    const isMatch = after === undefined ? specifier === pattern : specifier.startsWith(before!)
    if (isMatch) return join(path.replace('*', specifier.slice(before!.length)))
  }
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/**
 * Writes `sources` (path → text) into a temporary folder, and removes the folder after `look` has
 * returned.
 */
export function withFolder<Result>(
  sources: Readonly<Record<string, string>>,
  look: (root: string) => Result,
): Result {
  const root = mkdtempSync(join(tmpdir(), 'architecture-'))
  try {
    for (const [file, text] of Object.entries(sources)) {
      mkdirSync(join(root, dirname(file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
    return look(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}
