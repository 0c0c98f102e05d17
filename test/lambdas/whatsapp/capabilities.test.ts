import { expect, it } from 'vitest'
import { ACTIONS, capabilities } from '#whatsapp/capabilities'

it('natively, chat is Connect’s and never ours as well', () => {
  expect(ACTIONS.filter((action) => capabilities.native[action].by === 'connect')).toEqual([
    'text',
    'chat_attachment',
  ])
})

it('bridged, everything is ours', () => {
  expect(ACTIONS.every((action) => capabilities.bridged[action].by === 'bridge')).toBe(true)
})

it('natively, what needs the id of a customer’s message is not available, with the reason in three languages', () => {
  const missing = ACTIONS.filter((action) => !capabilities.native[action].available)

  expect(missing).toEqual([
    'quoted_reply',
    'reaction',
    'read_receipt',
    'typing_indicator',
    'template_events',
  ])
  for (const action of missing)
    expect(Object.values(capabilities.native[action].why ?? {}).filter(Boolean)).toHaveLength(3)
})
