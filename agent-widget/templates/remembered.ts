// The agent's favourite and lately sent templates, by name: kept in this browser, they hold nothing of any customer.

export interface Remembered {
  favourites: readonly string[]
  /** Latest first. */
  recent: readonly string[]
}

const KEY = 'connect-whatsapp:templates'
const MOST_RECENT = 5
const NOTHING: Remembered = { favourites: [], recent: [] }

export interface RememberedStore {
  getSnapshot(): Remembered
  subscribe(onChange: () => void): () => void
  toggleFavourite(name: string): void
  sent(name: string): void
}

/** `storage` may be refused to a frame: then it is remembered until the page is closed. */
export function rememberedTemplates(storage: Storage | undefined): RememberedStore {
  const listeners = new Set<() => void>()
  let remembered = read(storage?.getItem(KEY) ?? null)

  function become(next: Remembered) {
    remembered = next
    storage?.setItem(KEY, JSON.stringify(next))
    for (const listener of listeners) listener()
  }

  return {
    getSnapshot: () => remembered,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    toggleFavourite(name) {
      const { favourites } = remembered
      const next = favourites.includes(name) ? favourites.filter((each) => each !== name) : [...favourites, name]
      become({ ...remembered, favourites: next })
    },
    sent(name) {
      become({ ...remembered, recent: [name, ...remembered.recent.filter((each) => each !== name)].slice(0, MOST_RECENT) })
    },
  }
}

function read(stored: string | null): Remembered {
  try {
    const { favourites, recent } = { ...NOTHING, ...JSON.parse(stored ?? '{}') }
    const names = (list: unknown) => (Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [])
    return { favourites: names(favourites), recent: names(recent) }
  } catch {
    return NOTHING
  }
}
