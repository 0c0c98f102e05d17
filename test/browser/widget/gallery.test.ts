// Every component in every state, as axe, a narrow panel and a dark room see it. No sandbox: the gallery has answers of its own.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { sharedBrowser } from '../harness.ts'

vi.setConfig({ testTimeout: 90_000 })

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}
/** A secure context, as the widget has; nothing listens there. */
const ADDRESS = 'http://localhost:1/'

let browser: Browser
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gallery-'))
  const vite = fileURLToPath(new URL('../../bin/vite.js', import.meta.resolve('vite')))
  const args = [vite, 'build', '--mode', 'gallery', '--outDir', folder, '--logLevel', 'error']
  const built = promisify(execFile)(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  ;[browser] = await Promise.all([sharedBrowser(), built])
}, 90_000)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function gallery(
  query: string,
  colorScheme: 'light' | 'dark',
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    colorScheme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await page.route(`${ADDRESS}**`, async (route) => {
    const { pathname } = new URL(route.request().url())
    const file = join(folder, pathname === '/' ? 'index.html' : pathname)
    await route.fulfill({
      body: await readFile(file),
      contentType: TYPES[extname(file)] ?? 'application/octet-stream',
    })
  })
  await page.goto(`${ADDRESS}${query}`)
  // Each form is loaded when it is first shown; the last state's is one of them.
  await page.locator('main > section').last().locator('form').waitFor()
  await page.waitForFunction(() => document.querySelector('.aw-wait') === null)
  return { page, errors }
}

/** What stands out of its panel, by the state's name. */
const overflowing = (page: Page) =>
  page.locator('main > section').evaluateAll((states) =>
    states
      .map((state) => ({
        name: state.querySelector('h2')!.textContent,
        panel: state.querySelector('.agent-widget')!,
      }))
      .filter(({ panel }) => panel.scrollWidth > panel.clientWidth)
      .map(({ name }) => name),
  )

/** WCAG 2.1, levels A and AA. */
async function flaws(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include('.agent-widget')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

it.each([
  ['English, as narrow as can be', '?width=320', 'light'],
  ['Spanish, wide, in the dark', '?language=es&width=660', 'dark'],
] as const)(
  'is accessible in every state, and nothing stands out of its panel: %s',
  async (_, query, colorScheme) => {
    const { page, errors } = await gallery(query, colorScheme)

    expect.soft(await overflowing(page)).toEqual([])
    expect.soft(await flaws(page)).toEqual([])
    expect(errors).toEqual([])
  },
)

it('in Portuguese, on a page that reads from right to left, nothing stands out of its panel, and what is shown is said in words', async () => {
  const { page, errors } = await gallery('?language=pt&dir=rtl&width=320', 'light')

  expect(await overflowing(page)).toEqual([])
  // What the customer reads keeps its own direction, whichever way the agent's page goes.
  const directions = await page.locator('.aw-phone[lang]').evaluateAll((phones) => {
    return phones.map(
      (phone) => `${(phone as HTMLElement).lang} ${getComputedStyle(phone).direction}`,
    )
  })
  expect([...new Set(directions)].sort()).toEqual(['ar rtl', 'en-US ltr'])
  await page.getByText('Não existe em português (Brasil); mostrado em árabe.').waitFor()
  await page
    .getByRole('option', { name: 'spring_offer' })
    .first()
    .getByText('Qualidade média')
    .waitFor()
  expect(errors).toEqual([])
})
