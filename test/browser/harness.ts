// A browser for tests: the locally installed Chrome where there is one, else the Chromium that `npm ci` brings.
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

/** Nothing of a browser's own traffic: what the network log shows is the page's. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/** A send, an answer and a look at what became of it: with time to spare on a busy machine. */
export const SOON = { timeout: 20_000, interval: 100 }

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

export async function launchBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => existsSync(path))
  if (installed) return playwright.launch({ executablePath: installed, args: FLAGS })
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', ...FLAGS],
  })
}

/** A sandbox that serves the pages, provisioned. Its templates are read only where a story has them read. */
export async function startWithPages(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    pages: await buildPages(),
    unscheduled: ['sync-templates'],
    ...options,
  })
  await sandbox.provision()
  return sandbox
}

export interface Tab {
  page: Page
  /** Everything any of its frames asked for, in order. */
  requested: string[]
  /** What a page should never have: uncaught errors and refusals by the content security policy. */
  errors: string[]
}

/** A tab of a browser profile of its own. Times are of real life: the pages' clocks are not the sandbox's. */
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

/** The frame that shows an address like this, once it is there. */
export async function frameAt(page: Page, address: RegExp): Promise<Frame> {
  const found = () => page.frames().find((frame) => address.test(frame.url()))
  for (let frame = found(); ; frame = found()) {
    if (frame) return frame
    await page.waitForEvent('framenavigated', { predicate: (frame) => address.test(frame.url()) })
  }
}

let opened: Promise<Browser> | undefined

/** For all test files of a worker; it goes with the worker. */
export const sharedBrowser = (): Promise<Browser> => {
  opened ??= launchBrowser()
  return opened
}

const openSandbox = sharedSandbox(startWithPages, (sandbox) => sandbox)

/**
 * One browser, and one sandbox with pages, for all test files of a worker that leave it as they found it: no chat, no fault, every
 * setting as it was. Each page has a profile of its own.
 */
export async function atTheBrowser(): Promise<{ sandbox: Sandbox; browser: Browser }> {
  const [sandbox, browser] = await Promise.all([openSandbox(), sharedBrowser()])
  return { sandbox, browser }
}
