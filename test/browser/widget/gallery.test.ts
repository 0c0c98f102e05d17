// Checks every component in every state with axe, also in a narrow panel and in dark mode. The
// gallery contains answers of the API, and needs no sandbox.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { isSecondTier } from '../../tier.ts'
import { sharedBrowser } from '../harness.ts'

vi.setConfig({ testTimeout: 90_000 })

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}
/**
 * Like the widget's page in production, a page at this URL is a secure context. No server listens
 * here.
 */
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
  // A form is loaded when it is first displayed. The last state has a form, so the page is ready
  // when that form appears.
  await page.locator('main > section').last().locator('form').waitFor()
  await page.waitForFunction(() => document.querySelector('.aw-wait') === null)
  return { page, errors }
}

/** Returns the names of the states whose content is wider than their panel. */
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

/** Returns the names of the chats in which the agent must scroll to see a whole template. */
const hidingTemplates = (page: Page) =>
  page
    .locator(
      [
        ...['open, native', 'closed', 'unknown', 'ended'],
        ...['waiting for the customer', 'waiting for the answer to a template'],
        ...['the latest did not arrive', 'the customer did not answer in time'],
      ]
        .map((name) => `section[data-state="${name}"]`)
        .join(),
    )
    .evaluateAll((states) =>
      states
        .filter((state) => {
          const panel = state.querySelector('.agent-widget')!.getBoundingClientRect()
          const row = state.querySelector('.aw-row')?.getBoundingClientRect()
          const list = state.querySelector('.aw-list')?.getBoundingClientRect()
          return !row || !list || row.bottom > Math.min(panel.bottom, list.bottom)
        })
        .map((state) => state.getAttribute('data-state')),
    )

/**
 * Returns the names of the states that do not fit into a panel of this height, and that overlap the
 * line below instead of scrolling.
 */
const overlapping = (page: Page, height: number) =>
  page.locator('main > section').evaluateAll(
    (states, size) =>
      states
        .filter((state) => {
          ;(state.lastElementChild as HTMLElement).style.blockSize = `${size}px`
          const panel = state.querySelector('.aw-panel')
          return panel && panel.scrollHeight > panel.clientHeight
        })
        .map((state) => state.getAttribute('data-state')),
    height,
  )

/** WCAG 2.1, levels A and AA. */
async function flaws(page: Page, states: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(`main > section${states} .agent-widget`)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

type Look = readonly [name: string, query: string, colorScheme: 'light' | 'dark', states: string]

// The first tier checks each state with axe once, in one language and color scheme.
const FIRST_TIER: readonly Look[] = [
  ['English, as narrow and low as can be', '?width=320&height=519', 'light', ':nth-of-type(odd)'],
  ['Spanish, wide, in the dark', '?language=es&width=660', 'dark', ':nth-of-type(even)'],
]
// The second tier checks every state in every language, light and dark.
const SECOND_TIER: readonly Look[] = [
  ['English', '?width=320&height=519', 'light', ''],
  ['English, in the dark', '?width=380&height=519', 'dark', ''],
  ['Spanish', '?language=es&width=700', 'light', ''],
  ['Spanish, in the dark', '?language=es&width=1280', 'dark', ''],
  ['Portuguese', '?language=pt&width=380&height=519', 'light', ''],
  ['Portuguese, in the dark', '?language=pt&width=700', 'dark', ''],
]

it.each(isSecondTier ? SECOND_TIER : FIRST_TIER)(
  'is accessible in every state and does not overflow the panel: %s',
  async (_, query, colorScheme, states) => {
    const { page, errors } = await gallery(query, colorScheme)

    expect.soft(await overflowing(page)).toEqual([])
    expect.soft(await hidingTemplates(page)).toEqual([])
    expect.soft(await flaws(page, states)).toEqual([])
    for (const height of [519, 400])
      expect.soft(await overlapping(page, height), `${height} px`).toEqual([])
    for (const width of isSecondTier ? [320, 380, 700, 1280] : []) {
      await page.locator('main > section').evaluateAll((sections, size) => {
        for (const section of sections) (section as HTMLElement).style.inlineSize = `${size}px`
      }, width)
      expect.soft(await overflowing(page), `${width} px`).toEqual([])
    }
    expect(errors).toEqual([])
  },
)

if (isSecondTier)
  it('lets the keyboard reach every control', async () => {
    const { page } = await gallery('?width=380', 'light')
    const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'
    await page.evaluate(() =>
      document.addEventListener('focusin', ({ target }) =>
        (target as HTMLElement).setAttribute('data-reached', ''),
      ),
    )
    const count = await page.locator(CONTROLS).count()
    for (let i = 0; i < count; i++) await page.keyboard.press('Tab')

    const unreached = await page
      .locator(CONTROLS)
      .evaluateAll((controls) =>
        (controls as HTMLInputElement[])
          .filter(
            (control) =>
              control.tabIndex >= 0 &&
              !control.disabled &&
              control.type !== 'file' &&
              control.type !== 'radio' &&
              control.checkVisibility({ visibilityProperty: true }) &&
              !control.closest('[aria-hidden=true], [inert]') &&
              !control.hasAttribute('data-reached'),
          )
          .map(
            (control) =>
              `${control.closest('[data-state]')?.getAttribute('data-state')}: ${control.outerHTML.slice(0, 120)}`,
          ),
      )
    expect(unreached).toEqual([])
  })

it('fits into the panel in Portuguese on a right-to-left page, with every text translated', async () => {
  const { page, errors } = await gallery('?language=pt&dir=rtl&width=320', 'light')

  expect(await overflowing(page)).toEqual([])
  // A text for the customer keeps the direction of its own language, whatever the direction of the
  // agent's page.
  const directions = await page.locator('.aw-phone[lang]').evaluateAll((phones) => {
    return phones.map(
      (phone) => `${(phone as HTMLElement).lang} ${getComputedStyle(phone).direction}`,
    )
  })
  expect([...new Set(directions)].sort()).toEqual(['ar rtl', 'en-US ltr', 'es-MX ltr'])
  await page
    .getByText('Este modelo não está disponível em português (Brasil). Ele é mostrado em árabe.')
    .waitFor()
  await page
    .getByRole('option', { name: 'Spring offer' })
    .first()
    .getByText('Qualidade média')
    .waitFor()
  expect(errors).toEqual([])
})
