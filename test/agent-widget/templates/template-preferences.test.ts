import { expect, it } from 'vitest'
import { rememberedTemplates } from '../../../agent-widget/templates/template-preferences.ts'

/** A browser's storage, as full as it is said to be. */
function aStorage({ isFull = false } = {}): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (isFull) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      kept.set(key, value)
    },
  } as Storage
}

it('favourites of two tabs are kept together, whichever was opened first', () => {
  const storage = aStorage()
  const [one, other] = [rememberedTemplates(storage), rememberedTemplates(storage)]

  one.toggleFavourite('order_ready')
  other.toggleFavourite('hello_again')
  other.sent('hello_again')
  one.sent('order_ready')

  expect(rememberedTemplates(storage).getSnapshot()).toEqual({
    favourites: ['order_ready', 'hello_again'],
    recent: ['order_ready', 'hello_again'],
  })
})

it('a star that is taken away goes, though another tab has set it too', () => {
  const storage = aStorage()
  const [one, other] = [rememberedTemplates(storage), rememberedTemplates(storage)]
  one.toggleFavourite('order_ready')
  other.toggleFavourite('order_ready')

  one.toggleFavourite('order_ready')

  expect(rememberedTemplates(storage).getSnapshot().favourites).toEqual([])
})

it('a full storage costs nothing but the memory of the next page', () => {
  const remembered = rememberedTemplates(aStorage({ isFull: true }))

  remembered.sent('order_ready')
  remembered.toggleFavourite('order_ready')
  remembered.toggleFavourite('hello_again')

  expect(remembered.getSnapshot()).toEqual({
    favourites: ['order_ready', 'hello_again'],
    recent: ['order_ready'],
  })
})
