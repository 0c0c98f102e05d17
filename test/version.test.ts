// The upgrade guide and the list of versions must agree with the version in package.json.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  version: string
  packages: Record<string, { version: string }>
}
const versions = [
  ...readFileSync('provisioning/UPGRADING.md', 'utf8').matchAll(/^## (\d+\.\d+\.\d+)$/gm),
].map((match) => match[1]!)

it('the upgrade guide begins with the version in package.json', () => {
  expect(versions[0]).toBe(version)
})

it('the upgrade guide lists each version once, from the newest to the oldest', () => {
  const newestFirst = [...new Set(versions)].sort((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  )

  expect(versions).toEqual(newestFirst)
})

it('the upgrade guide has a section for each version and no other section', () => {
  const sections = readFileSync('provisioning/UPGRADING.md', 'utf8').match(/^## .*$/gm) ?? []

  expect(sections.map((heading) => heading.slice(3))).toEqual(versions)
})

it('package.json and package-lock.json contain the same version', () => {
  expect([lock.version, lock.packages['']!.version]).toEqual([version, version])
})
