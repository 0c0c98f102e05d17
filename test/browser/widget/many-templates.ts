// As many templates as Meta lets a large business have, and how fast the widget is with them: what runs in the page.
import type { Page } from 'playwright-core'

export const MANY = 6000

/** The page's list of templates from now on, in one answer. `asked` counts how often it was wanted. */
export async function serveManyTemplates(page: Page): Promise<{ asked: number }> {
  const requests = { asked: 0 }
  const json = manyTemplates()
  await page.route('**/templates', (route) => {
    requests.asked += 1
    return route.fulfill({ json, headers: { 'access-control-allow-origin': '*' } })
  })
  return requests
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
