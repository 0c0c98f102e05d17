// As many templates as Meta allows a large business, and functions that measure in the page how
// fast the widget handles them.
import type { Page } from 'playwright-core'

export const MANY = 6000

/**
 * Answers every request for the page's list of templates with these templates. `asked` counts the
 * requests.
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
 * Answers requests for the supervisors' catalogue with these templates. Rules name a third of the
 * templates.
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
