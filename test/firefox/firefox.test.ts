// Checks the widget's components in the Firefox that Debian packages (firefox-esr). Only `npm run
// test:firefox` runs this file, and fails if Firefox is not installed.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Firefox, launchFirefox } from './bidi.ts'

const INSTALLED = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => existsSync(path))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

let folder: string
let server: Server
let firefox: Firefox

beforeAll(async () => {
  if (!INSTALLED) throw new Error('Firefox is not installed: apt-get install firefox-esr')
  folder = await mkdtemp(join(tmpdir(), 'gallery-'))
  const vite = fileURLToPath(new URL('../../bin/vite.js', import.meta.resolve('vite')))
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--mode', 'gallery', '--outDir', folder, '--logLevel', 'error'],
    { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } },
  )
  server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url!, 'http://localhost')
    const file = join(folder, pathname === '/' ? 'index.html' : pathname)
    const body = await readFile(file).catch(() => undefined)
    response.writeHead(body ? 200 : 404, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    })
    response.end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  firefox = await launchFirefox(INSTALLED)
  console.log(`driving ${firefox.version}`)
}, 300_000)
afterAll(async () => {
  await firefox?.close()
  server?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function gallery(query: string, width: number) {
  const { port } = server.address() as AddressInfo
  await firefox.open(`http://localhost:${port}/${query}`, { width, height: 900 })
  await until(
    `document.querySelector('main > section:last-of-type form') !== null && document.querySelector('.aw-wait') === null`,
  )
}

const until = (condition: string) =>
  expect.poll(() => firefox.evaluate(condition), { timeout: 60_000, interval: 200 }).toBe(true)

it.each([
  ['?width=320&height=519', 500],
  ['?language=es&width=660', 900],
  ['?language=pt&dir=rtl&width=380&height=519', 500],
])('shows every state without an error and without overflow: %s', async (query, width) => {
  await gallery(query, width)

  const states = await firefox.evaluate(
    `[...document.querySelectorAll('main > section')].map((state) => {
      const panel = state.querySelector('.agent-widget')
      return { name: state.dataset.state, isEmpty: panel.innerText.trim() === '', overflows: panel.scrollWidth > panel.clientWidth }
    })`,
  )
  expect(states.length).toBeGreaterThan(60)
  const named = (which: (state: any) => boolean) =>
    states.filter(which).map((state: any) => state.name)
  expect(named(({ overflows }) => overflows)).toEqual([])
  // The state "loading" has no text, because it shows only placeholders.
  expect(named(({ isEmpty }) => isEmpty)).toEqual(['loading'])
  expect(firefox.errors).toEqual([])
})

it('accepts what is typed into a form, and shows it in the preview', async () => {
  await gallery('?only=text', 500)
  await firefox.evaluate(
    `(() => { const field = document.querySelector('textarea'); field.focus(); field.setSelectionRange(field.value.length, field.value.length) })()`,
  )

  await firefox.type(' Até *já*!')

  expect(await firefox.evaluate(`document.querySelector('textarea').value`)).toBe(
    'Until *six* today. Até *já*!',
  )
  await until(
    `[...document.querySelectorAll('.aw-phone strong')].some(({ textContent }) => textContent === 'já')`,
  )
  expect(firefox.errors).toEqual([])
})
