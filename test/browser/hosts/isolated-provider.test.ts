// The widget in a frame of another site, and an identity provider that isolates its windows
// (Cross-Origin-Opener-Policy: same-origin), as Microsoft Entra ID does. As in users' browsers,
// pages in frames of different sites must not share storage or broadcast channels. Playwright turns
// this separation off when it starts a browser, so the test starts the browser itself.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium as playwright } from 'playwright-core'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { atTheBrowser, chromiumPath, frameAt, SOON } from '../harness.ts'

const { sandbox } = await atTheBrowser()
const { page: pages, api } = sandbox.urls
const provider = sandbox.functions.identityProvider
const HOSTS = ['desk.test', 'widget.test', 'idp.test']

let server: Server
let port: number
const at = (host: string) => `https://${host}:${port}`

beforeAll(async () => {
  provider.become('maria')
  const altNames = HOSTS.map((value) => ({ type: 2 as const, value }))
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'desk.test' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames }],
  })
  server = createServer({ key, cert }, async (request, response) => {
    const { status = 200, headers = {}, body = '' } = await answer(request)
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Answer {
  status?: number
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url!, `https://${request.headers.host}`)
  const html = { 'content-type': 'text/html; charset=utf-8' }
  switch (url.hostname) {
    case 'desk.test':
      return {
        headers: html,
        body: `<!doctype html><title>Desk</title><iframe src="${at('widget.test')}/agent-workspace.html" width="400" height="600"></iframe>`,
      }
    case 'widget.test':
      if (url.pathname === '/config.json') return { body: JSON.stringify(configuration()) }
      return fileOfWidget(url)
    default:
      return url.pathname === '/token' ? token(request) : authorize(request, url)
  }
}

const configuration = () => ({
  apiUrl: api,
  issuer: provider.issuer,
  clientId: 'agent-widget',
  region: 'us-east-1',
  metadata: {
    issuer: provider.issuer,
    authorization_endpoint: `${at('idp.test')}/authorize`,
    token_endpoint: `${at('idp.test')}/token`,
  },
})

async function fileOfWidget({ pathname }: URL): Promise<Answer> {
  const response = await fetch(`${pages}widget${pathname}`)
  return {
    status: response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? 'text/plain' },
    body: Buffer.from(await response.arrayBuffer()),
  }
}

/**
 * Answers a request to sign in. With `prompt=none`, the provider signs the agent in silently if the
 * request has the session's cookie, and otherwise reports that a sign-in is required. Without
 * `prompt=none`, the provider shows its sign-in page.
 */
async function authorize({ headers }: IncomingMessage, url: URL): Promise<Answer> {
  const isolated = { 'cross-origin-opener-policy': 'same-origin' }
  const back = new URL(url.searchParams.get('redirect_uri')!)
  const hasSession = headers.cookie?.includes('session=maria')
  if (url.pathname === '/authorize' && url.searchParams.get('prompt') === 'none' && !hasSession) {
    back.searchParams.set('state', url.searchParams.get('state')!)
    back.searchParams.set('error', 'login_required')
    return { status: 302, headers: { location: back.href } }
  }
  if (url.pathname === '/authorize' && url.searchParams.get('prompt') !== 'none')
    return {
      headers: { 'content-type': 'text/html', ...isolated },
      body: `<!doctype html><title>Company sign-in</title><a href="/enter${url.search.replaceAll('&', '&amp;')}">Continue as Maria</a>`,
    }
  const { headers: answered } = await fetch(`${provider.url}/authorize${url.search}`, {
    redirect: 'manual',
  })
  return {
    status: 302,
    headers: {
      location: answered.get('location')!,
      'set-cookie': 'session=maria; Secure; HttpOnly; SameSite=None; Path=/',
      ...isolated,
    },
  }
}

async function token(request: IncomingMessage): Promise<Answer> {
  const allowed = { 'access-control-allow-origin': at('widget.test') }
  if (request.method === 'OPTIONS')
    return { status: 204, headers: { ...allowed, 'access-control-allow-headers': '*' } }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const response = await fetch(`${provider.url}/token`, {
    method: 'POST',
    headers: { 'content-type': request.headers['content-type']! },
    body: Buffer.concat(chunks),
  })
  return {
    status: response.status,
    headers: { 'content-type': 'application/json', ...allowed },
    body: await response.text(),
  }
}

/** Starts Chromium without the options that Playwright would add, and stops it after `use`. */
async function withBrowser(flags: readonly string[], use: (browser: Browser) => Promise<void>) {
  const profile = mkdtempSync(join(tmpdir(), 'profile-'))
  const started = spawn(await chromiumPath(), [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--ignore-certificate-errors',
    `--host-resolver-rules=${HOSTS.map((host) => `MAP ${host} 127.0.0.1`).join(',')}`,
    ...flags,
  ])
  try {
    const browser = await playwright.connectOverCDP(await debuggerOf(started))
    await use(browser)
    await browser.close()
  } finally {
    const ended = new Promise((done) => started.once('exit', done))
    started.kill()
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function debuggerOf({ stderr }: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: stderr! })) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (address) return address
  }
  throw new Error('Chromium ended before it could be used')
}

it.each([
  ['allowed', []],
  ['blocked', ['--test-third-party-cookie-phaseout']],
])(
  'signs in with one window, or with two if necessary, when third-party cookies are %s',
  async (cookies, flags) => {
    await withBrowser(flags, async (browser) => {
      const context = browser.contexts()[0]!
      const page = await context.newPage()
      await page.goto(at('desk.test'))
      const widget = await frameAt(page, /widget\.test.*agent-workspace/)

      const opened = context.waitForEvent('page')
      await widget.getByRole('button', { name: 'Sign in', exact: true }).click(SOON)
      const signInWindow = await opened
      await signInWindow.getByRole('link', { name: 'Continue as Maria' }).click(SOON)
      await signInWindow.getByText('The sign-in did not return to your chat').waitFor(SOON)
      await signInWindow.close()
      // The agent returns to the widget's page, which gets the focus again.
      await widget.evaluate(() => window.dispatchEvent(new Event('focus')))

      if (cookies === 'blocked') {
        const first = context.waitForEvent('page')
        await widget.getByRole('button', { name: 'Sign in with two windows' }).click(SOON)
        const relay = await first
        const second = context.waitForEvent('page')
        await relay.getByRole('button', { name: 'Continue to sign-in' }).click(SOON)
        await (await second).getByRole('link', { name: 'Continue as Maria' }).click(SOON)
        await expect.poll(() => context.pages().length, SOON).toBe(1)
      }
      await expect
        .poll(() => widget.getByRole('button', { name: /sign in/i }).count(), SOON)
        .toBe(0)
      if (cookies === 'allowed') return

      // After a reload, the widget still knows that this provider needs two windows.
      await page.reload()
      const again = context.waitForEvent('page')
      const reloaded = await frameAt(page, /widget\.test.*agent-workspace/)
      await reloaded.getByRole('button', { name: 'Sign in', exact: true }).click(SOON)
      await (await again).getByRole('button', { name: 'Continue to sign-in' }).waitFor(SOON)
    })
  },
)
