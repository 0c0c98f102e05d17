import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configSchema, SCHEMA_FILE } from '../../provisioning/config-schema.ts'

it('config.schema.json is what config.ts says: write it with node provisioning/config-schema.ts', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(configSchema())
})

it('editors learn of each channel mode, with what each setting is for', () => {
  const { properties } = JSON.parse(configSchema())

  const modes = properties.channels.items.oneOf.map((channel: any) => channel.properties.mode.const)
  expect(modes).toEqual(['native', 'bridged'])
  expect(properties.notDocumentedByAws.properties.roleResources.description).toMatch(/^Not documented by AWS for this role/)
})
