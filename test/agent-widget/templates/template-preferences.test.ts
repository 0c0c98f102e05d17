import { expect, it } from 'vitest'
import { templatePreferences } from '../../../agent-widget/templates/template-preferences.ts'

/** Returns a fake browser storage. If `isFull` is true, the storage refuses every write. */
function aStorage({ isFull = false } = {}): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem(key: string, value: string) {
      if (isFull) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      items.set(key, value)
    },
  } as Storage
}

it('keeps the favorites that an agent sets in two tabs', () => {
  const storage = aStorage()
  const [one, other] = [templatePreferences(storage), templatePreferences(storage)]

  one.toggleFavorite('order_ready')
  other.toggleFavorite('hello_again')
  other.sent('hello_again')
  one.sent('order_ready')

  expect(templatePreferences(storage).getSnapshot()).toEqual({
    favorites: ['order_ready', 'hello_again'],
    recent: ['order_ready', 'hello_again'],
    catalogs: {},
  })
})

it('removes a favorite in one tab even if it was also set in another', () => {
  const storage = aStorage()
  const [one, other] = [templatePreferences(storage), templatePreferences(storage)]
  one.toggleFavorite('order_ready')
  other.toggleFavorite('order_ready')

  one.toggleFavorite('order_ready')

  expect(templatePreferences(storage).getSnapshot().favorites).toEqual([])
})

it('keeps the agent’s preferences only until a reload if the browser’s storage is full', () => {
  const remembered = templatePreferences(aStorage({ isFull: true }))

  remembered.sent('order_ready')
  remembered.toggleFavorite('order_ready')
  remembered.toggleFavorite('hello_again')

  expect(remembered.getSnapshot()).toEqual({
    favorites: ['order_ready', 'hello_again'],
    recent: ['order_ready'],
    catalogs: {},
  })
})

it('stores the last catalog of each WABA, which other tabs can read', () => {
  const storage = aStorage()
  const remembered = templatePreferences(storage)

  remembered.usedCatalog('waba-1', '7001')
  remembered.usedCatalog('waba-2', '8001')
  remembered.usedCatalog('waba-1', '7002')

  expect(templatePreferences(storage).getSnapshot().catalogs).toEqual({
    'waba-1': '7002',
    'waba-2': '8001',
  })
})
