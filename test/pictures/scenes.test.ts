import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../provisioning/stack/build.ts'
import { scenes } from './scenes.ts'

const folder = join(root, 'agent-widget/pictures')
const page = readFileSync(join(root, 'agent-widget/SUPERVISORS.md'), 'utf8')

it('SUPERVISORS.md shows every picture that npm run pictures makes, and each picture exists', () => {
  const shown = [...page.matchAll(/!\[[^\]]+\]\(pictures\/(.+)\)/g)].map(([, file]) => file!)
  const made = scenes.map(({ name }) => `${name}.png`)
  const stored = readdirSync(folder).filter((file) => file.startsWith('supervisors-'))

  expect(shown.sort()).toEqual(made.sort())
  expect(stored.sort()).toEqual(made)
})

it('no picture exceeds the size limit', () => {
  const sizes = scenes.map(({ name }) => statSync(join(folder, `${name}.png`)).size)

  expect(Math.max(...sizes)).toBeLessThan(200_000)
})
