import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { functions } from '#deployment/functions'
import { variables } from '#deployment/resources'
import { checkedStackSettings } from '../../../provisioning/stack/settings.ts'
import { widgetConfiguration } from '../../../provisioning/stack/widget-configuration.ts'
import { settings } from './settings.ts'

it('accepts the example of settings for plain CDK', () => {
  const example = new URL(
    '../../../provisioning/examples/connect-whatsapp.stack.json',
    import.meta.url,
  )
  const ofExample = JSON.parse(readFileSync(example, 'utf8'))

  expect(checkedStackSettings(ofExample)).toMatchObject(ofExample)
})

it('switches the records of missed words off in every function with one setting', () => {
  const off = { ...settings, missed: false }
  const users = Object.entries(functions).filter(([, { env }]) =>
    (env as readonly string[]).includes('MISSED'),
  )

  expect(users.map(([name]) => name).sort()).toEqual(['send-reply', 'supervisor-api', 'widget-api'])
  expect([variables.MISSED(off, off), variables.MISSED(settings, settings)]).toEqual(['off', 'on'])
  const apiUrl = 'https://example.com'
  expect(widgetConfiguration(off, { apiUrl })).toMatchObject({ missed: false })
  expect(widgetConfiguration(settings, { apiUrl })).not.toHaveProperty('missed')
})
