import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PAGE, pageOf } from './page.ts'

it('FIRST-RUN.md lists every detail that was never tried on an account (npm run guesses -- --page writes it)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf())
})
