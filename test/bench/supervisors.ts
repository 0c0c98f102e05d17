// Measures how long supervisors wait for the catalogue of an account with as many templates as Meta
// allows.
import { SOON } from '../browser/harness.ts'
import type { Harness } from '../browser/widget/harness.ts'
import { MANY, serveManyToSupervisors } from '../browser/widget/many-templates.ts'
import { answerToTabMs, noteFirstTab, pressToChangeMs, tabToListMs, typing } from './in-page.ts'
import { median, type Row } from './rows.ts'
import { calibrated, REFERENCE_MS, SLOWER, slowedDown, TYPED } from './widget.ts'

const LOADS = 3
const LONGEST_MS = 1_000
const SEARCH = { input: '.sp-choose input[type=search]', list: '.sp-choose' }
const SHOW_NEW = { button: 'Show new templates', list: '.sp-choose .sp-rows' }
/** The tabs with a list of templates, and an element that shows that the list is displayed. */
const PAGES = [
  ['Templates', '.sp-choose .sp-rows li'],
  ['Watch', '.sp-watch .sp-rows[aria-label="Templates"] li'],
  ['See as', '.sp-see-as .aw-row'],
] as const

export async function supervisorRows(harness: Harness): Promise<Row[]> {
  const shown = new Map<string, number[]>(PAGES.map(([tab]) => [tab, []]))
  const typed: number[] = []
  const shownNew: number[] = []
  const calibrations: number[] = []
  await harness.become('jonas')
  for (let load = 0; load < LOADS; load++) {
    const page = await harness.open(
      {},
      `${harness.sandbox.urls.page}widget/supervisor.html`,
      async (page) => {
        await page.goto('about:blank')
        calibrations.push(...(await calibrated(page)))
        await serveManyToSupervisors(page)
        await page.addInitScript(noteFirstTab)
        await slowedDown(page, SLOWER)
      },
    )
    await page.getByRole('tab').first().waitFor(SOON)
    const toTheTab = await page.evaluate(answerToTabMs)
    for (const [tab, selector] of PAGES) {
      const ms = await page.evaluate(tabToListMs, { tab, shown: selector })
      shown.get(tab)!.push(toTheTab + ms)
      if (tab !== 'Templates') continue
      typed.push(...(await page.evaluate(typing, { texts: TYPED, at: SEARCH })))
      shownNew.push(await page.evaluate(pressToChangeMs, SHOW_NEW))
    }
  }
  await harness.tidy()

  const scale = median(calibrations) / REFERENCE_MS
  const here = (ms: number) => `${ms.toFixed(0)} ms here, which is ${scale.toFixed(2)} × as slow`
  return [
    ...[...shown].map(
      ([tab, times]): Row => ({
        what: `supervisors: catalogue to the list of ${MANY} on ${tab}, ${SLOWER} × slower`,
        measured: median(times) / scale,
        unit: 'ms',
        budget: { atMost: LONGEST_MS },
        note: here(median(times)),
      }),
    ),
    {
      what: `supervisors: “Show new templates” to the new ones of ${MANY}, ${SLOWER} × slower`,
      measured: median(shownNew) / scale,
      unit: 'ms',
      budget: { atMost: LONGEST_MS },
      note: here(median(shownNew)),
    },
    {
      what: `supervisors: a letter typed to what is found of ${MANY}, ${SLOWER} × slower`,
      measured: Math.max(...typed) / scale,
      unit: 'ms',
      budget: { atMost: LONGEST_MS },
      note: `the slowest of ${typed.length}; ${here(Math.max(...typed))}`,
    },
  ]
}
