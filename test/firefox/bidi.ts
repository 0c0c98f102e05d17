// Controls an installed Firefox through WebDriver BiDi. Playwright cannot control it, because
// Playwright needs its own build of Firefox.
// https://w3c.github.io/webdriver-bidi/
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Firefox {
  version: string
  /**
   * Opens a page in the browser's only tab, with a viewport of this size, and waits until the page
   * is loaded.
   */
  open(url: string, viewport: { width: number; height: number }): Promise<void>
  /**
   * Returns the value of an expression in the page. If the value is a promise, waits for the
   * promise's result.
   */
  evaluate(expression: string): Promise<any>
  /** Types keys into the element with the focus. */
  type(text: string): Promise<void>
  /** The uncaught errors of the page. */
  errors: readonly string[]
  close(): Promise<void>
}

export async function launchFirefox(path: string): Promise<Firefox> {
  const profile = await mkdtemp(join(tmpdir(), 'firefox-'))
  const browser = spawn(
    path,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const socket = await connected(`${await addressOf(browser)}/session`)
  const errors: string[] = []
  const answers = new Map<number, { done: (result: any) => void; failed: (error: Error) => void }>()
  socket.onmessage = ({ data }) => {
    const { id, type, method, params, result, error, message } = JSON.parse(String(data))
    if (method === 'log.entryAdded' && params.type === 'javascript') errors.push(params.text)
    if (type === 'success') answers.get(id)?.done(result)
    if (type === 'error') answers.get(id)?.failed(new Error(`${error}: ${message}`))
  }
  let last = 0
  const call = (method: string, params: object = {}) =>
    new Promise<any>((done, failed) => {
      const id = ++last
      answers.set(id, { done, failed })
      socket.send(JSON.stringify({ id, method, params }))
    })

  const { capabilities } = await call('session.new', { capabilities: {} })
  await call('session.subscribe', { events: ['log.entryAdded'] })
  const { contexts } = await call('browsingContext.getTree')
  const context = contexts[0].context as string
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    errors,
    async open(url, viewport) {
      await call('browsingContext.setViewport', { context, viewport })
      await call('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await call('script.evaluate', {
        expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value))`,
        target: { context },
        awaitPromise: true,
        userActivation: true,
      })
      if (exceptionDetails) throw new Error(exceptionDetails.text)
      return result.value === undefined ? undefined : JSON.parse(result.value)
    },
    async type(text) {
      const actions = [...text].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await call('input.performActions', {
        context,
        actions: [{ type: 'key', id: 'keys', actions }],
      })
    },
    async close() {
      const ended = new Promise((done) => browser.once('exit', done))
      await call('browser.close').catch(() => browser.kill())
      await ended
      socket.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Waits until Firefox prints its WebDriver BiDi address, and returns the address. */
async function addressOf(browser: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: browser.stderr! })) {
    const [, address] = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line) ?? []
    if (address) {
      browser.stderr!.resume()
      return address
    }
  }
  throw new Error('Firefox ended before it could be driven')
}

async function connected(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  await new Promise<void>((done, failed) => {
    socket.onopen = () => done()
    socket.onerror = () => failed(new Error(`no connection to ${url}`))
  })
  return socket
}
