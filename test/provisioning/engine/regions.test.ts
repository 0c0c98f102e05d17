import { expect, it } from 'vitest'
import { regionOf } from '../../../provisioning/doctor/account.ts'

it('accepts the Regions that have Amazon Connect', () => {
  for (const region of ['us-east-1', 'eu-central-1', 'af-south-1'])
    expect(regionOf(region)).toMatchObject([{ about: `Region ${region}`, verdict: 'ok' }])
})

it('warns about a Region without Amazon Connect, with the date of its list and the Regions that have it', () => {
  expect(regionOf('eu-west-1')).toEqual([
    {
      about: 'Region eu-west-1',
      verdict: 'warning',
      message: expect.stringMatching(/listed no Amazon Connect here in \w+ \d{4}$/),
      remedy: expect.stringMatching(/link the WABA there.*us-east-1, .*eu-west-2\.$/),
    },
  ])
})
