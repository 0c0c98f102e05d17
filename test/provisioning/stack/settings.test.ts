import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { functions } from '#deployment/functions'
import { DEFAULT_HISTORY } from '#deployment/history'
import { variables } from '#deployment/resources'
import { openings } from '../../../lambdas/aws/openings.ts'
import type { Table } from '../../../lambdas/aws/table.ts'
import { checkedStackSettings } from '../../../provisioning/stack/settings.ts'
import { widgetConfiguration } from '../../../provisioning/stack/widget-configuration.ts'
import { settings } from './settings.ts'

it('accepts the settings in the example of the page for CDK', () => {
  const example = new URL(
    '../../../provisioning/examples/connect-whatsapp.stack.json',
    import.meta.url,
  )
  const ofExample = JSON.parse(readFileSync(example, 'utf8'))

  expect(checkedStackSettings(ofExample)).toMatchObject(ofExample)
})

it('switches off the recording of missed words in every function with one setting', () => {
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

it('tells the widget which other pages may embed it', () => {
  const widgetOrigins = ['https://ccp.example.com']
  const apiUrl = 'https://example.com'

  expect(widgetConfiguration({ ...settings, widgetOrigins }, { apiUrl })).toMatchObject({
    origins: widgetOrigins,
  })
  expect(widgetConfiguration(settings, { apiUrl })).toMatchObject({ origins: [] })
})

it('keeps the record of opened histories for the configured number of days', async () => {
  const configured = { ...settings, history: { ...DEFAULT_HISTORY, openingsDays: 30 } }
  const { openingsDays } = JSON.parse(variables.HISTORY(configured, configured))
  const stored: Record<string, unknown>[] = []
  const table = { put: async (item: object) => void stored.push({ ...item }) } as unknown as Table
  const at = new Date('2026-11-30T12:00:00Z')

  await openings(table, openingsDays).record({
    conversation: 'conversation-1',
    contactId: 'contact-1',
    userId: 'user-1',
    at,
  })

  expect(stored).toMatchObject([{ expiresAt: Date.parse('2026-12-30T12:00:00Z') / 1000 }])
})
