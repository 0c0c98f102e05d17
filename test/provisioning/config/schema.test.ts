import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { schemaFile, schemas } from '../../../provisioning/config/schema.ts'

it.each(Object.keys(schemas))(
  '%s is what its shape says: write it with node provisioning/config/schema.ts',
  (name) => {
    expect(readFileSync(schemaFile(name), 'utf8')).toBe(schemas[name]!())
  },
)

it('editors learn of each channel mode, with what each setting is for', () => {
  const { properties } = JSON.parse(schemas['config.schema.json']!())

  const modes = properties.channels.items.oneOf.map((channel: any) => channel.properties.mode.const)
  expect(modes).toEqual(['native', 'bridged'])
  expect(properties.notDocumentedByAws.properties.roleResources.description).toMatch(
    /^Not documented by AWS for this role/,
  )
})
