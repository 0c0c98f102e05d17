import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PAGE, pageOf } from './page.ts'

it('lists on the page of the first run what was never tried, as npm run guesses -- --page writes it', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf())
})
