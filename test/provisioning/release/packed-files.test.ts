// `npm pack` must pack everything that an installation needs, and nothing else.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { functions } from '#deployment/functions'
import manifest from '../../../package.json' with { type: 'json' }
import { packed, promisedMegabytes, unpacked } from './package.ts'

const MEGABYTE = 1024 * 1024
/** The largest allowed size of the unpacked package. Each function takes about half a megabyte. */
const LARGEST = 12 * MEGABYTE

let tarball: string
let folder: string
let files: string[]

beforeAll(async () => {
  tarball = await packed()
  folder = await unpacked(tarball)
  files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}, 120_000)

const within = (place: string) => files.filter((file) => file.startsWith(`${place}/`))
const text = (file: string) => readFileSync(join(folder, file), 'utf8')

describe('the packed files', () => {
  it('are only the built CLI, functions and widget, the schemas and documents', () => {
    const kinds = [
      /^dist\/cli\/[\w-]+\.js$/,
      /^dist\/lambdas\/[\w-]+\/index\.mjs$/,
      /^dist\/widget\/([\w-]+\.(html|js)|assets\/[\w.-]+\.(js|css|svg|png|woff2))$/,
      /^provisioning\/(connect-whatsapp\.js|\w+\.schema\.json|[A-Z-]+\.md|\w+\/README\.md|(examples|identity-providers)\/[\w.-]+)$/,
      /^(README\.md|LICENSE|package\.json|agent-widget\/(README|SUPERVISORS)\.md)$/,
    ]
    expect(files.filter((file) => !kinds.some((kind) => kind.test(file)))).toEqual([])
  })

  it('suffice for an installation', () => {
    expect(within('dist/lambdas').sort()).toEqual(
      Object.keys(functions)
        .map((name) => `dist/lambdas/${name}/index.mjs`)
        .sort(),
    )
    expect(files).toEqual(
      expect.arrayContaining([
        ...[
          'agent-workspace.html',
          'ccp.html',
          'sign-in.html',
          'sign-in.js',
          'supervisor.html',
          'embed.js',
        ].map((page) => `dist/widget/${page}`),
        manifest.bin['connect-whatsapp'].replace('./', ''),
        'dist/cli/cli.js',
        'provisioning/config.schema.json',
        'provisioning/curation.schema.json',
        'provisioning/README.md',
        'README.md',
        'LICENSE',
      ]),
    )
  })

  it('include every page to which the admins’ pages and the CLI refer', () => {
    const linked = files
      .filter((file) => /^(provisioning|agent-widget)\/.*\.md$/.test(file))
      .flatMap((page) =>
        [...text(page).matchAll(/\]\(([^)#:]+\.md)/g)].map(([, to]) => join(dirname(page), to!)),
      )
    const named = within('dist/cli').flatMap((file) =>
      [...text(file).matchAll(/provisioning\/[\w/-]+\.md/g)].map(([page]) => page),
    )
    expect(linked.length * named.length).toBeGreaterThan(0)
    const ofAdmins = [...linked, ...named].filter((page) => page.startsWith('provisioning/'))
    expect(files).toEqual(expect.arrayContaining([...new Set(ofAdmins)]))
  })

  it('have the size that the admins’ page states', async () => {
    const promised = await promisedMegabytes(/The file has less than (\d+) MB/)
    expect(statSync(tarball).size).toBeLessThan(promised * MEGABYTE)
    expect(statSync(tarball).size).toBeGreaterThan((promised - 1) * MEGABYTE)
  })

  it('take less than twelve megabytes', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
    expect(bytes).toBeLessThan(LARGEST)
  })
})

describe('the imports of the packed files', () => {
  /**
   * Bundles packed files, and returns the packages that they import. Fails if they import a file
   * that is not packed.
   */
  async function imported(entryPoints: readonly string[], options: BuildOptions = {}) {
    const { metafile } = await build({
      absWorkingDir: folder,
      entryPoints: [...entryPoints],
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outdir: 'unused',
      write: false,
      metafile: true,
      logLevel: 'silent',
      ...options,
    })
    const outside = Object.values(metafile!.outputs).flatMap(({ imports }) =>
      imports.flatMap(({ path, external }) => (external && !isBuiltin(path) ? [path] : [])),
    )
    const names = outside.map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    return [...new Set(names)].sort()
  }

  it('are packed files or dependencies of the package, and every dependency is imported', async () => {
    // No packed file imports `constructs`, but aws-cdk-lib requires it as a peer dependency.
    const peers = ['constructs']

    expect([...(await imported(within('dist/cli'))), ...peers].sort()).toEqual(
      Object.keys(manifest.dependencies).sort(),
    )
  })

  it('are bundled into the file of each function, except modules of Node', async () => {
    expect(await imported(within('dist/lambdas'))).toEqual([])
  })

  it('in the widget’s pages are among the widget’s files', async () => {
    const scripts = within('dist/widget').filter((file) => file.endsWith('.js'))
    expect(await imported(scripts, { platform: 'browser' })).toEqual([])

    for (const page of within('dist/widget').filter((file) => file.endsWith('.html'))) {
      const referred = [...text(page).matchAll(/(?:src|href)="(\.\/[^"]+)"/g)]
      expect(referred.length).toBeGreaterThan(0)
      for (const [, file] of referred) expect(files).toContain(join(dirname(page), file!))
    }
  })

  it('resolve, and so do the paths of files that the CLI reads from its own folder', () => {
    const found = within('dist/cli').flatMap((file) =>
      [...text(file).matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)].map(([, path]) =>
        join(dirname(file), path!),
      ),
    )
    expect(found.length).toBeGreaterThan(0)
    for (const path of found) expect(['.', ...files]).toContain(path.replace(/\/$/, ''))
  })
})
