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

/** `storage` may be refused to a frame, or full: then it is remembered until the page is closed. Tabs remember together. */
export function rememberedTemplates(storage: Storage | undefined): RememberedStore {
  const listeners = new Set<() => void>()
  let remembered = read(storage?.getItem(KEY) ?? null)
  let isWritten = true

  function show(next: Remembered) {
    remembered = next
    for (const listener of listeners) listener()
  }

  function become(change: (before: Remembered) => Remembered) {
    // What another tab wrote may be heard of only later.
    const stored = isWritten ? storage?.getItem(KEY) : undefined
    show(change(stored ? read(stored) : remembered))
    try {
      storage?.setItem(KEY, JSON.stringify(remembered))
      isWritten = true
    } catch {
      isWritten = false
    }
  }

  globalThis.addEventListener?.('storage', ({ key, storageArea, newValue }) => {
    if (storageArea === storage && key === KEY && newValue) show(read(newValue))
  })

  return {
    getSnapshot: () => remembered,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    toggleFavourite(name) {
      const isKept = remembered.favourites.includes(name)
      become(({ favourites, ...rest }) => {
        const others = favourites.filter((each) => each !== name)
        return { ...rest, favourites: isKept ? others : [...others, name] }
      })
    },
    sent(name) {
      become(({ recent, ...rest }) => ({
        ...rest,
        recent: [name, ...recent.filter((each) => each !== name)].slice(0, MOST_RECENT),
      }))
    },
  }
}

function read(stored: string | null): Remembered {
  try {
    const { favourites, recent } = { ...NOTHING, ...JSON.parse(stored ?? '{}') }
    const names = (list: unknown) =>
      Array.isArray(list) ? list.filter((name) => typeof name === 'string') : []
    return { favourites: names(favourites), recent: names(recent) }
  } catch {
    return NOTHING
  }
}
