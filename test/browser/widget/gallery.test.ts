// Checks every component in every state: axe, the keyboard, and what fits, in each language and color
// scheme and in panels of each size. The gallery contains the API's answers and needs no sandbox.
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
        ...['the latest did not arrive', 'something in the latest is unavailable'],
        'the customer did not answer in time',
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
    // Only the violations are reported, so the rest need not be described.
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

interface Size {
  width: number
  height: number
}

const SIZES = [
  { width: 320, height: 720 },
  { width: 380, height: 519 },
  { width: 700, height: 720 },
  { width: 1280, height: 720 },
] as const satisfies Size[]

const resize = (page: Page, { width, height }: Size) =>
  page.locator('main > section').evaluateAll(
    (states, size) => {
      for (const state of states as HTMLElement[]) {
        state.style.inlineSize = `${size.width}px`
        ;(state.lastElementChild as HTMLElement).style.blockSize = `${size.height}px`
      }
    },
    { width, height },
  )

/** Returns the controls that the Tab key does not reach. */
async function unreachable(page: Page): Promise<string[]> {
  const controls = page.locator(
    'main > section :is(a[href], button, input, select, textarea, summary, [tabindex="0"])',
  )
  await page.evaluate(() => {
    const mark = ({ target }: Event) => (target as HTMLElement).setAttribute('data-reached', '')
    ;(document.activeElement as HTMLElement | null)?.blur()
    for (const reached of document.querySelectorAll('[data-reached]'))
      reached.removeAttribute('data-reached')
    document.addEventListener('focusin', mark)
  })
  const keyboard = await page.context().newCDPSession(page)
  const tab = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 }
  const press = (type: 'rawKeyDown' | 'keyUp') =>
    keyboard.send('Input.dispatchKeyEvent', { type, ...tab })
  // The browser handles keys in their order, so no key waits for the answer to the one before it.
  const count = await controls.count()
  await Promise.all(
    Array.from({ length: count }, () => [press('rawKeyDown'), press('keyUp')]).flat(),
  )
  await keyboard.detach()
  return controls.evaluateAll((controls) =>
    (controls as HTMLInputElement[])
      .filter(
        (control) =>
          control.tabIndex >= 0 &&
          !control.disabled &&
          control.type !== 'file' &&
          // A group of radio buttons is one stop.
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
}

interface Look {
  language: string
  colorScheme: 'light' | 'dark'
  sizes: readonly Size[]
  /** The states that axe examines. */
  states: string
}

// The first tier checks each language, color scheme and size once, and Portuguese in the test below.
// Axe and the keyboard examine only the first size.
const FIRST_TIER: readonly Look[] = [
  {
    language: 'en',
    colorScheme: 'light',
    sizes: [SIZES[0], SIZES[1]],
    states: ':nth-of-type(odd)',
  },
  {
    language: 'es',
    colorScheme: 'dark',
    sizes: [SIZES[2], SIZES[3]],
    states: ':nth-of-type(even)',
  },
]
// The second tier checks every combination.
const SECOND_TIER: readonly Look[] = ['en', 'es', 'pt'].flatMap((language) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    ...{ language, colorScheme, sizes: SIZES, states: '' },
  })),
)

it.each(isSecondTier ? SECOND_TIER : FIRST_TIER)(
  'is accessible, fits and shows a template at once in every state: $language, $colorScheme',
  { timeout: isSecondTier ? 600_000 : 90_000 },
  async ({ language, colorScheme, sizes, states }) => {
    const { page, errors } = await gallery(`?language=${language}`, colorScheme)

    for (const [i, size] of sizes.entries()) {
      const at = `${size.width} × ${size.height}`
      await resize(page, size)
      expect.soft(await overflowing(page), at).toEqual([])
      expect.soft(await hidingTemplates(page), at).toEqual([])
      if (isSecondTier || i === 0) expect.soft(await flaws(page, states), at).toEqual([])
      if (isSecondTier || (i === 0 && language === 'en'))
        expect.soft(await unreachable(page), at).toEqual([])
      for (const height of [519, 400])
        expect.soft(await overlapping(page, height), `${size.width} × ${height}`).toEqual([])
    }
    expect(errors).toEqual([])
  },
)

it('fits into the panel in Portuguese on a right-to-left page, with every text translated and no problem in an untouched form', async () => {
  const { page, errors } = await gallery('?language=pt&dir=rtl&width=320', 'light')

  expect(await overflowing(page)).toEqual([])
  const untouched = page.locator('section[data-state$="nothing in it"]')
  expect(await untouched.count()).toBe(6)
  expect(await untouched.locator('[aria-invalid="true"]').count()).toBe(0)
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
