import { expect, it } from 'vitest'
import { unlistedRegion } from '../../../provisioning/engine/regions.ts'

it.each(['us-east-1', 'af-south-1', 'eu-west-2'])('does not warn about %s', (region) => {
  expect(unlistedRegion(region)).toBeUndefined()
})

it('warns about a Region without Connect, and lists the Regions with Connect as of a date', () => {
  const warning = unlistedRegion('eu-west-1')

  expect(warning?.problem).toMatch(/was not offered here in \w+ \d{4}$/)
  expect(warning?.remedy).toContain('eu-west-2')
})
