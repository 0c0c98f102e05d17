// Measures what the widget costs an agent's browser in both hosts: bytes, requests, milliseconds
// and memory.
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { SOON } from '../browser/harness.ts'
import { librariesIn } from '../browser/libraries.ts'
import {
  aCustomer,
  ana,
  ben,
  type Harness,
  native,
  openHarness,
  widgetOf,
} from '../browser/widget/harness.ts'
import { MANY, serveManyTemplates } from '../browser/widget/many-templates.ts'
import {
  answersBeforeTemplates,
  calibrationMs,
  contactToListMs,
  noteMoments,
  typing,
} from './in-page.ts'
import { median, type Row } from './rows.ts'
import { supervisorRows } from './supervisors.ts'

/**
 * How many milliseconds `calibrationMs` took on the computer on which the budgets were set. The
 * bench converts measured times to the speed of that computer.
 */
export const REFERENCE_MS = 17
export const SLOWER = 4
const LOADS = 3
const ROUNDS = 5
const IDLE_MS = 17_000
const SWITCHES = 200
const WIDGET_SEARCH = { input: '.agent-widget input', list: '.aw-picker' }
/** Search texts, each of which finds other templates than the text before it. */
export const TYPED = [
  '4',
  '42',
  '421',
  '4210',
  '35',
  '351',
  '3517',
  'order 2',
  'order 20',
  'order 208',
  'order 9',
  'order 90',
  'order 906',
]

export async function widgetRows(): Promise<Row[]> {
  const harness = await openHarness()
  try {
    return [
      ...(await inTheWorkspace(harness)),
      ...(await withManyTemplates(harness)),
      ...(await supervisorRows(harness)),
      ...(await switching(harness)),
    ]
  } finally {
    await harness.close()
  }
}

/**
 * Measures in the agent workspace how much the page loads until the templates are usable, and which
 * requests it makes after that.
 */
async function inTheWorkspace(harness: Harness): Promise<Row[]> {
  await harness.chatWith(aCustomer())
  const loaded: Promise<{ url: string; body: Buffer }>[] = []
  const { page, app } = await harness.openApp(async (page) => {
    page.on('response', (response) => {
      const url = new URL(response.url()).pathname
      if (/\/widget\/.*\.(js|css)$/.test(url))
        loaded.push(response.body().then((body) => ({ url, body })))
    })
  })
  await app.getByRole('option').first().waitFor(SOON)
  const files = await Promise.all(loaded)
  const ending = (end: string) =>
    files.filter(({ url }) => url.endsWith(end)).map(({ body }) => body)
  const gzipped = (bodies: readonly Buffer[]) =>
    bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1000

  const awaited = await app.evaluate(answersBeforeTemplates)

  let besides = 0
  let polls = 0
  page.on('request', (request) => {
    if (request.frame() !== app) return
    if (request.url().endsWith('/conversation')) polls += 1
    else besides += 1
  })
  await sleep(IDLE_MS)
  await harness.tidy()

  const scripts = ending('.js')
  const others = librariesIn(scripts.map(String)).filter(
    (library) => library === 'streams' || library === 'chatjs',
  )
  return [
    {
      what: 'widget: JavaScript until the templates can be used, gzip',
      measured: gzipped(scripts),
      unit: 'kB',
      budget: { atMost: 260 },
      note: `${scripts.length} files, in the agent workspace`,
    },
    { what: 'widget: CSS until then, gzip', measured: gzipped(ending('.css')), unit: 'kB' },
    {
      what: 'widget: libraries of the other host',
      measured: others.length,
      unit: 'libraries',
      budget: { exactly: 0 },
      note: others.join(', '),
    },
    {
      what: 'widget: requests about the contact that the request for its templates waits for',
      measured: awaited,
      unit: 'requests',
      budget: { exactly: 0 },
    },
    {
      what: 'widget: requests while idle, besides the poll',
      measured: besides,
      unit: 'requests',
      budget: { exactly: 0 },
      note: `${polls} polls in ${IDLE_MS / 1000} s`,
    },
  ]
}

/**
 * Measures with as many templates as Meta allows, in a page of its own, because only this
 * measurement slows the browser down.
 */
async function withManyTemplates(harness: Harness): Promise<Row[]> {
  await harness.chatWith(aCustomer())
  const toTheList: number[] = []
  const calibrations: number[] = []
  let asked = 0
  for (let load = 0; load < LOADS; load++) {
    const page = await harness.open({}, undefined, async (page) => {
      await page.goto('about:blank')
      calibrations.push(...(await calibrated(page)))
      const requests = await serveManyTemplates(page)
      page.once('close', () => {
        asked = Math.max(asked, requests.asked)
      })
      await page.addInitScript(noteMoments)
      await slowedDown(page, SLOWER)
    })
    await page.getByRole('option').first().waitFor(SOON)
    toTheList.push(await page.evaluate(contactToListMs))
  }

  const { page } = harness.tab
  await slowedDown(page, 1)
  const drawn = await page.getByRole('option').count()
  // Other programs may slow down single rounds. Each round therefore begins with `calibrationMs`,
  // and for each text, its fastest round counts.
  const rounds: { scale: number; typed: number[] }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const scale = Math.min(...(await calibrated(page))) / REFERENCE_MS
    rounds.push({ scale, typed: await page.evaluate(typing, { texts: TYPED, at: WIDGET_SEARCH }) })
  }
  const perText = TYPED.map((_, i) =>
    Math.min(...rounds.map(({ scale, typed }) => typed[i]! / scale)),
  )
  await harness.tidy()

  const scale = median(calibrations) / REFERENCE_MS
  const calibration = (scale: number) =>
    `the calibration takes ${scale.toFixed(2)} × ${REFERENCE_MS} ms`
  const here = (ms: number) => `${ms.toFixed(1)} ms here; ${calibration(scale)}`
  return [
    {
      what: `widget: requests for a list of ${MANY} templates`,
      measured: asked,
      unit: 'requests',
      budget: { exactly: 1 },
    },
    {
      what: `widget: rows drawn of ${MANY}`,
      measured: drawn,
      unit: 'rows',
      budget: { atMost: 40 },
    },
    {
      what: `widget: a letter typed to what is found of ${MANY}`,
      measured: median(perText),
      unit: 'ms',
      budget: { atMost: 16 },
      note: calibration(median(rounds.map((round) => round.scale))),
    },
    {
      what: `widget: contact shown to its list of ${MANY}, ${SLOWER} × slower`,
      measured: median(toTheList) / scale,
      unit: 'ms',
      budget: { atMost: 500 },
      note: here(median(toTheList)),
    },
  ]
}

/**
 * Switches between two chats in the custom CCP page. After many switches, the memory in use must be
 * the same as after a few.
 */
async function switching(harness: Harness): Promise<Row[]> {
  await harness.chatWith(ana)
  await harness.chatWith(ben, native, 'Hi')
  const page = await harness.open()
  const panel = page.frameLocator('iframe[name="Amazon Connect CCP"]')
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  const seen: { changes: number; heap: number; nodes: number }[] = []
  for (let changes = 1; changes <= SWITCHES; changes++) {
    const name = changes % 2 ? 'Ana' : 'Ben'
    await panel.getByRole('button', { name: new RegExp(`^${name}`) }).click()
    await widgetOf(page).getByRole('heading', { name }).waitFor(SOON)
    await page.getByRole('option').first().waitFor(SOON)
    if (changes % 25) continue
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const { nodes } = await session.send('Memory.getDOMCounters')
    seen.push({ changes, heap: usedSize, nodes })
  }
  await harness.tidy()

  const grown = (of: 'heap' | 'nodes') => {
    const between = (from: number, to: number) =>
      median(seen.flatMap((each) => (each.changes >= from && each.changes <= to ? [each[of]] : [])))
    const [early, late] = [
      between(SWITCHES / 4, SWITCHES / 2),
      between((SWITCHES * 3) / 4, SWITCHES),
    ]
    return { early, late }
  }
  const [heap, nodes] = [grown('heap'), grown('nodes')]
  const MB = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  const what = (is: string) =>
    `widget: ${is} after ${SWITCHES} changes of contact, of after ${SWITCHES / 2}`
  return [
    {
      what: what('heap'),
      measured: heap.late / heap.early,
      unit: 'ratio',
      budget: { atMost: 1.1 },
      note: `${MB(heap.late)} / ${MB(heap.early)}`,
    },
    {
      what: what('elements'),
      measured: nodes.late / nodes.early,
      unit: 'ratio',
      budget: { atMost: 1.02 },
      note: `${nodes.late} / ${nodes.early}`,
    },
  ]
}

export async function slowedDown(page: Page, rate: number) {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}

/**
 * Returns the results of `calibrationMs` in the page, without the first runs, which are slower
 * because the browser compiles the code.
 */
export async function calibrated(page: Page): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < 7; i++) times.push(await page.evaluate(calibrationMs))
  return times.slice(2)
}
