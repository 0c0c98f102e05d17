import { expect, it } from 'vitest'
import { ACTIONS, capabilities } from '#whatsapp/capabilities'

it('lets Connect deliver the chat of native numbers', () => {
  expect(ACTIONS.filter((action) => capabilities.native[action].by === 'connect')).toEqual(['text'])
})

it('sends every kind of message through our functions on bridged numbers', () => {
  expect(ACTIONS.every((action) => capabilities.bridged[action].by === 'bridge')).toBe(true)
})

it('explains in three languages why native numbers have no quotes, reactions and receipts', () => {
  const missing = ACTIONS.filter((action) => !capabilities.native[action].available)

  expect(missing).toEqual(['quoted_reply', 'reaction', 'read_receipt', 'typing_indicator'])
  for (const action of missing)
    expect(Object.values(capabilities.native[action].why ?? {}).filter(Boolean)).toHaveLength(3)
})
