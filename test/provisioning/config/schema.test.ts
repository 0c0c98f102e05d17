import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { schemaFile, schemas } from '../../../provisioning/config/schema.ts'

it.each(Object.keys(schemas))(
  '%s is up to date (node provisioning/config/schema.ts writes it)',
  (name) => {
    expect(readFileSync(schemaFile(name), 'utf8')).toBe(schemas[name]!())
  },
)

it('contains a description of each channel mode and setting, which editors display', () => {
  const { properties } = JSON.parse(schemas['config.schema.json']!())

  const modes = properties.channels.items.oneOf.map((channel: any) => channel.properties.mode.const)
  expect(modes).toEqual(['native', 'bridged'])
  expect(properties.notDocumentedByAws.properties.roleResources.description).toMatch(
    /AWS does not document such a limit for the role$/,
  )
})
