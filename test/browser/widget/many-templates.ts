// As many templates as Meta allows a large business, and functions that answer a page's requests
// with these templates.
import type { Page } from 'playwright-core'

export const MANY = 6000

/**
 * Answers every request of the widget for its list of templates with many templates. `asked` counts
 * the requests.
 */
export async function serveManyTemplates(page: Page): Promise<{ asked: number }> {
  const requests = { asked: 0 }
  const json = manyTemplates()
  await page.route('**/templates', (route) => {
    requests.asked += 1
    return route.fulfill({ json, headers: { 'access-control-allow-origin': '*' } })
  })
  return requests
}

/**
 * Answers requests of the supervisors' page for its catalogue with many templates. A third of the
 * templates are named in rules.
 */
export async function serveManyToSupervisors(page: Page): Promise<void> {
  const { templates } = manyTemplates()
  const named = templates.filter((_, i) => i % 3 === 0)
  const json = {
    ...{ version: 'many', templates, syncedAt: new Date().toISOString() },
    curation: {
      rules: [
        {
          templates: named.map(({ name }, i) => ({
            ...{ name, title: `Order number ${i}`, note: 'Only after the customer has asked.' },
            ...{ offered: i % 4 !== 0, topic: `Topic ${i % 20}` },
          })),
        },
      ],
      undecided: templates.slice(-500).map(({ name }) => name),
      topics: Array.from({ length: 20 }, (_, i) => `Topic ${i}`),
      ...{ newTemplatesWait: true, version: 'many' },
    },
    breaker: {
      ...{ settings: { isOn: false, lowQuality: true }, withheld: [], failing: [] },
    },
  }
  await page.route('**/supervisor/wabas/*/catalogue', (route) =>
    route.fulfill({ json, headers: { 'access-control-allow-origin': '*' } }),
  )
}

function manyTemplates() {
  const words =
    'order booking delivery ready waiting changed please check your answer before Friday code invoice'.split(
      ' ',
    )
  const templates = Array.from({ length: MANY }, (_, i) => ({
    name: `order_${String(i).padStart(4, '0')}`,
    language: 'en_US',
    status: 'APPROVED',
    category: i % 3 ? 'UTILITY' : 'MARKETING',
    body: Array.from({ length: 40 }, (_, j) => words[(i * 7 + j * j) % words.length]).join(' '),
    needs: [],
  }))
  return { version: 'many', templates, curation: { others: true, templates: [] } }
}
