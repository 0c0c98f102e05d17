import { expect, it } from 'vitest'
import { regionOf, versionFindings } from '../../../provisioning/doctor/account.ts'

const findingsFor = (metaApiVersion: string) =>
  versionFindings({ stack: { metaApiVersion } } as Parameters<typeof versionFindings>[0])

it('warns about a version of the Cloud API that is newer than the newest known one', () => {
  expect(findingsFor('v99.9')).toMatchObject([
    { verdict: 'warning', message: expect.stringContaining('v99.9 is newer than v26.0') },
  ])
})

it('reports nothing about a known version of the Cloud API', () => {
  expect(findingsFor('v26.0')).toEqual([])
})

it('warns about a Region without Connect, and not about one that has it', () => {
  expect(regionOf('eu-west-1')).toMatchObject([
    {
      verdict: 'warning',
      message: expect.stringContaining('was not offered here'),
      remedy: expect.stringContaining('eu-west-2'),
    },
  ])
  expect(regionOf('eu-west-2')).toMatchObject([{ verdict: 'ok' }])
})
