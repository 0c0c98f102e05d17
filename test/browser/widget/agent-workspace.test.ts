// The same widget as a third-party app in the agent workspace; and what it costs there until the templates can be used.
import { gzipSync } from 'node:zlib'
import type { Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { frameAt } from '../harness.ts'
import { aCustomer, type Desk, openDesk, SOON } from './desk.ts'

vi.setConfig({ testTimeout: 90_000 })

const MANY = 6000
/** The widget's budgets: gzipped JavaScript until the list can be used, and from a contact to its list on a computer four times slower. */
const JAVASCRIPT_BYTES = 260_000
const TO_THE_LIST_MS = 500
const TYPE_TO_RESULT_MS = 16

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
}, 90_000)
afterAll(() => desk?.close())
afterEach(() => desk.tidy())

/** The workspace is on one site, the app on another, as in real life. */
async function openApp(before: (page: Page) => Promise<void> = async () => {}): Promise<{ page: Page; app: Frame }> {
  const workspace = desk.sandbox.urls.page.replace('127.0.0.1', 'localhost')
  const page = await desk.open({}, `${workspace}workspace.html?app=${encodeURIComponent('/widget/agent-workspace.html')}`, before)
  return { page, app: await frameAt(page, /widget\/agent-workspace\.html/) }
}

it('sends a template from the agent workspace, where the customer is known to the API alone', async () => {
  const customer = aCustomer()
  await desk.chatWith(customer)
  const { app } = await openApp()

  await app.getByRole('combobox', { name: 'Search templates' }).fill('flight_changed')
  await app.getByRole('option').first().click()
  for (const [label, value] of Object.entries({
    'Header {{1}}': 'LH 1166',
    'Text {{1}}': 'Ana',
    'Text {{2}}': '18:40',
    'Text {{3}}': 'LH 1166',
    'Text {{4}}': 'B12',
  }))
    await app.getByRole('textbox', { name: label }).fill(value)
  await app.getByRole('button', { name: 'Send', exact: true }).click()

  await expect
    .poll(() => JSON.stringify(desk.phoneOf(customer)), SOON)
    .toContain('Dear Ana, flight LH 1166 leaves at 18:40 now, from gate B12.')
  expect(desk.tab.errors).toEqual([])
})

it('loads none of the other host’s libraries, and no more than the budget until the list can be used', async () => {
  await desk.chatWith(aCustomer())
  const scripts: Promise<Buffer>[] = []
  const { app } = await openApp(async (page) => {
    page.on('response', (response) => {
      if (/\/widget\/.*\.js$/.test(response.url())) scripts.push(response.body())
    })
  })
  await app.getByRole('option').first().waitFor()

  const loaded = await Promise.all(scripts)
  const gzipped = loaded.reduce((sum, body) => sum + gzipSync(body).length, 0)
  console.log(`JavaScript until the list can be used: ${(gzipped / 1000).toFixed(1)} kB gzip in ${loaded.length} files`)
  expect(gzipped).toBeLessThan(JAVASCRIPT_BYTES)
  expect(loaded.some((body) => body.includes('AmazonConnectStreams') && body.length > 500_000)).toBe(false)
})

it('asks for nothing while idle but the conversation, which is answered in a few bytes', async () => {
  await desk.chatWith(aCustomer())
  const { page, app } = await openApp()
  await app.getByRole('option').first().waitFor()
  const answers: [string, number][] = []
  page.on('response', (response) => {
    if (response.url().startsWith(desk.sandbox.urls.api))
      answers.push([new URL(response.url()).pathname.split('/').at(-1)!, response.status()])
  })

  await expect.poll(() => answers.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(3)

  expect(new Set(answers.map(([path]) => path))).toEqual(new Set(['conversation']))
  expect(answers.map(([, status]) => status)).toContain(304)
})

it(`${MANY} templates come in one request, are there in time on a slow computer, and are found as fast as one types`, async () => {
  await desk.chatWith(aCustomer())
  let requests = 0
  // In a page of its own: only there the browser slows down what is measured.
  const page = await desk.open({}, `${desk.sandbox.urls.page}widget/ccp.html`, async (page) => {
    await page.addInitScript(noteFirstOption)
    await page.route('**/templates', (route) => {
      requests += 1
      return route.fulfill({ json: manyTemplates(), headers: { 'access-control-allow-origin': '*' } })
    })
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  })
  await page.getByRole('option').first().waitFor(SOON)
  const toTheList = await page.evaluate(() => {
    const answered = performance
      .getEntriesByType('resource')
      .findLast(({ name }) => name.endsWith('/templates')) as PerformanceResourceTiming
    return (window as unknown as { firstOptionAt: number }).firstOptionAt - answered.responseEnd
  })
  await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 1 })
  const typed = await page.evaluate(typing, ['o', 'order 4', 'order 42', 'order 421', 'order 4210'])

  console.log(
    `${MANY} templates: list ${toTheList.toFixed(0)} ms after its answer (4 × slower), a letter ${typed.map((ms) => ms.toFixed(1)).join(', ')} ms`,
  )
  expect(requests).toBe(1)
  // Twice the budget: other tests run on the same two cores. `npm run bench` measures alone.
  expect(toTheList).toBeLessThan(2 * TO_THE_LIST_MS)
  expect(typed.sort((a, b) => a - b)[typed.length >> 1]).toBeLessThan(2 * TYPE_TO_RESULT_MS)
})

function noteFirstOption() {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.agent-widget [role=option]')) return
    Object.assign(window, { firstOptionAt: performance.now() })
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}

/** Each text in turn, and how long until what was found has changed. */
async function typing(texts: string[]): Promise<number[]> {
  const input = document.querySelector<HTMLInputElement>('.agent-widget input')!
  const list = document.querySelector('.aw-picker')!
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  const times: number[] = []
  for (const text of texts) {
    const changed = new Promise<void>((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect()
        done()
      })
      observer.observe(list, { childList: true, subtree: true, characterData: true })
    })
    const start = performance.now()
    set.call(input, text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await changed
    times.push(performance.now() - start)
    await new Promise((done) => requestAnimationFrame(done))
  }
  return times
}

function manyTemplates() {
  const words = 'order booking delivery ready waiting changed please check your answer before Friday code invoice'.split(' ')
  const templates = Array.from({ length: MANY }, (_, i) => ({
    name: `order_${String(i).padStart(4, '0')}`,
    language: 'en_US',
    status: 'APPROVED',
    category: i % 3 ? 'UTILITY' : 'MARKETING',
    body: Array.from({ length: 40 }, (_, j) => words[(i * 7 + j * j) % words.length]).join(' '),
    needs: [],
  }))
  return { version: 'many', templates }
}
