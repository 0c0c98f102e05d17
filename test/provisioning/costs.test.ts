// COSTS.md is generated from two data files, and must be generated again when one of them changes.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { costsPage } from '../../provisioning/costs/costs.ts'

const page = readFileSync('provisioning/COSTS.md', 'utf8')

it('COSTS.md agrees with the counted calls and the prices (npm run costs updates the page)', () => {
  expect(page).toBe(costsPage())
})

it.each([
  '10 agents',
  '100 agents',
  '1,000 agents',
  'polling of the widget',
  'messages of customers',
])('COSTS.md has a line about: %s', (what) => {
  expect(page).toContain(what)
})

it('COSTS.md states the date of the prices and the source of each price', () => {
  expect(page).toMatch(/list prices of \d{4}-\d{2}/)
  const sources = page
    .slice(page.indexOf('## Prices'))
    .match(/https:\/\/aws\.amazon\.com\/\S+pricing/g)
  expect(sources!.length).toBeGreaterThan(10)
})
