// The upgrade guide and the list of versions agree with the version in package.json.
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

it('begins the upgrade guide with the version in package.json', () => {
  expect(versions[0]).toBe(version)
})

it('lists the versions from the newest to the oldest, each once', () => {
  const newestFirst = [...new Set(versions)].sort((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  )

  expect(versions).toEqual(newestFirst)
})

it('has the same version in package.json and package-lock.json', () => {
  expect([lock.version, lock.packages['']!.version]).toEqual([version, version])
})
