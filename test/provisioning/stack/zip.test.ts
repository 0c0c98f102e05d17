import { expect, it } from 'vitest'
import { zip } from '../../../provisioning/stack/zip.ts'
import { unzipped } from './unzipped.ts'

const filesOf = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]))

it('a zip file contains every file with its text, readable by every user', () => {
  const files = {
    'index.mjs': 'export const handler = () => "über"\n'.repeat(1000),
    'deeper/empty.txt': '',
    'zeros.bin': '\0\0\0',
  }

  const archive = zip(filesOf(files))

  expect(unzipped(archive)).toEqual(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, { content, mode: 0o100644 }]),
    ),
  )
  expect(archive.length).toBeLessThan(2_000)
})

it('a zip file has the same bytes whatever the order in which its files are added', () => {
  const files = { 'index.mjs': 'one', 'deeper/two.txt': 'two' }

  expect(
    zip(filesOf({ 'deeper/two.txt': files['deeper/two.txt'], 'index.mjs': files['index.mjs'] })),
  ).toEqual(zip(filesOf(files)))
})
