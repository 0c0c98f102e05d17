// Starts a browser for tests: an installed Chrome, or else the Chromium that `npm ci` installs.
import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContextOptions,
  type Frame,
  type Page,
  chromium as playwright,
} from 'playwright-core'
import { buildPages } from '../sandbox/build-pages.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts'
import { sharedSandbox } from '../shared-sandbox.ts'

/** Turns off the browser's own requests, so that the network log shows only those of the page. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/**
 * Options for waiting until a message has been sent and its status has arrived. The time-out is
 * long enough for a busy machine.
 */
export const SOON = { timeout: 45_000, interval: 100 }

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const installed = INSTALLED.find((path) => existsSync(path))

export const chromiumPath = async (): Promise<string> =>
  installed ?? (await chromium.executablePath())

export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromiumPath(),
    args: [...(installed ? [] : ['--no-sandbox', '--disable-gpu']), ...FLAGS],
  })
}

/**
 * Starts a sandbox that serves the pages, and sets up its channels. The functions that would read
 * templates or write traces on a schedule run only when a test invokes them. A test that needs
 * templates invokes sync-templates.
 */
export async function startWithPages(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    pages: await buildPages(),
    unscheduled: ['sync-templates', 'write-traces', 'watch-templates'],
    ...options,
  })
  await sandbox.provision()
  return sandbox
}

export interface Tab {
  page: Page
  /** All requests of the page and its frames, in order. */
  requested: string[]
  /** Uncaught errors, and violations of the content security policy. No page should have any. */
  errors: string[]
}

/**
 * Opens a tab in its own browser profile. The tab uses the machine's clock, not the sandbox's
 * virtual clock.
 */
export async function openTab(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const requested: string[] = []
  const errors: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) errors.push(message.text())
  })
  await page.goto(url)
  return { page, requested, errors }
}

/** Waits for the frame with this URL. */
export async function frameAt(page: Page, address: RegExp): Promise<Frame> {
  const found = () => page.frames().find((frame) => address.test(frame.url()))
  for (let frame = found(); ; frame = found()) {
    if (frame) return frame
    await page.waitForEvent('framenavigated', { predicate: (frame) => address.test(frame.url()) })
  }
}

let opened: Promise<Browser> | undefined

/** All test files of a worker share one browser, which is closed when the worker ends. */
export const sharedBrowser = (): Promise<Browser> => {
  opened ??= launchBrowser()
  return opened
}

const openSandbox = sharedSandbox(startWithPages, (sandbox) => sandbox)

/**
 * Returns the browser and the sandbox that all test files of a worker share. Each test file must
 * leave the sandbox without chats and faults, and with unchanged settings.
 */
export async function atTheBrowser(): Promise<{ sandbox: Sandbox; browser: Browser }> {
  const [sandbox, browser] = await Promise.all([openSandbox(), sharedBrowser()])
  return { sandbox, browser }
}
