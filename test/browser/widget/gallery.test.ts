// Checks the gallery, a page that displays every component in every state: with axe, with the
// keyboard, and for content that does not fit, in each language and color scheme and in panels of
// each size. The gallery's data includes the API's answers, so the tests need no sandbox.
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
 * The URL of the gallery. Browsers treat a page on localhost as a secure context, as they treat the
 * widget's page in production. No server listens at this URL: the test answers the requests itself.
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
  // The code of a form is loaded when the form is first displayed. The page is ready when the form
  // in the last state has appeared.
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

/**
 * Returns the names of the listed states in which the agent must scroll to see the whole first
 * template.
 */
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
 * Returns the names of the states whose content overlaps the line below it in a panel of this
 * height. Content that does not fit must scroll instead.
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

/** Returns the violations of WCAG 2.1, levels A and AA, in these states. */
async function flaws(page: Page, states: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(`main > section${states} .agent-widget`)
    // Only violations are reported, so axe does not have to describe its other results.
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
  // The browser handles the keys in the order in which they are sent. The test therefore sends all
  // keys at once.
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
          // The Tab key reaches only one radio button of each group.
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
  /** The CSS selector of the states that axe examines. */
  states: string
}

// `npm test` checks each color scheme and size once, in English or Spanish. The test below checks
// Portuguese. Axe and the keyboard are tested only at the first size of each entry.
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
// `npm run test:all` checks every combination.
const SECOND_TIER: readonly Look[] = ['en', 'es', 'pt'].flatMap((language) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    ...{ language, colorScheme, sizes: SIZES, states: '' },
  })),
)

it.each(isSecondTier ? SECOND_TIER : FIRST_TIER)(
  'the widget is accessible, fits and shows a template without scrolling in every state ($language, $colorScheme)',
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
  // On a right-to-left page too, the preview of a message keeps the direction of its own language.
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
